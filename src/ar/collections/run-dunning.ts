import type { Row } from '../../foundation/db/table.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { closeTasks, openTask, openTasks, type NewTask } from '../work/tasks.ts';
import { automationModes } from '../work/automation.ts';
import { saveDecisions } from '../work/decisions.ts';
import { notify } from '../work/notifications.ts';
import { endRun, holdRun, lockRun, reopenHeldRun, resumeRun, saveRunProgress, startRun } from '../work/run-life.ts';
import { requestApproval, withdrawObsolete } from '../work/approvals.ts';
import { booksFreshness } from './books-freshness.ts';
import { requirePolicy, type PolicyInForce } from './change-policy.ts';
import { customersOf, nextCustomers, type Lane } from './dunning-store.ts';
import { gatherFacts, horizonOf } from './gather-facts.ts';
import { automationOf, laneOf, surroundingsOf, type Surroundings } from './plan-setting.ts';
import { planReminders, type Plan, type PlannedReminder } from './plan-reminders.ts';
import { queueReminders } from './queue-reminders.ts';
import { closeSettledPlaces, giveStepsBack, insertReminders, savePlaces, setReminderStates, waitingOfEarlierRuns, type NewReminder } from './reminder-store.ts';
import { settleReminders } from './settle-reminders.ts';
import type { reminderTable } from './tables.ts';

/** The operation that a person grants when the reminders of a run may leave. */
export const RELEASE_REMINDERS = 'releaseReminders';

export type OpenedDunning =
  /** The policy is off for everybody, or its run of the day is over or under way. */
  | { readonly state: 'off' | 'done' | 'busy'; readonly runId: string | null }
  /** Nothing was planned, for one reason that holds for the company. */
  | { readonly state: 'held'; readonly runId: string; readonly reason: string }
  | { readonly state: 'running'; readonly runId: string; readonly counts: DunningCounts };

/** What a run has come to: receivables by what was decided about them, and reminders. */
export type DunningCounts = {
  readonly considered: number;
  readonly reminders: number;
  readonly skipped: number;
  readonly held: number;
  readonly waiting: number;
};

const NONE: DunningCounts = { considered: 0, reminders: 0, skipped: 0, held: 0, waiting: 0 };

/** Opens the run of a policy for today, or takes up one that was lost. One a day, however often it is started.
 *  Books that are not fresh hold the whole run: said once, with a task, and not for every receivable. Refuses `policy.not_found`. */
export async function openDunningRun(ctx: Ctx, code: string): Promise<OpenedDunning> {
  await settleReminders(ctx);
  const inForce = await requirePolicy(ctx, code);
  const modes = await automationModes(ctx, automationOf(inForce.policy));
  if (modes.furthest === 'off') return { state: 'off', runId: null };
  const started = await startRun(ctx, automationOf(inForce.policy), modes.furthest, { forOn: ctx.today });
  // A run that was held because of the books may begin as soon as they are fresh.
  const begins = started.fresh || (started.state === 'done' && (await reopenHeldRun(ctx, started.id)));
  if (!begins) return takeUp(ctx, started);
  await closeSettledPlaces(ctx, code);
  await supersedeWaiting(ctx, code, started.id);
  const books = await booksFreshness(ctx, inForce.policy.freshBankingDays);
  if (books.fresh) {
    await closeTasks(ctx, [BOOKS_TASK], 'books_fresh');
    return { state: 'running', runId: started.id, counts: NONE };
  }
  await saveDecisions(ctx, { runId: started.id, automation: automationOf(inForce.policy), on: ctx.today }, [
    { subjectKind: 'company', subjectId: ctx.company.id, customerId: null, outcome: 'hold', reason: books.reason, figures: books.figures },
  ]);
  await openTask(ctx, {
    kind: 'books_not_fresh',
    key: BOOKS_TASK,
    subjectKind: 'company',
    subjectId: ctx.company.id,
    customerId: null,
    title: books.reason === 'no_bank_file' ? 'Import a bank file: no reminder leaves before' : 'Import the newest bank file: reminders wait for it',
    reason: books.reason,
    figures: books.figures,
    forRole: 'cash_application',
  });
  await holdRun(ctx, started.id, books.reason);
  return { state: 'held', runId: started.id, reason: books.reason };
}

const BOOKS_TASK = 'books:not-fresh';

/** A run of the day that is there: finished ones stay finished, lost ones go on where they stopped. */
async function takeUp(ctx: Ctx, started: { id: string; state: string }): Promise<OpenedDunning> {
  if (started.state === 'done') return { state: 'done', runId: started.id };
  try {
    const run = await resumeRun(ctx, started.id);
    return { state: 'running', runId: run.id, counts: { ...NONE, ...run.counts } };
  } catch (error) {
    // Another process carries it out, or has just finished it.
    if (error instanceof Refusal && error.code === 'run.busy') return { state: 'busy', runId: started.id };
    if (error instanceof Refusal && error.code === 'run.ended') return { state: 'done', runId: started.id };
    throw error;
  }
}

/** Reminders of an earlier day that nobody released are out of date: today's run decides anew. */
async function supersedeWaiting(ctx: Ctx, code: string, runId: string): Promise<void> {
  const waiting = await waitingOfEarlierRuns(ctx, code, runId);
  await setReminderStates(
    ctx,
    waiting.map((id) => ({ id, state: 'stopped' as const, reason: 'superseded' })),
  );
  await giveStepsBack(ctx, waiting);
  await withdrawObsolete(ctx, RELEASE_REMINDERS, { policy: code });
}

export type DunningChunk = { readonly counts: DunningCounts; readonly after: string | null };

/** Plans and keeps the next customers of a run, and by their mode queues, parks for release, or only records what it would have sent. One unit of work a chunk;
 *  after a crash the run goes on with the customers that it has not reminded. `after` null: it is through. */
export async function planDunningChunk(
  ctx: Ctx,
  code: string,
  run: { id: string; counts: DunningCounts; after: string | null; limit: number },
): Promise<DunningChunk> {
  await lockRun(ctx, run.id);
  const inForce = await requirePolicy(ctx, code);
  const surroundings = await surroundingsOf(ctx, inForce);
  const ids = await nextCustomers(ctx, { runId: run.id, after: run.after, dueUntil: horizonOf(inForce.policy, ctx.today), limit: run.limit });
  const groups = new Map((await customersOf(ctx, ids)).map((customer) => [customer.id, customer.customer_group]));
  let counts = run.counts;
  for (const lane of ['live', 'shadow'] as const) {
    const own = ids.filter((id) => laneOf(surroundings, groups.get(id) ?? '') === lane);
    if (own.length > 0) counts = await planLane(ctx, inForce, { runId: run.id, lane, customers: own, surroundings, counts });
  }
  await saveRunProgress(ctx, run.id, counts);
  return { counts, after: ids.length < run.limit ? null : (ids.at(-1) ?? null) };
}

type LaneWork = { runId: string; lane: Lane; customers: readonly string[]; surroundings: Surroundings; counts: DunningCounts };

async function planLane(ctx: Ctx, inForce: PolicyInForce, work: LaneWork): Promise<DunningCounts> {
  const { policy } = inForce;
  const facts = await gatherFacts(ctx, work.customers, work.surroundings.settingFor(work.lane));
  const plan = planReminders(facts);
  await savePlaces(ctx, { code: policy.code, lane: work.lane }, plan.places);
  const made = plan.reminders.map((planned) => {
    const mode = work.surroundings.modes.modeFor(facts.customers.get(planned.customerId)?.group ?? '');
    return { planned, mode, reminder: reminderOf(ctx, inForce, work, planned, mode === 'shadow' ? 'shadow' : mode === 'approve' ? 'waiting' : 'planned') };
  });
  await insertReminders(
    ctx,
    made.map(({ reminder }) => reminder),
  );
  await saveDecisions(
    ctx,
    { runId: work.runId, automation: automationOf(policy), on: ctx.today },
    plan.decisions.map(({ receivableId, customerId, outcome, reason, figures }) => ({
      subjectKind: 'receivable',
      subjectId: receivableId,
      customerId,
      outcome,
      reason,
      figures,
    })),
  );
  await queueReminders(
    ctx,
    inForce,
    made.filter(({ mode }) => mode === 'auto').map(({ reminder }) => reminder.row.id),
  );
  if (work.lane === 'live') await openTasks(ctx, unreachable(plan));
  const tally = (outcome: string): number => plan.decisions.filter((decision) => decision.outcome === outcome).length;
  return {
    considered: work.counts.considered + plan.decisions.length,
    reminders: work.counts.reminders + plan.reminders.length,
    skipped: work.counts.skipped + tally('skip'),
    held: work.counts.held + tally('hold'),
    waiting: work.counts.waiting + made.filter(({ mode }) => mode === 'approve').length,
  };
}

function reminderOf(ctx: Ctx, inForce: PolicyInForce, work: LaneWork, planned: PlannedReminder, state: 'shadow' | 'waiting' | 'planned'): NewReminder {
  const id = ctx.newId();
  const company_id = ctx.company.id;
  const row: Row<typeof reminderTable> = {
    company_id,
    id,
    run_id: work.runId,
    policy: inForce.policy.code,
    policy_version: inForce.version,
    lane: work.lane,
    customer_id: planned.customerId,
    contact_id: planned.contact?.contactId ?? null,
    step: planned.step.key,
    channel: planned.channel,
    to_address: planned.toAddress,
    language: planned.language ?? languageOf(ctx),
    for_on: ctx.today,
    state,
    state_reason: '',
    why: { ...planned.why, copies: planned.copies },
    message_id: null,
    planned_at: ctx.now,
    changed_at: ctx.now,
  };
  return {
    row,
    items: planned.items.map((item) => ({
      company_id,
      reminder_id: id,
      receivable_id: item.receivableId,
      step: item.step,
      cycle: item.cycle,
      open_minor: item.open,
      currency: item.currency,
      days_past_due: item.daysPastDue,
    })),
    steps: planned.items.flatMap((item) =>
      item.step === null
        ? []
        : [
            {
              company_id,
              policy: inForce.policy.code,
              lane: work.lane,
              receivable_id: item.receivableId,
              cycle: item.cycle,
              step: item.step,
              reminder_id: id,
              taken_on: ctx.today,
            },
          ],
    ),
  };
}

function languageOf(ctx: Ctx): string {
  return ['DE', 'AT', 'LI'].includes(ctx.company.country) ? 'de' : 'en';
}

function unreachable(plan: Plan): NewTask[] {
  const customers = new Set(plan.decisions.filter(({ reason }) => reason === 'no_address').map(({ customerId }) => customerId));
  return [...customers].map((customerId) => ({
    kind: 'no_address',
    key: `no-address:${customerId}`,
    subjectKind: 'customer',
    subjectId: customerId,
    customerId,
    title: 'Add a contact with an address: a reminder is due and reaches nobody',
    reason: 'no_address',
    forRole: 'collections',
  }));
}

/** Ends a run whose customers are through; what waits for a person is put in front of one. */
export async function finishDunningRun(ctx: Ctx, code: string, run: { id: string; counts: DunningCounts }): Promise<void> {
  await endRun(ctx, run.id, 'done', run.counts);
  if (run.counts.waiting > 0) {
    const word = run.counts.waiting === 1 ? 'reminder waits' : 'reminders wait';
    // The reminders are the machine's, whoever started it: who did may release them.
    const machine: Ctx = { ...ctx, actor: { kind: 'automation', id: automationOf({ code }) } };
    await requestApproval(machine, {
      operation: RELEASE_REMINDERS,
      input: { policy: code, runId: run.id },
      reason: `${run.counts.waiting} ${word} for release`,
    });
    await notify(ctx, {
      audience: 'role:collections',
      kind: 'reminders.waiting',
      text: `${run.counts.waiting} ${word} for release (${code}, ${ctx.today})`,
      subjectKind: 'run',
      subjectId: run.id,
    });
  }
}
