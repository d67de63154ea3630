import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { identityOf, isAlive } from './processes.ts';
import { Bug } from '../../errors/refusal.ts';

const leaseShape = z.object({ pid: z.number().int(), startedAt: z.string() });

/** Notes that this process uses the database. Returns the lease's file, `<pid>-<random>`: one process may hold several. */
export function takeLease(folder: string): string {
  const self = identityOf(process.pid);
  if (self === undefined) throw new Bug('this process is not listed under /proc');
  const file = path.join(folder, `${process.pid}-${randomBytes(4).toString('hex')}`);
  writePrivateFile(file, JSON.stringify(self));
  return file;
}

export function dropLease(file: string): void {
  rmSync(file, { force: true });
}

/** Removes the leases of processes that ended without a word and counts the others. Call it under the start lock. */
export function countLiveLeases(folder: string): number {
  let live = 0;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (isLive(readIfThere(file))) live += 1;
    else rmSync(file, { force: true });
  }
  return live;
}

function isLive(content: string | undefined): boolean {
  try {
    const lease = leaseShape.safeParse(JSON.parse(content ?? ''));
    return lease.success && isAlive(lease.data);
  } catch {
    return false; // cut short by a full disk or a power failure: no process stands behind it
  }
}
