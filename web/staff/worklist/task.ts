import type { Item } from '../../kit/api.ts';

export type WorkItem = Item<'listWorklist'>;
/** A task as every read of the server tells it, with or without its customer. */
export type Task = Item<'listTasks'>;
