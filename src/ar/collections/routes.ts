import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import { getRun, runView } from '../work/run.ts';
import { declareBooksClean } from './books-freshness.ts';
import { policiesInForce, requirePolicy, retirePolicy, savePolicy, type PolicyInForce } from './change-policy.ts';
import { choosePromised } from './choose-promised.ts';
import type { collectionsOperations } from './contract.ts';
import { outcomesView, planJson, promiseView, reminderView } from './dunning-views.ts';
import { enterLadder } from './enter-ladder.ts';
import { getPromise, listPromises } from './list-promises.ts';
import { getReminder, listReminders } from './list-reminders.ts';
import { STANDARD_POLICY, type DunningPolicy } from './policy.ts';
import { previewPlan } from './preview-plan.ts';
import { promiseOutcomes } from './promise-outcomes.ts';
import { cancelPromise, recordPromise } from './record-promise.ts';

/** `startRun` opens today's run in the unit of work and carries it out once that is kept; `checkPolicy` refuses a policy that its mode does not allow. */
export type CollectionsRoutesDeps = {
  readonly startRun: (ctx: Ctx, policy: string) => Promise<string>;
  readonly checkPolicy: (ctx: Ctx, policy: DunningPolicy) => Promise<void>;
};

type Handlers = ApiHandlers<typeof collectionsOperations>;

const SHOWN_PROBLEMS = 1_000;

function policyView({ policy, version }: PolicyInForce) {
  return { code: policy.code, version, policy: writable(policy) };
}

/** A copy that may be written to, as answers are typed. */
function writable<T extends object>(value: T): Writable<T> {
  return structuredClone(value) as Writable<T>;
}

type Writable<T> = T extends readonly (infer E)[] ? Writable<E>[] : T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

async function promiseOf(ctx: Ctx, promiseId: string) {
  return promiseView(await getPromise(ctx, promiseId));
}

const promiseHandlers: Pick<Handlers, 'listPromises' | 'getPromise' | 'recordPromise' | 'cancelPromise' | 'getPromiseOutcomes'> = {
  listPromises: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const { customer, state, from, to } = query;
    const rows = await listPromises(ctx, { customerId: customer, state, from, to, before: place?.[0] ?? null, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.promise.id], item: promiseView });
  },
  getPromise: ({ ctx, params }) => promiseOf(ctx, params.promise),
  recordPromise: async ({ ctx, body }) => {
    const [customer] = await resolveCustomers(ctx, [body]);
    const customerId = customer?.id ?? '';
    const currency = body.currency ?? ctx.company.baseCurrency;
    const minor = body.amount === undefined ? null : requireAmount(body.amount, currency, 'The promised amount');
    const receivableIds = body.receivableIds ?? (await choosePromised(ctx, { customerId, currency, minor, numbers: [] }));
    const made = await recordPromise(ctx, {
      customerId,
      receivableIds,
      minor,
      promisedOn: body.promisedOn,
      promisedBy: body.by,
      source: 'person',
      note: body.note,
    });
    return promiseOf(ctx, made);
  },
  cancelPromise: async ({ ctx, params, body }) => {
    await cancelPromise(ctx, params.promise, body.reason);
    return promiseOf(ctx, params.promise);
  },
  getPromiseOutcomes: async ({ ctx, query }) => outcomesView(await promiseOutcomes(ctx, query)),
};

function policyHandlers(
  deps: CollectionsRoutesDeps,
): Pick<Handlers, 'listDunningPolicies' | 'getDunningPolicy' | 'getStandardPolicy' | 'saveDunningPolicy' | 'retireDunningPolicy' | 'enterDunningLadder'> {
  return {
    listDunningPolicies: async ({ ctx }) => ({ items: (await policiesInForce(ctx)).map(policyView) }),
    getDunningPolicy: async ({ ctx, params }) => policyView(await requirePolicy(ctx, params.policy)),
    getStandardPolicy: () => ({ policy: writable(STANDARD_POLICY) }),
    saveDunningPolicy: async ({ ctx, params, body }) => {
      if (body.code !== undefined && body.code !== params.policy)
        throw new Refusal('policy.invalid', `This dunning policy is called ${body.code} and was sent to ${params.policy}. Send it to its own address.`, {});
      const saved = await savePolicy(ctx, { ...body, code: params.policy });
      await deps.checkPolicy(ctx, saved.policy);
      return policyView(saved);
    },
    retireDunningPolicy: async ({ ctx, params, body }) => {
      await retirePolicy(ctx, params.policy, body.reason);
      return { code: params.policy };
    },
    enterDunningLadder: async ({ ctx, params, body }) => {
      const rows = body.rows.map(({ number, step }, index) => ({ where: `row ${index + 1}`, number, step }));
      const { read, entered, problems } = await enterLadder(ctx, params.policy, rows);
      return { read, entered, problemCount: problems.length, problems: problems.slice(0, SHOWN_PROBLEMS) };
    },
  };
}

export function collectionsHandlers(deps: CollectionsRoutesDeps): Handlers {
  return {
    ...policyHandlers(deps),
    ...promiseHandlers,
    planDunning: async ({ ctx, params, query }) => {
      const { customer, limit } = query;
      if (customer !== undefined) await resolveCustomers(ctx, [{ customerId: customer }]);
      const preview = await previewPlan(ctx, {
        code: params.policy,
        on: query.on ?? ctx.today,
        ...(customer === undefined ? {} : { customerId: customer }),
      });
      return planJson({ ...preview, reminders: preview.reminders.slice(0, limit), decisions: preview.decisions.slice(0, limit) });
    },
    startDunningRun: async ({ ctx, body }) => runView(await getRun(ctx, await deps.startRun(ctx, body.policy))),
    listReminders: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const { run, customer, state } = query;
      const rows = await listReminders(ctx, { runId: run, customerId: customer, state, before: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.reminder.id], item: reminderView });
    },
    getReminder: async ({ ctx, params }) => reminderView(await getReminder(ctx, params.reminder)),
    declareBooksClean: async ({ ctx, body }) => {
      await declareBooksClean(ctx, body.through);
      return { through: body.through };
    },
  };
}
