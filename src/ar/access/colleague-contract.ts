import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { id } from '../../foundation/contract/page.ts';
import { ROLES } from './roles.ts';

export const colleagueOperations = {
  listColleagues: defineOperation({
    id: 'listColleagues',
    method: 'GET',
    path: '/v1/companies/{company}/colleagues',
    tag: 'Users',
    realm: 'company',
    scope: 'tasks:read',
    summary: 'List the users who work in a company, with their roles there',
    ok: z.object({ items: z.array(z.object({ id, name: z.string(), roles: z.array(z.enum(ROLES)) }).meta({ id: 'Colleague' })) }),
  }),
} as const satisfies Operations;
