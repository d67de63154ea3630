import { Refusal } from '../foundation/errors/refusal.ts';
import { applyCash, type CashRun } from './apply-cash.ts';
import type { CompanyRunner } from './run-context.ts';

/** What the worker does after a bank file came in: cash application over every waiting line, in the mode of the company. Null where it is switched off:
 *  the lines wait for a person. Safe to run twice, and to be killed: each chunk of lines is kept or not, and the next run goes on with what waits. */
export async function matchStatement(runner: CompanyRunner, stopped: AbortSignal): Promise<CashRun | null> {
  try {
    return await applyCash(runner.run, { stopped });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'automation.off') return null;
    throw error;
  }
}
