import { spawn } from 'node:child_process';
import { closeSync, fstatSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Refusal } from '../../errors/refusal.ts';
import { ENGINE_ENVIRONMENT } from './cluster.ts';
import type { Engine } from './engine.ts';
import type { Place } from './place.ts';
import { readIfThere } from './private-file.ts';
import { commandOf, identityOf, isAlive, isNumberTaken, processesIn, signal, type ProcessIdentity } from './processes.ts';
import { logTail, openLog } from './server-log.ts';

/** The first process of a running server, and its port. `logFrom`: where in the log its own lines begin. */
export type Postmaster = { readonly identity: ProcessIdentity; readonly port: number; readonly logFrom: number };

const SILENT_LIMIT_MS = 60_000;
/** After a crash the server replays its log before it lets anybody in; with 4 GB of it on a slow disk that takes minutes. */
const RECOVERY_LIMIT_MS = 600_000;
const FAST_STOP_LIMIT_MS = 60_000;
const LEFTOVER_LIMIT_MS = 10_000;
const LEFTOVER_PATIENCE_MS = 2_000;

/** The server that runs on this cluster, whoever started it; undefined when none does, whatever postmaster.pid says. */
export function findPostmaster(place: Place): Postmaster | undefined {
  const { pid, port } = readPidFile(place);
  const identity = pid === undefined ? undefined : identityOf(pid);
  if (identity === undefined || port === undefined) return undefined;
  const words = commandOf(identity.pid);
  const isOurs = path.basename(words[0] ?? '') === 'postgres' && words.includes(place.cluster);
  return isOurs ? { identity, port, logFrom: 0 } : undefined;
}

/** Starts the server in a session of its own: Ctrl-C in our terminal and our death do not reach it. Undefined when it ended
 *  at once. */
export async function spawnPostmaster(
  place: Place,
  engine: Engine,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly identity: ProcessIdentity | undefined; readonly logFrom: number }> {
  const log = openLog(place.log);
  try {
    const logFrom = fstatSync(log).size;
    const child = spawn(engine.postgres, ['-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
      ...(place.runAs === undefined ? {} : { uid: place.runAs.uid, gid: place.runAs.gid }),
      cwd: place.base,
      env: ENGINE_ENVIRONMENT,
      stdio: ['ignore', log, log],
      detached: true,
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return { identity: child.pid === undefined ? undefined : identityOf(child.pid), logFrom };
  } finally {
    closeSync(log);
  }
}

/** Waits until the server lets `url` in. Returns 'ended' when the server's process ended first. */
export async function waitUntilReady(place: Place, server: Postmaster, url: string): Promise<'ready' | 'ended'> {
  const began = performance.now();
  let recovering = false;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.5, 250)) {
    const answer = await knock(url);
    if (answer === 'open') return 'ready';
    if (!isAlive(server.identity)) return 'ended';
    if (answer === 'wrong_password') throw passwordsDiffer(place);
    recovering ||= answer === 'not_yet';
    if (performance.now() - began > (recovering ? RECOVERY_LIMIT_MS : SILENT_LIMIT_MS)) throw startTimeout(place, server, recovering);
    await sleep(pauseMs);
  }
}

/** Stops the server: sessions are ended, everything is written, and the next start needs no recovery. */
export async function stopPostmaster(place: Place, server: Postmaster): Promise<void> {
  signal(server.identity.pid, 'SIGINT');
  if (await hasEnded([server.identity], FAST_STOP_LIMIT_MS)) return;
  // Nothing is lost by this either: the next start replays the log.
  signal(server.identity.pid, 'SIGQUIT');
  if (await hasEnded([server.identity], LEFTOVER_LIMIT_MS)) return;
  throw new Refusal(
    'database.stop_timeout',
    `The embedded database in ${place.cluster} (process ${server.identity.pid}) did not stop within ${(FAST_STOP_LIMIT_MS + LEFTOVER_LIMIT_MS) / 1000} s. Its data is safe; see ${place.log} for what holds it up.`,
    { folder: place.cluster, pid: server.identity.pid },
  );
}

/** Makes a cluster without a postmaster startable: ends sessions that outlived their postmaster, and removes a postmaster.pid
 *  whose number is still taken, by a zombie or by some other program (Postgres would take either for a server and refuse).
 *  Removing the file takes away Postgres's own check for surviving sessions; they have been looked for just before. */
export async function clearLeftovers(place: Place): Promise<void> {
  const leftovers = processesIn(place.cluster).flatMap((pid) => identityOf(pid) ?? []);
  if (leftovers.length > 0 && !(await hasEnded(leftovers, LEFTOVER_PATIENCE_MS))) {
    for (const { pid } of leftovers.filter(isAlive)) signal(pid, 'SIGQUIT');
    if (!(await hasEnded(leftovers, LEFTOVER_LIMIT_MS))) {
      const pids = leftovers.filter(isAlive).map(({ pid }) => pid);
      throw new Refusal(
        'database.leftover_processes',
        `The embedded database was killed, but processes of it still work in ${place.cluster} (${pids.join(', ')}). End them (kill -QUIT), then start again.`,
        { folder: place.cluster, pids: pids.join(' ') },
      );
    }
  }
  const { pid } = readPidFile(place);
  if (pid !== undefined && isNumberTaken(pid)) rmSync(path.join(place.cluster, 'postmaster.pid'), { force: true });
}

/** postmaster.pid: process on line 1, port on line 4 (PostgreSQL source, miscadmin.h, LOCK_FILE_LINE_*). */
function readPidFile(place: Place): { pid: number | undefined; port: number | undefined } {
  const lines = (readIfThere(path.join(place.cluster, 'postmaster.pid')) ?? '').split('\n');
  const positive = (text: string | undefined): number | undefined => (/^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined);
  return { pid: positive(lines[0]), port: positive(lines[3]) };
}

async function hasEnded(identities: readonly ProcessIdentity[], withinMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  while (identities.some(isAlive)) {
    if (performance.now() > giveUpAt) return false;
    await sleep(20);
  }
  return true;
}

/** Tries to log in. SQLSTATE 57P03: starting, recovering or shutting down; 53300: running with all connections in use. */
async function knock(url: string): Promise<'open' | 'not_yet' | 'wrong_password' | 'silent'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a server that goes away while we knock is "not there", not a crash of ours
  try {
    await client.connect();
    return 'open';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === '53300') return 'open';
    if (code === '57P03') return 'not_yet';
    if (code === '28P01' || code === '28000') return 'wrong_password';
    if (error instanceof pg.DatabaseError) throw error;
    return 'silent';
  } finally {
    await client.end().catch(() => undefined);
  }
}

function passwordsDiffer(place: Place): Refusal {
  return new Refusal(
    'database.password_mismatch',
    `The database in ${place.cluster} does not accept the passwords stored in ${place.secrets}. Stop every dunlin process, delete that file, and start again: new passwords are then set.`,
    { folder: place.cluster },
  );
}

function startTimeout(place: Place, server: Postmaster, recovering: boolean): Refusal {
  const seconds = (recovering ? RECOVERY_LIMIT_MS : SILENT_LIMIT_MS) / 1000;
  const what = recovering ? 'is still recovering' : 'has not answered';
  return new Refusal(
    'database.start_timeout',
    `The embedded database in ${place.cluster} ${what} after ${seconds} s. It goes on in the background; start again in a few minutes, and see ${place.log} if that does not help. Its last lines:\n${logTail(place.log, server.logFrom)}`,
    { folder: place.cluster, seconds, recovering },
  );
}
