import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { foldEffects, type PositionEffect } from './position.ts';
import { positionPendingTable } from './tables.ts';

/** Appends effects; a job folds them. Nothing here waits for another posting. */
export async function appendPositions(ctx: Ctx, effects: readonly PositionEffect[]): Promise<void> {
  await insertRows(
    ctx.tx,
    positionPendingTable,
    foldEffects(effects).map((effect) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      currency: effect.currency,
      side: effect.side,
      kind: effect.kind,
      posted_on: effect.postedOn,
      due_on: effect.dueOn,
      minor: effect.minor,
      base_minor: effect.baseMinor,
      items: effect.items,
    })),
  );
}
