import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { day, instant } from '../../foundation/contract/page.ts';

const TAG = 'Set-up';

const size = z.enum(['small', 'full']).meta({ description: 'small: four months of fewer customers, soon there. full: two years.' });

const demoStatusView = z
  .object({
    state: z.enum(['absent', 'loading', 'unfinished', 'ready']).meta({
      description: 'unfinished: a load was cut off; nobody sees anything of it, and starting again takes it away first.',
    }),
    can: z.object({ start: z.union([z.literal(true), z.string()]) }).meta({ description: 'true, or the code of the refusal that a start would get now.' }),
    progress: z
      .object({ size, done: z.int(), total: z.int(), company: z.string().nullable(), on: day.nullable(), startedAt: instant })
      .nullable()
      .meta({ description: 'Days lived through of all; null where nothing loads in this process.' }),
    failure: z.object({ at: instant, message: z.string() }).nullable().meta({ description: 'Why the last load of this process ended early.' }),
  })
  .meta({ id: 'DemoStatus' });

export const demoOperations = {
  getDemoStatus: defineOperation({
    id: 'getDemoStatus',
    method: 'GET',
    path: '/v1/setup/demo',
    tag: TAG,
    realm: 'firm',
    scope: 'companies:create',
    summary: 'Tell how the demo stands',
    ok: demoStatusView,
  }),
  startDemo: defineOperation({
    id: 'startDemo',
    method: 'POST',
    path: '/v1/setup/demo',
    tag: TAG,
    realm: 'firm',
    scope: 'companies:create',
    summary: 'Load invented companies to look around in',
    description:
      'Goes on after the answer; ask getDemoStatus. Only in an installation without companies of its own, or to finish a demo whose load was cut off. ' +
      'The companies belong to the firm and are seen once all of them are loaded.',
    requestsPerMinute: 20,
    body: z.strictObject({ size: size.optional() }),
    status: 202,
    ok: demoStatusView,
    errors: ['demo.loaded_already', 'demo.in_progress', 'demo.other_companies'],
  }),
} as const satisfies Operations;
