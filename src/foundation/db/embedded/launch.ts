import { APP_ROLE, checkMajorVersion, clusterExists, createCluster, DATABASE, OWNER_ROLE, renewSecrets } from './cluster.ts';
import { findPackagedEngine, installEngine, type Engine } from './engine.ts';
import { countLiveLeases, dropLease, takeLease } from './leases.ts';
import { choosePlace, type Place } from './place.ts';
import { choosePort } from './port.ts';
import { clearLeftovers, findPostmaster, spawnPostmaster, stopPostmaster, waitUntilReady, type Postmaster } from './postmaster.ts';
import { engineFailed, folderTrouble } from './refusals.ts';
import { readSecrets, type DatabaseSecrets } from './secrets.ts';
import { logTail } from './server-log.ts';
import { serverSettings } from './server-settings.ts';
import { withStartLock } from './start-lock.ts';
import { Refusal } from '../../errors/refusal.ts';

/** A running database that this process uses.
 *  `ownerUrl` logs in as the role that owns the schema (migrations), `appUrl` as the role that row-level security binds.
 *  `where` is the folder the data really lies in; `notes` are sentences to show to the user.
 *  `release` gives it back: the last process to do so stops the server. Safe to call twice. */
export type EmbeddedDatabase = {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly where: string;
  readonly notes: readonly string[];
  release(): Promise<void>;
};

/** `settings` override the server's own (see server-settings.ts); they count when this call starts the server, not when it
 *  finds one running. */
export type EmbeddedDatabaseOptions = { readonly dataDir: string; readonly settings?: Readonly<Record<string, string>> };

const START_TRIES = 5;
/** Longer than the longest start by another process (a recovery, see postmaster.ts). */
const LOCK_LIMIT_MS = 660_000;

/** Opens the embedded Postgres of a data folder: makes it on first use, starts it when it is stopped, joins it when another
 *  dunlin process runs it already, recovers it after a crash.
 *  Refuses with `database.*` codes (docs/errors.md) for everything a person can put right. */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const packaged = findPackagedEngine();
  const place = choosePlace(options.dataDir);
  const engine = installEngine(packaged, place.engineRoot);
  const { secrets, port, lease } = await withStartLock(place.startLock, LOCK_LIMIT_MS, async () => await joinOrStart(place, engine, options.settings ?? {}));
  let released: Promise<void> | undefined;
  return {
    ownerUrl: urlOf(OWNER_ROLE, secrets.owner, port),
    appUrl: urlOf(APP_ROLE, secrets.app, port),
    where: place.base,
    notes: place.notes,
    release: async () => {
      released ??= withStartLock(place.startLock, LOCK_LIMIT_MS, async () => {
        dropLease(lease);
        await stopWhenUnused(place);
      });
      await released;
    },
  };
}

async function joinOrStart(
  place: Place,
  engine: Engine,
  settings: Readonly<Record<string, string>>,
): Promise<{ secrets: DatabaseSecrets; port: number; lease: string }> {
  const secrets = await ensureCluster(place, engine);
  try {
    const port = await ensureRunning(place, engine, settings, secrets);
    return { secrets, port, lease: takeLease(place.leases) };
  } catch (error) {
    // A server in recovery goes on and is joined by the next start; any other is not left behind without a user.
    if (!(error instanceof Refusal && error.code === 'database.start_timeout')) await stopWhenUnused(place);
    throw folderTrouble(place.base, error);
  }
}

async function ensureCluster(place: Place, engine: Engine): Promise<DatabaseSecrets> {
  if (!clusterExists(place)) return await createCluster(place, engine);
  checkMajorVersion(place, engine);
  const stored = readSecrets(place.secrets);
  if (stored !== undefined) return stored;
  if (findPostmaster(place) !== undefined) {
    throw new Refusal(
      'database.passwords_lost',
      `The file ${place.secrets} is gone while the database runs. Stop every other dunlin process and the Postgres server in ${place.cluster} (kill -INT), then start again: new passwords are then set.`,
      { folder: place.cluster },
    );
  }
  await clearLeftovers(place);
  return await renewSecrets(place, engine);
}

async function ensureRunning(place: Place, engine: Engine, settings: Readonly<Record<string, string>>, secrets: DatabaseSecrets): Promise<number> {
  const takenPorts = new Set<number>();
  for (let attempt = 1; ; attempt += 1) {
    const running = findPostmaster(place);
    const server = running ?? (await start(place, engine, settings, takenPorts));
    const isReady = (await waitUntilReady(place, server, urlOf(OWNER_ROLE, secrets.owner, server.port))) === 'ready';
    if (isReady) return server.port;
    // One that we found was shutting down. One that we started lost the race against another server or another port user.
    const tail = logTail(place.log, server.logFrom);
    const lostPort = tail.includes('could not create any TCP/IP sockets');
    if (lostPort) takenPorts.add(server.port);
    const mayRetry = running !== undefined || lostPort || findPostmaster(place) !== undefined;
    if (!mayRetry || attempt >= START_TRIES) throw engineFailed('start', place.cluster, tail);
  }
}

async function start(place: Place, engine: Engine, settings: Readonly<Record<string, string>>, takenPorts: ReadonlySet<number>): Promise<Postmaster> {
  await clearLeftovers(place);
  const port = await choosePort(place.port, takenPorts);
  const { identity, logFrom } = await spawnPostmaster(place, engine, serverSettings(port, settings));
  if (identity === undefined) throw engineFailed('start', place.cluster, logTail(place.log, logFrom));
  return { identity, port, logFrom };
}

async function stopWhenUnused(place: Place): Promise<void> {
  if (countLiveLeases(place.leases) > 0) return;
  const running = findPostmaster(place);
  if (running !== undefined) await stopPostmaster(place, running);
}

function urlOf(role: string, password: string, port: number): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
}
