import { sql } from 'kysely';
import { type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { AccountCode } from '../ledger/account.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import type { Cause, Posting } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { allocate, type AllocationRequest } from '../receivables/allocate.ts';
import { createCredits, type NewCredit } from '../receivables/create-credits.ts';
import { baseShare, type TaxMode } from '../receivables/receivable.ts';
import { lockReceivables, type LockedReceivable } from '../receivables/store.ts';

/** How one payment settles one receivable: cash, and what is forgiven beside it. */
export type ApplicationPart = {
  readonly creditId: string;
  readonly receivableId: string;
  /** Cash of the payment. */
  readonly minor: bigint;
  /** Early-payment discount taken. */
  readonly discountMinor: bigint;
  /** Small residual given up by rule. */
  readonly toleranceMinor: bigint;
  /** Value day of the payment: decides whether the discount was earned. */
  readonly valueOn: Day;
  readonly bookedOn: Day;
  readonly cause: Cause;
};

type Discount = { receivable_id: string; until_on: Day; minor: bigint; tax_minor: bigint; tax_mode: TaxMode };

/** Applies payments: discounts inside their window and tolerances become credits of their own, then everything is allocated.
 *  Refuses `discount.not_earned`, `discount.exceeds_agreed` and what `allocate` refuses. */
export async function applyPayments(ctx: Ctx, book: Book, parts: readonly ApplicationPart[]): Promise<void> {
  const extra = parts.filter((part) => part.discountMinor > 0n || part.toleranceMinor > 0n);
  const { requests, credits, postings } = extra.length === 0 ? { requests: [], credits: [], postings: [] } : await forgive(ctx, book, extra);
  await createCredits(ctx, credits);
  await post(ctx, postings);
  const cash = parts.flatMap((part): AllocationRequest[] =>
    part.minor === 0n
      ? []
      : [{ creditId: part.creditId, receivableId: part.receivableId, minor: part.minor, eventOn: part.bookedOn, valueOn: part.valueOn, cause: part.cause }],
  );
  await allocate(ctx, book, [...cash, ...requests]);
}

async function forgive(ctx: Ctx, book: Book, parts: readonly ApplicationPart[]): Promise<{ requests: AllocationRequest[]; credits: NewCredit[]; postings: Posting[] }> {
  const ids = [...new Set(parts.map((part) => part.receivableId))];
  const receivables = await lockReceivables(ctx, ids);
  const discounts = await ctx.tx.rows(sql<Discount>`
    select receivable_id, until_on, minor, tax_minor, tax_mode from receivable_discount
    where company_id = ${ctx.company.id} and receivable_id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by receivable_id, until_on`);
  const made = { requests: [] as AllocationRequest[], credits: [] as NewCredit[], postings: [] as Posting[] };
  for (const part of parts) {
    const receivable = receivables.get(part.receivableId);
    if (!receivable) throw new Refusal('allocation.item_not_found', `There is no receivable ${part.receivableId} in this company. Reload the list.`, { id: part.receivableId });
    if (part.discountMinor > 0n) {
      const discount = earnedDiscount(part, receivable, discounts);
      const tax = multiplyDivideRounded(discount.tax_minor, part.discountMinor, discount.minor);
      const taxAccount: AccountCode = ctx.company.taxPoint === 'receipt' ? 'DTAX' : 'TAX';
      add(ctx, book, made, { part, receivable, kind: 'discount', minor: part.discountMinor, split: discount.tax_mode === 'adjust' ? { account: taxAccount, minor: tax } : null });
    }
    if (part.toleranceMinor > 0n) add(ctx, book, made, { part, receivable, kind: 'tolerance', minor: part.toleranceMinor, split: null });
  }
  return made;
}

/** The window is judged by value day; a payment of part of the receivable may take the discount once, up to what was agreed. */
function earnedDiscount(part: ApplicationPart, receivable: LockedReceivable, discounts: readonly Discount[]): Discount {
  const agreed = discounts.filter((d) => d.receivable_id === part.receivableId);
  const earned = agreed.find((d) => part.valueOn <= d.until_on);
  const amount = `${formatDecimal(part.discountMinor, receivable.currency)} ${receivable.currency}`;
  if (!earned) {
    const until = agreed.at(-1)?.until_on;
    throw new Refusal(
      'discount.not_earned',
      until
        ? `The discount of ${amount} on ${receivable.number} ended on ${until}; the payment's value day is ${part.valueOn}. Leave the amount open, or forgive it with an approval.`
        : `No discount was agreed on ${receivable.number}. Leave ${amount} open, or forgive it with an approval.`,
      { receivableId: receivable.id, valueOn: part.valueOn },
    );
  }
  if (part.discountMinor > earned.minor) {
    throw new Refusal('discount.exceeds_agreed', `The discount of ${amount} on ${receivable.number} is more than the agreed ${formatDecimal(earned.minor, receivable.currency)}. Take at most that.`, {
      receivableId: receivable.id,
      agreed: formatDecimal(earned.minor, receivable.currency),
    });
  }
  return earned;
}

type Forgiven = {
  part: ApplicationPart;
  receivable: LockedReceivable;
  kind: 'discount' | 'tolerance';
  minor: bigint;
  split: { account: AccountCode; minor: bigint } | null;
};

function add(ctx: Ctx, book: Book, made: { requests: AllocationRequest[]; credits: NewCredit[]; postings: Posting[] }, of: Forgiven): void {
  const { part, receivable, minor } = of;
  const { currency } = receivable as { currency: Currency };
  const id = ctx.newId();
  const postedOn = postingDay(book, part.bookedOn, receivable.posted_on);
  // At the receivable's own rate: giving something up moves no exchange difference.
  const item = { open: receivable.original, baseOpen: receivable.base_original, original: receivable.original, baseOriginal: receivable.base_original };
  const base = baseShare(item, minor);
  const taxBase = of.split === null ? 0n : baseShare(item, of.split.minor);
  made.credits.push({
    id, kind: of.kind, sitsIn: 'AR', customerId: receivable.customer_id, paymentId: null, documentId: null, currency, postedOn, valueOn: part.valueOn, original: minor,
    baseOriginal: base, cause: part.cause,
  });
  made.postings.push({
    postedOn, valueOn: part.valueOn, cause: part.cause,
    lines: [
      { account: of.kind === 'discount' ? 'DISC' : 'RND', currency, minor: minor - (of.split?.minor ?? 0n), baseMinor: base - taxBase },
      ...(of.split === null ? [] : [{ account: of.split.account, currency, minor: of.split.minor, baseMinor: taxBase }]),
      { account: 'AR', currency, minor: -minor, baseMinor: -base, creditId: id },
    ],
  });
  made.requests.push({ creditId: id, receivableId: receivable.id, minor, eventOn: part.bookedOn, valueOn: part.valueOn, cause: part.cause });
}
