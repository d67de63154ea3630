import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { decimalsOf } from '../../foundation/money/currency.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import type { Cause, Posting, PostingLine } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { allocate, type AllocationRequest } from '../receivables/allocate.ts';
import { createCredits, type NewCredit } from '../receivables/create-credits.ts';
import { deferredToPayable, loadTaxLeft } from '../receivables/deferred-tax.ts';
import { baseShare, taxShare, type TaxMode } from '../receivables/receivable.ts';
import { lockReceivables, type LockedReceivable } from '../receivables/lock-items.ts';

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
  if (parts.some((part) => part.minor < 0n || part.discountMinor < 0n || part.toleranceMinor < 0n)) {
    throw new Refusal('allocation.not_positive', 'Cash, discount and tolerance are amounts of zero or more; to take an application back, reverse it.', {});
  }
  const extra = parts.filter((part) => part.discountMinor > 0n || part.toleranceMinor > 0n);
  const { requests, credits, postings } = extra.length === 0 ? { requests: [], credits: [], postings: [] } : await forgive(ctx, book, { extra, parts });
  await createCredits(ctx, credits);
  const cash = parts.flatMap((part): AllocationRequest[] =>
    part.minor === 0n
      ? []
      : [{ creditId: part.creditId, receivableId: part.receivableId, minor: part.minor, eventOn: part.bookedOn, valueOn: part.valueOn, cause: part.cause }],
  );
  await allocate(ctx, book, [...cash, ...requests]);
  // After the allocation: it judges by the journal which tax is still deferred.
  await post(ctx, postings);
}

type Made = { requests: AllocationRequest[]; credits: NewCredit[]; postings: Posting[] };

/** A receivable as it will stand when the forgiven part is allocated, after the cash. */
type Standing = { readonly receivable: LockedReceivable; open: bigint; baseOpen: bigint; taxLeft: bigint; discountTaken: bigint };

async function forgive(ctx: Ctx, book: Book, { extra, parts }: { extra: readonly ApplicationPart[]; parts: readonly ApplicationPart[] }): Promise<Made> {
  const ids = [...new Set(extra.map((part) => part.receivableId))];
  const standings = await loadStandings(ctx, ids);
  const discounts = await ctx.tx.rows(sql<Discount>`
    select receivable_id, until_on, minor, tax_minor, tax_mode from receivable_discount
    where company_id = ${ctx.company.id} and receivable_id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by receivable_id, until_on`);
  for (const part of parts) {
    const standing = standings.get(part.receivableId);
    if (standing) take(standing, part.minor);
  }
  const made: Made = { requests: [], credits: [], postings: [] };
  for (const part of extra) {
    const standing = standings.get(part.receivableId);
    if (!standing)
      throw new Refusal('allocation.item_not_found', `There is no receivable ${part.receivableId} in this company. Reload the list.`, {
        id: part.receivableId,
      });
    if (part.discountMinor > 0n) {
      const discount = earnedDiscount(part, standing, discounts);
      add(ctx, book, made, { part, standing, kind: 'discount', minor: part.discountMinor, discount });
      standing.discountTaken += part.discountMinor;
    }
    if (part.toleranceMinor > 0n) requireSmall(part, standing.receivable);
    if (part.toleranceMinor > 0n) add(ctx, book, made, { part, standing, kind: 'tolerance', minor: part.toleranceMinor, discount: null });
  }
  return made;
}

/** A tolerance is a small rest: at most five units of the currency and two percent of the receivable. */
const TOLERANCE_UNITS = 5n;
const TOLERANCE_PERMILLE = 20n;

function requireSmall(part: ApplicationPart, receivable: LockedReceivable): void {
  const units = TOLERANCE_UNITS * 10n ** BigInt(decimalsOf(receivable.currency));
  const share = (receivable.original * TOLERANCE_PERMILLE) / 1_000n;
  const limit = units < share ? units : share;
  if (part.toleranceMinor <= limit) return;
  throw new Refusal(
    'tolerance.exceeds_limit',
    `${formatDecimal(part.toleranceMinor, receivable.currency)} ${receivable.currency} on ${receivable.number} is no small rest; at most ${formatDecimal(limit, receivable.currency)} may be given up here. Leave it open, or issue a credit note.`,
    {
      receivableId: receivable.id,
      number: receivable.number,
      asked: formatDecimal(part.toleranceMinor, receivable.currency),
      limit: formatDecimal(limit, receivable.currency),
      currency: receivable.currency,
    },
  );
}

async function loadStandings(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Standing>> {
  const receivables = await lockReceivables(ctx, ids);
  const taxLeft = await loadTaxLeft(ctx, receivables.values());
  const taken = await ctx.tx.rows(sql<{ receivable_id: string; minor: bigint }>`
    select a.receivable_id, sum(a.receivable_minor)::bigint as minor from allocation a
    join credit c on c.company_id = a.company_id and c.id = a.credit_id
    where a.company_id = ${ctx.company.id} and a.receivable_id = any (${arrayLiteral('uuid', ids)}::uuid[]) and c.kind = 'discount' group by a.receivable_id`);
  const discountOf = new Map(taken.map((row) => [row.receivable_id, row.minor]));
  return new Map(
    [...receivables].map(([id, receivable]) => {
      const { open, base_open: baseOpen } = receivable;
      return [id, { receivable, open, baseOpen, taxLeft: taxLeft.get(id) ?? 0n, discountTaken: discountOf.get(id) ?? 0n }];
    }),
  );
}

/** Takes an amount off a standing and tells its base amount and its deferred tax. */
function take(standing: Standing, minor: bigint): { base: bigint; tax: bigint } {
  const { original, base_original: baseOriginal, tax_original: taxOriginal } = standing.receivable;
  const base = baseShare({ open: standing.open, baseOpen: standing.baseOpen, original, baseOriginal }, minor);
  const deferred = standing.taxLeft === 0n ? 0n : taxShare({ open: standing.open, original, taxOriginal, taxLeft: standing.taxLeft }, minor);
  standing.open -= minor;
  standing.baseOpen -= base;
  standing.taxLeft -= deferred;
  return { base, tax: deferred };
}

/** The window is judged by value day; payments of parts may share the discount, together up to what was agreed. */
function earnedDiscount(part: ApplicationPart, { receivable, discountTaken }: Standing, discounts: readonly Discount[]): Discount {
  const agreed = discounts.filter((d) => d.receivable_id === part.receivableId);
  const earned = agreed.find((d) => part.valueOn <= d.until_on);
  const { id: receivableId, number, currency } = receivable;
  const asked = formatDecimal(part.discountMinor, currency);
  const amount = `${asked} ${currency}`;
  if (!earned) {
    const until = agreed.at(-1)?.until_on;
    throw new Refusal(
      'discount.not_earned',
      until
        ? `The discount of ${amount} on ${number} ended on ${until}; the payment's value day is ${part.valueOn}. Leave the amount open, or forgive it with an approval.`
        : `No discount was agreed on ${number}. Leave ${amount} open, or forgive it with an approval.`,
      { receivableId, number, asked, currency, valueOn: part.valueOn, ...(until ? { until } : {}) },
    );
  }
  if (discountTaken + part.discountMinor > earned.minor) {
    const left = formatDecimal(discountTaken < earned.minor ? earned.minor - discountTaken : 0n, currency);
    throw new Refusal(
      'discount.exceeds_agreed',
      `The discount of ${amount} on ${number} is more than what is left of the agreed ${formatDecimal(earned.minor, currency)}: ${left}. Take at most that.`,
      { receivableId, number, asked, currency, agreed: formatDecimal(earned.minor, currency), left },
    );
  }
  return earned;
}

type Forgiven = { part: ApplicationPart; standing: Standing; kind: 'discount' | 'tolerance'; minor: bigint; discount: Discount | null };

function add(ctx: Ctx, book: Book, made: Made, of: Forgiven): void {
  const { part, minor } = of;
  const { receivable } = of.standing;
  const { currency } = receivable;
  const id = ctx.newId();
  const postedOn = postingDay(book, part.bookedOn, receivable.posted_on);
  // At the receivable's own base: giving something up moves no exchange difference.
  const { base, tax } = take(of.standing, minor);
  const taxed = of.discount === null ? [] : discountTaxLines(ctx, receivable, { minor, discount: of.discount, deferred: tax });
  const sum = (amount: 'minor' | 'baseMinor') => taxed.reduce((total, line) => total + line[amount], 0n);
  made.credits.push({
    id,
    kind: of.kind,
    sitsIn: 'AR',
    customerId: receivable.customer_id,
    paymentId: null,
    documentId: null,
    currency,
    postedOn,
    valueOn: part.valueOn,
    original: minor,
    baseOriginal: base,
    cause: part.cause,
  });
  made.postings.push({
    postedOn,
    valueOn: part.valueOn,
    cause: part.cause,
    lines: [
      { account: of.kind === 'discount' ? 'DISC' : 'RND', currency, minor: minor - sum('minor'), baseMinor: base - sum('baseMinor') },
      ...taxed,
      { account: 'AR', currency, minor: -minor, baseMinor: -base, creditId: id },
    ],
  });
  made.requests.push({ creditId: id, receivableId: receivable.id, minor, eventOn: part.bookedOn, valueOn: part.valueOn, cause: part.cause });
}

/** The tax inside a discount: given back with it where the country adjusts it at payment, else (cash basis) due like any other.
 *  `deferred` leaves the deferred tax whatever the discount's own rounding, so that this ends at nothing. */
function discountTaxLines(ctx: Ctx, receivable: LockedReceivable, of: { minor: bigint; discount: Discount; deferred: bigint }): PostingLine[] {
  const { minor, discount, deferred } = of;
  const { currency, original } = receivable;
  const baseOf = (tax: bigint) => multiplyDivideRounded(receivable.base_original, tax, original);
  if (ctx.company.taxPoint === 'receipt') {
    if (discount.tax_mode !== 'adjust') return deferredToPayable(receivable, deferred);
    return [{ account: 'DTAX', currency, minor: deferred, baseMinor: baseOf(deferred), receivableId: receivable.id }];
  }
  if (discount.tax_mode !== 'adjust') return [];
  const tax = multiplyDivideRounded(discount.tax_minor, minor, discount.minor);
  return [{ account: 'TAX', currency, minor: tax, baseMinor: baseOf(tax) }];
}
