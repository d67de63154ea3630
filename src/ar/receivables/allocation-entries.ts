import { assert } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { Cause, Posting, PostingLine } from '../ledger/journal.ts';
import { baseShare, taxOnSettled } from './receivable.ts';
import type { LockedCredit, LockedReceivable, NewAllocation } from './store.ts';

export type EntryLines = { readonly cause: Cause; readonly allocation: NewAllocation; readonly lines: readonly PostingLine[] };

/** One entry for all allocations of one cause, posting day, value day and currency. */
export function gatherEntries(parts: readonly EntryLines[]): Posting[] {
  const byKey = new Map<string, { cause: Cause; allocation: NewAllocation; lines: PostingLine[] }>();
  for (const { cause, allocation, lines } of parts) {
    const first = lines[0];
    if (!first) continue;
    const key = `${cause.id}|${allocation.postedOn}|${allocation.valueOn}|${first.currency}`;
    const known = byKey.get(key);
    if (known) known.lines.push(...lines);
    else byKey.set(key, { cause, allocation, lines: [...lines] });
  }
  return [...byKey.values()].map(({ cause, allocation, lines }) => ({ postedOn: allocation.postedOn, valueOn: allocation.valueOn, cause, lines }));
}

/** What one allocation moves in the ledger, judged before the open amounts change.
 *  A technical receivable takes up a credit whose money the caller posts: no lines. */
export function allocationLines(ctx: Ctx, allocation: NewAllocation, receivable: LockedReceivable, credit: LockedCredit): PostingLine[] {
  if (receivable.kind === 'technical') return [];
  assert(credit.sits_in !== 'DEP', 'deposits are applied by their own command');
  const { currency } = credit;
  const difference = allocation.baseCredit - allocation.baseReceivable;
  const lines: PostingLine[] = [];
  if (credit.sits_in === 'AR') {
    // The credit already reduced AR when it was made; only a difference in base amounts is left to move.
    if (difference !== 0n) lines.push({ account: 'AR', currency, minor: 0n, baseMinor: difference, receivableId: receivable.id, creditId: credit.id });
  } else {
    lines.push(
      { account: 'UNA', currency, minor: allocation.creditMinor, baseMinor: allocation.baseCredit, creditId: credit.id },
      { account: 'AR', currency, minor: -allocation.receivableMinor, baseMinor: -allocation.baseReceivable, receivableId: receivable.id },
    );
  }
  if (difference !== 0n) lines.push({ account: 'FX', currency, minor: 0n, baseMinor: -difference, receivableId: receivable.id });
  return [...lines, ...deferredTaxLines(ctx, allocation, receivable, credit)];
}

/** Cash basis: the receipt is the tax point, so the paid share of the tax moves from deferred to payable. */
function deferredTaxLines(ctx: Ctx, allocation: NewAllocation, receivable: LockedReceivable, credit: LockedCredit): PostingLine[] {
  if (ctx.company.taxPoint !== 'receipt' || receivable.tax_original === 0n || credit.kind === 'credit_note') return [];
  const item = { original: receivable.original, taxOriginal: receivable.tax_original };
  const settledBefore = receivable.original - receivable.open;
  const tax = taxOnSettled(item, settledBefore + allocation.receivableMinor) - taxOnSettled(item, settledBefore);
  if (tax === 0n) return [];
  const base = baseShare(
    { open: receivable.original, baseOpen: receivable.base_original, original: receivable.original, baseOriginal: receivable.base_original },
    tax,
  );
  const { currency, id } = receivable;
  return [
    { account: 'DTAX', currency, minor: tax, baseMinor: base, receivableId: id },
    { account: 'TAX', currency, minor: -tax, baseMinor: -base, receivableId: id },
  ];
}
