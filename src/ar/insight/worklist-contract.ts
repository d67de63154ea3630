import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, pageOf, pageQuery } from '../../foundation/contract/page.ts';
import { taskView } from '../work/task-contract.ts';

const view = z.enum(['mine', 'team', 'snoozed', 'done']).default('mine').meta({
  description:
    'mine: open, given to you, or to nobody and for a role of yours (an owner has the roles that nobody else holds); team: all that are open; snoozed; done: finished and dropped ones.',
});

const worklistItem = taskView
  .extend({
    customer: z.object({ id, number: z.string(), name: z.string() }).nullable(),
    listedOn: day.meta({
      description: 'The day by which it is in order: due, or opened where no day is due; of a snoozed one the day on which it comes back.',
    }),
  })
  .meta({ id: 'WorklistItem' });

export const worklistOperations = {
  listWorklist: defineOperation({
    id: 'listWorklist',
    method: 'GET',
    path: '/v1/companies/{company}/worklist',
    tag: 'Tasks',
    realm: 'company',
    scope: 'tasks:read',
    summary: 'List tasks in the order in which they are worked off, with their customers',
    description: 'By day, and within a day what is worth most first. Ended ones: the last ended first.',
    query: pageQuery.extend({ view }),
    ok: pageOf(worklistItem),
  }),
  summariseWorklist: defineOperation({
    id: 'summariseWorklist',
    method: 'GET',
    path: '/v1/companies/{company}/worklist/summary',
    tag: 'Tasks',
    realm: 'company',
    scope: 'tasks:read',
    summary: 'How much waits in each view of the worklist, and what yours is worth',
    ok: z
      .object({
        today: day.meta({ description: "In the company's time zone." }),
        counts: z.object({ mine: z.int(), team: z.int(), snoozed: z.int(), doneToday: z.int() }),
        worth: z.array(z.object({ currency: currencyCode, amount })).meta({ description: 'Of `mine`, by currency.' }),
      })
      .meta({ id: 'WorklistSummary' }),
  }),
} as const satisfies Operations;
