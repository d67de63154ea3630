import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { signalTable } from './tables.ts';

/** What slices tell to whoever comes after them. Which job hears it stands in src/app/signals.ts. */
export type SignalEvent = 'statement.imported';

export type Signal = { readonly event: SignalEvent; readonly subjectId: string };

/** Tells that something happened, in its own unit of work: it is heard exactly when that is kept, also when no worker runs yet. */
export async function signal(ctx: Ctx, event: SignalEvent, subjectId: string): Promise<void> {
  await insertRows(ctx.tx, signalTable, [{ company_id: ctx.company.id, id: ctx.newId(), event, subject_id: subjectId, recorded_at: ctx.now }]);
}

/** Takes the signals that wait: they are gone when the unit of work is kept, in which the work that they ask for is queued. Oldest first. */
export async function takeSignals(ctx: Ctx): Promise<Signal[]> {
  const taken = await ctx.tx.rows(sql<{ id: string; event: SignalEvent; subject_id: string }>`
    delete from signal where company_id = ${ctx.company.id} returning id, event, subject_id`);
  return taken.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((row) => ({ event: row.event, subjectId: row.subject_id }));
}
