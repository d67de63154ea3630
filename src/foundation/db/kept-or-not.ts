import type { Tx } from './tx.ts';

/** Does the work and takes it back within the same unit of work: for dry runs that report what would have happened. */
export async function rolledBack<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.runText('savepoint dry_run');
  const result = await work();
  await tx.runText('rollback to savepoint dry_run');
  return result;
}

/** First thing of a unit of work that only reads: every statement sees one state, whatever is posted meanwhile. */
export async function seeOneState(tx: Tx): Promise<void> {
  await tx.runText('set transaction isolation level repeatable read, read only');
}
