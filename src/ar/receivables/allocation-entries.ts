import { assert } from '../../foundation/errors/refusal.ts';
import type { Cause, Posting, PostingLine } from '../ledger/journal.ts';
import { deferredToPayable } from './deferred-tax.ts';
import type { LockedCredit, LockedReceivable } from './lock-items.ts';
import type { NewAllocation } from './store.ts';

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
 *  `tax`: the share of the receivable's deferred tax that becomes due, zero where the receipt is not the tax point.
 *  A technical receivable takes up a credit whose money the caller posts: no lines. */
export function allocationLines(allocation: NewAllocation, receivable: LockedReceivable, credit: LockedCredit, tax: bigint): PostingLine[] {
  if (receivable.kind === 'technical') return [];
  assert(credit.sits_in !== 'DEP', 'deposits are applied by their own command');
  const { currency } = credit;
  const difference = allocation.baseCredit - allocation.baseReceivable;
  const lines: PostingLine[] = [];
  if (credit.sits_in === 'AR') {
    // The credit already reduced AR when it was made: between two customers the debt moves, else only a difference in base amounts is left to move.
    if (credit.customer_id !== receivable.customer_id) {
      lines.push(
        { account: 'AR', currency, minor: allocation.creditMinor, baseMinor: allocation.baseCredit, creditId: credit.id },
        { account: 'AR', currency, minor: -allocation.receivableMinor, baseMinor: -allocation.baseReceivable, receivableId: receivable.id },
      );
    } else if (difference !== 0n) lines.push({ account: 'AR', currency, minor: 0n, baseMinor: difference, receivableId: receivable.id, creditId: credit.id });
  } else {
    lines.push(
      { account: 'UNA', currency, minor: allocation.creditMinor, baseMinor: allocation.baseCredit, creditId: credit.id },
      { account: 'AR', currency, minor: -allocation.receivableMinor, baseMinor: -allocation.baseReceivable, receivableId: receivable.id },
    );
  }
  if (difference !== 0n) lines.push({ account: 'FX', currency, minor: 0n, baseMinor: -difference, receivableId: receivable.id });
  return [...lines, ...deferredTaxLines(allocation, receivable, credit, tax)];
}

/** Cash basis: the receipt is the tax point, so the paid share of the tax moves from deferred to payable.
 *  A discount brings its own tax line, and a note at its issue took the tax out itself; a note set off later pays like money. */
function deferredTaxLines(allocation: NewAllocation, receivable: LockedReceivable, credit: LockedCredit, tax: bigint): PostingLine[] {
  if (tax === 0n || credit.kind === 'discount' || (credit.kind === 'credit_note' && allocation.causeKind === 'document')) return [];
  return deferredToPayable(receivable, tax);
}
