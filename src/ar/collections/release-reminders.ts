import { z } from 'zod';
import type { Ctx } from '../access/context.ts';
import { policiesInForce } from './change-policy.ts';
import { judgeReminders } from './judge-reminders.ts';
import { queueReminders } from './queue-reminders.ts';
import { findReminders, giveStepsBack, setReminderStates } from './reminder-store.ts';

const releaseInput = z.strictObject({ policy: z.string(), runId: z.uuid() });

export type Release = { readonly queued: number; readonly stopped: number };

/** Lets the reminders of a run leave that waited for a person; each is judged again first. Safe to run twice. */
export async function releaseReminders(ctx: Ctx, input: { policy: string; runId: string }): Promise<Release> {
  const waiting = await findReminders(ctx, { runId: input.runId, state: 'waiting' });
  const own = waiting.filter(({ policy }) => policy === input.policy);
  const verdicts = await judgeReminders(ctx, own);
  const stopped = own.flatMap(({ id }) => {
    const verdict = verdicts.get(id);
    return verdict?.still === false ? [{ id, state: 'stopped' as const, reason: verdict.reason }] : [];
  });
  await setReminderStates(ctx, stopped);
  await giveStepsBack(
    ctx,
    stopped.map(({ id }) => id),
  );
  const gone = new Set(stopped.map(({ id }) => id));
  const inForce = (await policiesInForce(ctx)).find(({ policy }) => policy.code === input.policy);
  const queued =
    inForce === undefined
      ? 0
      : await queueReminders(
          ctx,
          inForce,
          own.filter(({ id }) => !gone.has(id)).map(({ id }) => id),
        );
  return { queued, stopped: stopped.length };
}

/** As an approval carries it out. */
export async function releaseAsApproved(ctx: Ctx, input: unknown): Promise<Readonly<Record<string, string>>> {
  const { runId } = releaseInput.parse(input);
  const done = await releaseReminders(ctx, releaseInput.parse(input));
  return { runId, queued: String(done.queued), stopped: String(done.stopped) };
}

/** Turns the reminders of a run down: nothing leaves, and their steps are free again. */
export async function rejectReminders(ctx: Ctx, runId: string, reason: string): Promise<number> {
  const waiting = await findReminders(ctx, { runId, state: 'waiting' });
  await setReminderStates(
    ctx,
    waiting.map(({ id }) => ({ id, state: 'stopped' as const, reason })),
  );
  await giveStepsBack(
    ctx,
    waiting.map(({ id }) => id),
  );
  return waiting.length;
}

/** As the rejection of their approval carries it out. Answers how many reminders were stopped. */
export async function rejectAsDecided(ctx: Ctx, input: unknown): Promise<number> {
  const { runId } = releaseInput.partial({ policy: true }).parse(input);
  return rejectReminders(ctx, runId, 'rejected');
}
