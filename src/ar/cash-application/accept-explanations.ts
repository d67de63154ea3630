import { sql } from 'kysely';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { applyPayments, type ApplicationPart } from '../payments/apply-payments.ts';
import { recordPayments, type NewPayment } from '../payments/record-payments.ts';
import { linkBankLines, lockPayments } from '../payments/known-money.ts';
import type { StoredLine } from './bank-line.ts';
import type { Explanation, ExplanationPart } from './explain/explanation.ts';

/** One accepted explanation of one line; the proposal is the cause of everything it does, so undoing it undoes all. */
export type Acceptance = { readonly line: StoredLine; readonly proposalId: string; readonly explanation: Explanation };

/** The one corridor: whether a machine or a person decided, money passes here from the clearing account to the receivables.
 *  Known money is linked and never recorded twice; a parent's payment becomes one payment for each customer it settles. */
export async function acceptExplanations(ctx: Ctx, book: Book, acceptances: readonly Acceptance[]): Promise<void> {
  await linkKnownMoney(
    ctx,
    book,
    acceptances.filter((a) => a.explanation.kind === 'known_money'),
  );
  const fresh = acceptances.filter((a) => a.explanation.kind !== 'known_money');
  const customers = await loadCustomersOfReceivables(
    ctx,
    fresh.flatMap((a) => a.explanation.parts.map((part) => part.receivableId)),
  );
  const shares = fresh.flatMap((acceptance) => splitByCustomer(acceptance, customers).map((share) => ({ acceptance, ...share })));
  const payments = shares.map(({ acceptance, customerId, minor, baseMinor }): NewPayment => {
    const { line } = acceptance;
    return {
      id: ctx.newId(),
      method: 'bank_transfer',
      customerId,
      currency: line.currency,
      minor,
      receivedOn: line.value_on,
      bookedOn: line.booked_on,
      payerName: line.counterparty_name,
      reference: line.text.slice(0, 140),
      bankLineId: line.id,
      awaitsBank: false,
      from: 'BCL',
      baseMinor,
      cause: causeOf(acceptance),
    };
  });
  const recorded = await recordPayments(ctx, book, payments, () => '1');
  const parts = shares.flatMap(({ acceptance, parts: own }, index) =>
    own.map((part): ApplicationPart => ({
      creditId: recorded[index]?.creditId as string,
      receivableId: part.receivableId,
      minor: part.minor,
      discountMinor: part.discountMinor,
      toleranceMinor: part.toleranceMinor,
      valueOn: acceptance.line.value_on,
      bookedOn: acceptance.line.booked_on,
      cause: causeOf(acceptance),
    })),
  );
  await applyPayments(ctx, book, parts);
}

function causeOf(acceptance: Acceptance): Cause {
  return { kind: 'proposal', id: acceptance.proposalId };
}

async function loadCustomersOfReceivables(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.tx.rows(sql<{ id: string; customer_id: string }>`
    select id, customer_id from receivable where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', [...new Set(ids)])}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row.customer_id]));
}

type Share = { customerId: string; minor: bigint; baseMinor: bigint; parts: ExplanationPart[] };

/** One share a customer; what stays unapplied belongs to the explanation's customer. The base amount of the line is split in proportion, exactly. */
function splitByCustomer({ line, explanation }: Acceptance, customers: ReadonlyMap<string, string>): Share[] {
  const shares = new Map<string, { minor: bigint; parts: ExplanationPart[] }>();
  const shareOf = (customerId: string) => {
    const known = shares.get(customerId) ?? { minor: 0n, parts: [] };
    shares.set(customerId, known);
    return known;
  };
  for (const part of explanation.parts) {
    const customerId = customers.get(part.receivableId);
    if (!customerId)
      throw new Refusal('allocation.item_not_found', `There is no receivable ${part.receivableId} in this company. Reload the line.`, {
        id: part.receivableId,
      });
    const share = shareOf(customerId);
    share.minor += part.minor;
    share.parts.push(part);
  }
  if (explanation.rest > 0n) shareOf(explanation.customerId).minor += explanation.rest;
  const total = [...shares.values()].reduce((sum, share) => sum + share.minor, 0n);
  if (total !== line.minor) {
    throw new Refusal(
      'cash.does_not_add_up',
      `The parts come to ${formatDecimal(total, line.currency)} ${line.currency}, the bank line is ${formatDecimal(line.minor, line.currency)}. Change the parts or leave the difference unapplied.`,
      { lineId: line.id, parts: formatDecimal(total, line.currency), line: formatDecimal(line.minor, line.currency), currency: line.currency },
    );
  }
  let baseLeft = line.base_minor;
  const list = [...shares];
  return list.map(([customerId, share], index) => {
    const baseMinor = index === list.length - 1 ? baseLeft : multiplyDivideRounded(line.base_minor, share.minor, line.minor);
    baseLeft -= baseMinor;
    return { customerId, minor: share.minor, baseMinor, parts: share.parts };
  });
}

/** The bank confirms what was recorded before: the payment is tied to the line, only clearing remains, and it is already empty between the two.
 *  A difference between the base amounts of recording and of the bank is an exchange difference. */
async function linkKnownMoney(ctx: Ctx, book: Book, acceptances: readonly Acceptance[]): Promise<void> {
  if (acceptances.length === 0) return;
  const ids = acceptances.map((a) => {
    assert(a.explanation.paymentId, 'known money names its payment');
    return a.explanation.paymentId;
  });
  const payments = new Map((await lockPayments(ctx, ids)).map((p) => [p.id, p]));
  for (const { line, explanation } of acceptances) {
    const payment = payments.get(explanation.paymentId ?? '');
    if (!payment || !payment.awaits_bank || payment.minor !== line.minor || payment.currency !== line.currency) {
      throw new Refusal('cash.known_money_gone', 'The payment that this line confirms was linked or reversed meanwhile. Explain the line again.', {
        lineId: line.id,
      });
    }
  }
  await linkBankLines(
    ctx,
    acceptances.map((a) => ({ paymentId: a.explanation.paymentId ?? '', bankLineId: a.line.id })),
  );
  const recorded = await ctx.tx.rows(sql<{ payment_id: string; base: bigint }>`
    select payment_id, base_original as base from credit where company_id = ${ctx.company.id} and payment_id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  await post(
    ctx,
    acceptances.flatMap((acceptance) => {
      const { line, explanation } = acceptance;
      const difference = line.base_minor - (recorded.find((row) => row.payment_id === explanation.paymentId)?.base ?? line.base_minor);
      if (difference === 0n) return [];
      return [
        {
          postedOn: postingDay(book, line.posted_on),
          valueOn: line.value_on,
          cause: causeOf(acceptance),
          lines: [
            { account: 'BCL' as const, currency: line.currency, minor: 0n, baseMinor: difference },
            { account: 'FX' as const, currency: line.currency, minor: 0n, baseMinor: -difference },
          ],
        },
      ];
    }),
  );
}
