import { sql } from 'kysely';
import { day, type Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { openBook, postingDay, type Book } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { reverseEntries } from '../ledger/reverse-entries.ts';
import { reverseAllocations } from '../receivables/reverse-allocations.ts';
import { listCausesUsingCredits, listCreditsOfCauses, lockItemsOfCauses, settleTechnically } from '../receivables/settle-technically.ts';
import { setPaymentState } from './store.ts';

export type Reversal = { readonly cause: Cause; readonly causeIds: readonly string[]; readonly paymentIds: readonly string[] };

const EARLIEST = day('1900-01-01');

/** Takes back everything that the causes did, and everything that used what they made (a payment's later applications): allocations, discounts,
 *  tolerances, exchange differences and entries, together, once. Credits they made are taken up technically, so nothing is left over.
 *  `eventOn` null takes it back as of the day on which it was posted (an undo), else from that day on (a return).
 *  Refuses `cause.already_reversed`, `cause.not_found`, and `cause.not_reversible` for documents (a credit note corrects them), for reversals, and
 *  where money was refunded since. */
export async function reverseCauses(
  ctx: Ctx,
  options: { causeIds: readonly string[]; eventOn: Day | null; paymentState: 'reversed' | 'returned'; label: string },
): Promise<Reversal> {
  const book = await openBook(ctx);
  await requireReversible(ctx, options.causeIds);
  const causeIds = await lockedClosureOf(ctx, options.causeIds);
  const cause: Cause = { kind: 'reversal', id: ctx.newId() };
  // One day for everything, never before what is taken back: positions and ledger then agree on every day.
  const postedOn = postingDay(book, options.eventOn ?? EARLIEST, await lastPostingOf(ctx, causeIds));
  const reversed = await reverseAllocations(ctx, book, { causeIds, cause, eventOn: postedOn });
  const credits = await listCreditsOfCauses(ctx, causeIds);
  await takeUp(ctx, book, { credits, cause, eventOn: postedOn, label: options.label });
  const entries = await reverseEntries(ctx, { causeIds, cause, postedOn });
  if (entries === 0 && reversed.length === 0) throw new Refusal('cause.not_found', 'There is nothing to reverse here: no posting names this as its cause.', {});
  const paymentIds = credits.flatMap((credit) => (credit.payment_id === null ? [] : [credit.payment_id]));
  await setPaymentState(ctx, paymentIds, options.paymentState);
  return { cause, causeIds, paymentIds };
}

async function takeUp(ctx: Ctx, book: Book, options: { credits: readonly { id: string }[]; cause: Cause; eventOn: Day; label: string }): Promise<void> {
  if (options.credits.length === 0) return;
  await settleTechnically(ctx, book, {
    credits: options.credits.map((credit) => ({ creditId: credit.id, minor: null })),
    cause: options.cause,
    eventOn: options.eventOn,
    label: options.label,
  });
}

async function lastPostingOf(ctx: Ctx, causeIds: readonly string[]): Promise<Day> {
  const ids = arrayLiteral('uuid', causeIds);
  const row = await ctx.tx.first(sql<{ last: Day }>`
    select greatest(
      (select max(posted_on) from journal_entry where company_id = ${ctx.company.id} and cause_id = any (${ids}::uuid[])),
      (select max(posted_on) from allocation where company_id = ${ctx.company.id} and cause_id = any (${ids}::uuid[])), date '1900-01-01') as last`);
  assert(row, 'an aggregate has a row');
  return row.last;
}

async function requireReversible(ctx: Ctx, causeIds: readonly string[]): Promise<void> {
  const found = await ctx.tx.first(sql<{ kind: string }>`
    select min(cause_kind) as kind from journal_entry
    where company_id = ${ctx.company.id} and cause_id = any (${arrayLiteral('uuid', causeIds)}::uuid[]) and cause_kind in ('document', 'reversal', 'refund')
    having count(*) > 0`);
  if (!found) return;
  const remedy: Readonly<Record<string, string>> = {
    document: 'A document is never taken back; issue a credit note, or another invoice.',
    reversal: 'This is itself a reversal; record the money again if it came after all.',
    refund: 'A refund that did not arrive is rejected, not reversed.',
  };
  throw new Refusal('cause.not_reversible', `Nothing was changed. ${remedy[found.kind] ?? ''}`, { kind: found.kind });
}

/** The closure under locks: what another unit of work applied until the credits were locked belongs to it as well. */
async function lockedClosureOf(ctx: Ctx, causeIds: readonly string[]): Promise<string[]> {
  for (let closure = await closureOf(ctx, causeIds); ;) {
    await lockItemsOfCauses(ctx, closure);
    const now = await closureOf(ctx, causeIds);
    if (now.length === closure.length) return now;
    closure = now;
  }
}

/** The causes and, transitively, those that applied the credits which these made. */
async function closureOf(ctx: Ctx, causeIds: readonly string[]): Promise<string[]> {
  const closure = new Set(causeIds);
  let frontier = [...closure];
  while (frontier.length > 0) {
    const credits = await listCreditsOfCauses(ctx, frontier);
    const using =
      credits.length === 0
        ? []
        : await listCausesUsingCredits(
            ctx,
            credits.map((credit) => credit.id),
          );
    frontier = using.filter((id) => !closure.has(id));
    for (const id of frontier) closure.add(id);
  }
  return [...closure].toSorted();
}
