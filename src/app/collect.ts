import { dueRuns } from '../ar/collections/due-runs.ts';
import { escalate } from '../ar/collections/escalate.ts';
import { settleReminders } from '../ar/collections/settle-reminders.ts';
import { releaseReadReplies } from '../ar/collections/unread-replies.ts';
import { runDunning } from './run-dunning.ts';
import type { CompanyRunner } from './run-context.ts';

/** What collecting needs from time to time: takes over what became of reminders, ends the holds of replies that were read, tells of what nobody dealt with, and
 *  carries out the runs of the day that are due. Safe to be done at any time and by several workers. Answers how much there was. */
export async function collect(runner: Pick<CompanyRunner, 'run'>): Promise<number> {
  const settled = await runner.run(async (ctx) => (await settleReminders(ctx)) + (await releaseReadReplies(ctx)) + (await escalate(ctx)));
  const due = await runner.run(dueRuns);
  for (const policy of due) await runDunning(runner.run, policy);
  return settled + due.length;
}
