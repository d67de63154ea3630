import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import {
  amount,
  currencyCode,
  day,
  id,
  instant,
  pageOf,
  pageQuery,
  permitted,
  plainText,
  problemList,
  reasonText,
  requiredText,
} from '../../foundation/contract/page.ts';
import { runShape } from '../work/run.ts';
import { policyShape } from './policy.ts';

const DUNNING = 'Dunning';
const PROMISES = 'Promises';

const policyCode = z.string().min(1).max(40);
const policyParams = z.object({ policy: policyCode });
const namedPolicy = policyShape.meta({ id: 'DunningPolicy' });
const policyView = z.object({ code: z.string(), version: z.int(), policy: namedPolicy }).meta({ id: 'DunningPolicyInForce' });
const figures = z.record(z.string(), z.union([z.string(), z.number()])).meta({ description: 'The facts that the reason rests on.' });
const channel = z.enum(['email', 'sms', 'letter', 'call']);
const customer = z.object({ id, number: z.string(), name: z.string() });
const totals = z.array(z.object({ currency: currencyCode, open: amount }));
const itemShape = { number: z.string(), open: amount, currency: currencyCode, dueOn: day, daysPastDue: z.int(), step: z.string().nullable() };
const step = z.string().nullable().meta({ description: 'The step of its own that is due; null for one that is only listed.' });

const plannedReminder = z
  .object({
    customer,
    mode: z.enum(['off', 'shadow', 'approve', 'auto']),
    step: z.string(),
    channel,
    to: z.string(),
    items: z.array(z.object({ ...itemShape, step })),
    totals,
  })
  .meta({ id: 'PlannedReminder' });

const planView = z
  .object({
    policy: z.string(),
    version: z.int(),
    on: day,
    held: z
      .object({ reason: z.string(), figures })
      .nullable()
      .meta({ description: 'Why the run as a whole would be held; the rest is then what it would decide once that is mended.' }),
    reminders: z.array(plannedReminder).meta({ description: 'The first ones, up to `limit`; `counts` counts all.' }),
    decisions: z
      .array(z.object({ number: z.string(), customer: z.string(), outcome: z.enum(['act', 'skip', 'hold']), reason: z.string(), figures }))
      .meta({ description: 'The first ones, up to `limit`, by number of the receivable and of the customer.' }),
    counts: z.object({
      considered: z.int(),
      reminders: z.int(),
      skipped: z.int(),
      held: z.int(),
      byReason: z.record(z.string(), z.int()),
    }),
  })
  .meta({ id: 'DunningPlan' });

const reminderState = z.enum(['planned', 'waiting', 'queued', 'sent', 'stopped', 'shadow']);
const reminderView = z
  .object({
    id,
    runId: id,
    policy: z.string(),
    policyVersion: z.int(),
    lane: z.enum(['live', 'shadow']),
    customer,
    contactId: id.nullable(),
    step: z.string(),
    channel,
    to: z.string(),
    copies: z.array(z.string()),
    language: z.string(),
    on: day,
    state: reminderState,
    stateReason: z.string().meta({ description: 'A code, of a stopped one why it was stopped.' }),
    why: z.object({ code: z.string(), figures }),
    messageId: id.nullable(),
    items: z.array(z.object({ receivableId: id, ...itemShape, step })).meta({ description: 'As they stood when it was planned.' }),
    totals,
    plannedAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'Reminder' });

const promiseState = z.enum(['open', 'kept', 'partly_kept', 'broken', 'cancelled', 'replaced']);
const promiseView = z
  .object({
    id,
    customer,
    amount,
    received: amount.meta({ description: 'What came for it by value day, from the day on which it was made to the end of grace.' }),
    currency: currencyCode,
    promisedOn: day,
    graceUntil: day.meta({ description: 'The promised day and the time that a bank takes.' }),
    madeOn: day,
    by: z.string(),
    source: z.enum(['person', 'customer', 'reply']),
    note: z.string(),
    state: promiseState.meta({ description: 'Computed from what came, never entered.' }),
    items: z.array(z.object({ receivableId: id, number: z.string(), open: amount })),
    recordedAt: instant,
    can: z.object({ cancel: permitted }),
  })
  .meta({ id: 'Promise' });
const promiseParams = z.object({ promise: id });

const tally = z.object({ count: z.int(), amount });
const rate = z.number().min(0).max(1).nullable();
const outcomesView = z
  .object({
    from: day,
    to: day,
    currencies: z.array(
      z.object({
        currency: currencyCode,
        kept: tally,
        partlyKept: tally,
        broken: tally,
        open: tally,
        received: amount,
        keptRate: rate.meta({ description: 'Kept / judged, by number; null where none is judged yet.' }),
        keptAmountRate: rate.meta({ description: 'Received / promised, of those that are judged.' }),
      }),
    ),
  })
  .meta({ id: 'PromiseOutcomes' });

const policyOperations = {
  listDunningPolicies: defineOperation({
    id: 'listDunningPolicies',
    method: 'GET',
    path: '/v1/companies/{company}/dunning-policies',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'List the dunning policies in force, in the order in which they serve customers',
    ok: z.object({ items: z.array(policyView) }),
  }),
  getDunningPolicy: defineOperation({
    id: 'getDunningPolicy',
    method: 'GET',
    path: '/v1/companies/{company}/dunning-policies/{policy}',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'Get a dunning policy in force',
    params: policyParams,
    ok: policyView,
    errors: ['policy.not_found'],
  }),
  getStandardPolicy: defineOperation({
    id: 'getStandardPolicy',
    method: 'GET',
    path: '/v1/companies/{company}/standard-dunning-policy',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'A ladder to begin with, for a company that has none yet; it is in force once it is saved',
    ok: z.object({ policy: namedPolicy }),
  }),
  saveDunningPolicy: defineOperation({
    id: 'saveDunningPolicy',
    method: 'PUT',
    path: '/v1/companies/{company}/dunning-policies/{policy}',
    tag: DUNNING,
    realm: 'company',
    scope: 'automation:write',
    summary: 'Save a dunning policy as a new version, in force at once',
    description: 'Receivables keep their place on the ladder. `code` may be left out; else it is the one of the path.',
    idempotent: true,
    params: policyParams,
    body: policyShape.partial({ code: true }),
    ok: policyView,
    errors: ['policy.invalid', 'automation.email_not_ready'],
  }),
  retireDunningPolicy: defineOperation({
    id: 'retireDunningPolicy',
    method: 'POST',
    path: '/v1/companies/{company}/dunning-policies/{policy}/retire',
    tag: DUNNING,
    realm: 'company',
    scope: 'automation:write',
    summary: 'Take a dunning policy out of force',
    idempotent: true,
    params: policyParams,
    body: z.strictObject({ reason: reasonText }),
    ok: z.object({ code: z.string() }),
    errors: ['policy.not_found'],
  }),
  enterDunningLadder: defineOperation({
    id: 'enterDunningLadder',
    method: 'POST',
    path: '/v1/companies/{company}/dunning-policies/{policy}/entries',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:write',
    summary: 'Put invoices on the step that they had reached elsewhere',
    description: 'The step counts as taken today; rows that cannot be used are problems, by their position.',
    idempotent: true,
    params: policyParams,
    body: z.strictObject({
      rows: z
        .array(z.strictObject({ number: requiredText(300), step: requiredText(40) }))
        .min(1)
        .max(5_000),
    }),
    ok: z.object({ read: z.int(), entered: z.int(), problemCount: z.int(), problems: problemList }),
    errors: ['policy.not_found'],
  }),
} as const satisfies Operations;

const runOperations = {
  planDunning: defineOperation({
    id: 'planDunning',
    method: 'GET',
    path: '/v1/companies/{company}/dunning-policies/{policy}/plan',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'Tell what a run of a day would decide; nothing is kept or sent',
    params: policyParams,
    query: z.object({
      on: day.optional().meta({ description: 'Today, where it is left out.' }),
      customer: id.optional().meta({ description: 'This customer alone.' }),
      limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({ description: 'Reminders and decisions that are listed.' }),
    }),
    ok: planView,
    errors: ['policy.not_found', 'customer.not_found'],
  }),
  startDunningRun: defineOperation({
    id: 'startDunningRun',
    method: 'POST',
    path: '/v1/companies/{company}/dunning-runs',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:write',
    summary: "Carry out today's run of a policy, in the background",
    description: 'One a day: a run that is done, held or under way is answered as it is. Follow it at /runs/{run}/events.',
    idempotent: true,
    body: z.strictObject({ policy: policyCode }),
    status: 202,
    ok: runShape,
    errors: ['policy.not_found', 'automation.off'],
  }),
  listReminders: defineOperation({
    id: 'listReminders',
    method: 'GET',
    path: '/v1/companies/{company}/reminders',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'List reminders with what became of them, the newest first',
    description: 'What waits for release is granted or rejected as the approval `releaseReminders` of its run.',
    query: pageQuery.extend({ run: id.optional(), customer: id.optional(), state: reminderState.optional() }),
    ok: pageOf(reminderView),
  }),
  getReminder: defineOperation({
    id: 'getReminder',
    method: 'GET',
    path: '/v1/companies/{company}/reminders/{reminder}',
    tag: DUNNING,
    realm: 'company',
    scope: 'collections:read',
    summary: 'Get a reminder with its items and why it was planned',
    params: z.object({ reminder: id }),
    ok: reminderView,
    errors: ['reminder.not_found'],
  }),
  declareBooksClean: defineOperation({
    id: 'declareBooksClean',
    method: 'POST',
    path: '/v1/companies/{company}/books/clean',
    tag: DUNNING,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Say that everything received through a day is in the books',
    description: 'For companies whose cash is applied elsewhere: reminders leave only while this, or the bank files, are recent.',
    idempotent: true,
    body: z.strictObject({ through: day }),
    ok: z.object({ through: day }),
    errors: ['books.clean_in_future'],
  }),
} as const satisfies Operations;

const promiseOperations = {
  listPromises: defineOperation({
    id: 'listPromises',
    method: 'GET',
    path: '/v1/companies/{company}/promises',
    tag: PROMISES,
    realm: 'company',
    scope: 'collections:read',
    summary: 'List promises with their state, the newest first',
    query: pageQuery.extend({
      customer: id.optional(),
      state: promiseState.optional(),
      from: day.optional().meta({ description: 'Promised for this day or a later one.' }),
      to: day.optional().meta({ description: 'Promised for this day or an earlier one.' }),
    }),
    ok: pageOf(promiseView),
  }),
  getPromise: defineOperation({
    id: 'getPromise',
    method: 'GET',
    path: '/v1/companies/{company}/promises/{promise}',
    tag: PROMISES,
    realm: 'company',
    scope: 'collections:read',
    summary: 'Get a promise with its state and what it is for',
    params: promiseParams,
    ok: promiseView,
    errors: ['promise.not_found'],
  }),
  recordPromise: defineOperation({
    id: 'recordPromise',
    method: 'POST',
    path: '/v1/companies/{company}/promises',
    tag: PROMISES,
    realm: 'company',
    scope: 'collections:write',
    summary: 'Record who promised to pay what by when',
    description:
      'Reminders of what it is for rest until the day and the time of a bank have passed. Without receivables it is for the earliest due ones, as many as the ' +
      'amount needs; without an amount for all that is open on the receivables, or overdue. It replaces an open promise for the same receivables.',
    idempotent: true,
    body: z.strictObject({
      customerId: id.optional(),
      customerNumber: z.string().optional(),
      receivableIds: z.array(id).min(1).max(500).optional(),
      amount: amount.optional(),
      currency: currencyCode.optional().meta({ description: 'Without one the base currency of the company.' }),
      promisedOn: day,
      by: requiredText(200).meta({ description: 'The person who said so.' }),
      note: plainText(2_000).default(''),
    }),
    status: 201,
    ok: promiseView,
    errors: [
      'customer.unnamed',
      'customer.not_found',
      'amount.invalid',
      'promise.amount',
      'promise.day',
      'promise.currencies',
      'promise.other_customer',
      'promise.already_paid',
      'promise.receivable_not_found',
      'promise.nothing_open',
    ],
  }),
  cancelPromise: defineOperation({
    id: 'cancelPromise',
    method: 'POST',
    path: '/v1/companies/{company}/promises/{promise}/cancel',
    tag: PROMISES,
    realm: 'company',
    scope: 'collections:write',
    summary: 'Call a promise off; reminders go on where they rested',
    idempotent: true,
    params: promiseParams,
    body: z.strictObject({ reason: reasonText }),
    ok: promiseView,
    errors: ['promise.not_found', 'promise.ended'],
  }),
  getPromiseOutcomes: defineOperation({
    id: 'getPromiseOutcomes',
    method: 'GET',
    path: '/v1/companies/{company}/promise-outcomes',
    tag: PROMISES,
    realm: 'company',
    scope: 'collections:read',
    summary: 'Tell what became of the promises for a time, by currency',
    description: 'One that was moved after its day counts as broken; cancelled ones and those replaced in time are left out.',
    query: z.object({ from: day, to: day }),
    ok: outcomesView,
  }),
} as const satisfies Operations;

export const collectionsOperations = { ...policyOperations, ...runOperations, ...promiseOperations } as const satisfies Operations;
