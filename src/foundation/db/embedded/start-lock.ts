import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { chmodSync, statSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../../errors/refusal.ts';
import { diskFull } from './refusals.ts';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const POLL_MS = 25;

/** Runs `work` while no other dunlin process on this machine starts or stops the same database; waits up to `timeoutMs`.
 *
 *  The lock is SQLite's exclusive lock on a file that holds nothing: the kernel holds it and drops it when the process dies, however it
 *  dies, so there is no stale lock to recognise and no race in taking one over (Node itself offers no flock). It also
 *  excludes a second caller within the same process. */
export async function withStartLock<Result>(file: string, timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const held = tryLock(file);
    if (held !== undefined) {
      try {
        return await work();
      } finally {
        held.close();
      }
    }
    if (performance.now() > giveUpAt) {
      throw new Refusal(
        'database.start_lock_busy',
        `Another dunlin process has been starting or stopping this database for more than ${Math.round(timeoutMs / 1000)} s. Wait for it or end it, then start again.`,
        { file },
      );
    }
    await sleep(POLL_MS);
  }
}

function tryLock(file: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    if (statSync(file).size === 0) {
      // An empty file is set up anew at every lock, which fails on a full disk; one written once is only locked.
      lock.exec('PRAGMA user_version = 1');
    }
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
    if (code === SQLITE_BUSY) return undefined;
    throw code === SQLITE_FULL ? diskFull(path.dirname(file), '') : error;
  }
}
