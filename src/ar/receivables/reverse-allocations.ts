import { latest, type Day } from '../../foundation/calendar/day.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { effectsOf, itemEffects, type Touched } from './allocate.ts';
import { appendPositions } from './position-store.ts';
import type { PositionEffect } from './position.ts';
import { lockCredits, lockReceivables, type LockedCredit, type LockedReceivable } from './lock-items.ts';
import { insertAllocations, loadAllocationsOfCauses, saveOpenAmounts, type NewAllocation } from './store.ts';

/** Takes back every allocation that the causes made: the open amounts return, on one posting day. The mirrored entries are the ledger's part.
 *  Returns what was taken back. Refuses `cause.already_reversed`, and `cause.not_reversible` where a credit shrank technically: what left by a refund
 *  or was itself a reversal cannot be undone from here. */
export async function reverseAllocations(ctx: Ctx, book: Book, options: { causeIds: readonly string[]; cause: Cause; eventOn: Day }): Promise<NewAllocation[]> {
  const found = await loadAllocationsOfCauses(ctx, options.causeIds);
  if (found.length === 0) return [];
  const receivables = await lockReceivables(ctx, [...new Set(found.map((a) => a.receivable_id))]);
  const credits = await lockCredits(ctx, [...new Set(found.map((a) => a.credit_id))]);
  // Judged again under the locks: another unit of work may have reversed meanwhile.
  const current = await loadAllocationsOfCauses(ctx, options.causeIds);
  if (current.some((a) => a.reversed))
    throw new Refusal('cause.already_reversed', 'This was already reversed; nothing was changed. Reload to see its present state.', {});
  if ([...receivables.values()].some((receivable) => receivable.kind === 'technical')) {
    throw new Refusal(
      'cause.not_reversible',
      'Part of this was refunded, or is itself a reversal, so it cannot be taken back; nothing was changed. Ask the customer for what was refunded, or record money again that came after all.',
      {},
    );
  }
  const touched = { receivables: new Map<string, Touched<LockedReceivable>>(), credits: new Map<string, Touched<LockedCredit>>() };
  const effects: PositionEffect[] = [];
  const reversals = current.map((a): NewAllocation => {
    const receivable = receivables.get(a.receivable_id);
    const credit = credits.get(a.credit_id);
    assert(receivable && credit, 'an allocation has both sides');
    const postedOn = postingDay(book, options.eventOn, a.posted_on);
    const reversal: NewAllocation = {
      id: ctx.newId(),
      creditId: a.credit_id,
      receivableId: a.receivable_id,
      creditMinor: -a.credit_minor,
      receivableMinor: -a.receivable_minor,
      baseCredit: -a.base_credit,
      baseReceivable: -a.base_receivable,
      rate: a.rate,
      postedOn,
      valueOn: postedOn,
      taxOn: a.tax_on === null ? null : postedOn,
      causeKind: options.cause.kind,
      causeId: options.cause.id,
      reverses: a.id,
    };
    effects.push(...effectsOf(reversal, receivable, credit, 'reversal'));
    giveBack(touched.receivables, a.receivable_id, receivable, { minor: a.receivable_minor, base: a.base_receivable, postedOn });
    giveBack(touched.credits, a.credit_id, credit, { minor: a.credit_minor, base: a.base_credit, postedOn });
    return reversal;
  });
  effects.push(...(await itemEffects(ctx, touched, 'reversal')));
  await insertAllocations(ctx, reversals);
  await saveOpenAmounts(
    ctx,
    'receivable',
    [...touched.receivables.values()].map((t) => t.row),
  );
  await saveOpenAmounts(
    ctx,
    'credit',
    [...touched.credits.values()].map((t) => t.row),
  );
  await appendPositions(ctx, effects);
  return reversals;
}

function giveBack<T extends { open: bigint; base_open: bigint; last_posted_on: Day }>(
  touched: Map<string, Touched<T>>,
  id: string,
  row: T,
  part: { minor: bigint; base: bigint; postedOn: Day },
): void {
  const item = touched.get(id) ?? { row, before: { lastPostedOn: row.last_posted_on, open: row.open }, moved: [] };
  touched.set(id, item);
  item.row.open += part.minor;
  item.row.base_open += part.base;
  item.row.last_posted_on = latest(item.row.last_posted_on, part.postedOn);
  item.moved.push({ postedOn: part.postedOn, minor: part.minor });
}
