import type { ApiHandlers } from './api-contexts.ts';
import type { colleagueOperations } from './colleague-contract.ts';
import { listColleagues } from './list-colleagues.ts';

export const colleagueHandlers: ApiHandlers<typeof colleagueOperations> = {
  listColleagues: async ({ ctx }) => ({ items: (await listColleagues(ctx)).map(({ roles, ...one }) => ({ ...one, roles: [...roles] })) }),
};
