import type { Ctx } from '../access/context.ts';
import { foldPositions } from './fold-positions.ts';

/** Folds what postings appended since the last time, so that reports of any day stay fast. Safe to run twice and side by side; returns the effects folded. */
export async function foldPositionsJob(ctx: Ctx): Promise<number> {
  return foldPositions(ctx);
}
