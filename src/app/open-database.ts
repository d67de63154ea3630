import pg from 'pg';
import { openDatabase, type Database } from '../foundation/db/database.ts';
import { openEmbeddedDatabase } from '../foundation/db/embedded/launch.ts';
import { APP_ROLE, migrate } from '../foundation/db/migrate.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import type { Config } from './config.ts';
import { allTables, migrationsFolder } from './schema.ts';

/** The database as the program uses it, at the newest schema. */
export type OpenedDatabase = {
  readonly database: Database;
  /** Of the login that owns the schema; jobs make their own tables with it. */
  readonly ownerUrl: string;
  /** Of the login that the application uses, and the role it takes there when that login is not bound itself. */
  readonly app: { readonly url: string; readonly role: string | undefined };
  /** Where keys and logs lie: the data folder, or the one that the launcher chose instead. */
  readonly folder: string;
  /** Migrations that this call applied. */
  readonly applied: readonly string[];
  /** Starts the embedded server again after it was killed; tells whether it answers under the same address. Does nothing to a database that we were given. */
  revive(): Promise<boolean>;
  /** Ends the connections and gives the embedded server back. Safe to call twice. */
  close(): Promise<void>;
  /** Gives the embedded server back without waiting for running work: the process is about to end. */
  abandon(): Promise<void>;
};

type Connected = {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly role: string | undefined;
  readonly folder: string;
  readonly notes: readonly string[];
  release(): Promise<void>;
  revive(): Promise<boolean>;
};

async function connect(config: Config): Promise<Connected> {
  if (config.databaseUrl !== null) {
    return {
      ownerUrl: config.databaseUrl,
      appUrl: config.databaseUrl,
      role: APP_ROLE,
      folder: config.dataDir,
      notes: [],
      release: () => Promise.resolve(),
      revive: () => Promise.resolve(true),
    };
  }
  const embedded = await openEmbeddedDatabase({ dataDir: config.dataDir });
  const held = [embedded];
  return {
    ownerUrl: embedded.ownerUrl,
    appUrl: embedded.appUrl,
    role: undefined,
    folder: embedded.where,
    notes: embedded.notes,
    release: async () => {
      for (const one of held.splice(0)) await one.release();
    },
    revive: async () => {
      const again = await openEmbeddedDatabase({ dataDir: config.dataDir });
      held.push(again);
      return again.appUrl === embedded.appUrl;
    },
  };
}

/** Opens the embedded database of the data folder, or the one of DATABASE_URL, and brings it to the newest schema.
 *  Refuses with `database.*` codes for whatever a person can put right; `onNote` gets sentences to show. */
export async function openMigratedDatabase(config: Config, options: { onNote: (sentence: string) => void; now: Date }): Promise<OpenedDatabase> {
  const connected = await connect(config);
  for (const note of connected.notes) options.onNote(note);
  try {
    const applied = await migrate({ ownerUrl: connected.ownerUrl, folder: migrationsFolder, tables: allTables, now: options.now });
    if (connected.role !== undefined) await ensureMayTakeRole(connected.ownerUrl, connected.role);
    const database = openDatabase({ url: connected.appUrl, ...(connected.role === undefined ? {} : { role: connected.role }) });
    let closed: Promise<void> | undefined;
    return {
      database,
      ownerUrl: connected.ownerUrl,
      app: { url: connected.appUrl, role: connected.role },
      folder: connected.folder,
      applied,
      close: async () => {
        closed ??= database.close().then(() => connected.release());
        await closed;
      },
      revive: () => connected.revive(),
      abandon: () => connected.release(),
    };
  } catch (error) {
    await connected.release().catch(() => undefined);
    throw config.databaseUrl === null ? error : unreachable(config.databaseUrl, error);
  }
}

/** Row-level security binds the application's role, not the login that we were given: that login must be allowed to take the role.
 *  Whoever made the role may allow it to itself, but since PostgreSQL 16 only by saying so. */
async function ensureMayTakeRole(url: string, role: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'dunlin migrate' });
  client.on('error', () => undefined); // a server that goes away fails the query; it must not end the process
  await client.connect();
  const take = (): Promise<boolean> =>
    client.query(`set role ${role}`).then(
      () => true,
      () => false,
    );
  try {
    if (await take()) return;
    await client.query(`grant ${role} to current_user`).catch(() => undefined);
    if (await take()) return;
    const { rows } = await client.query<{ name: string }>('select quote_ident(current_user) as name');
    throw new Refusal(
      'database.no_app_role',
      `The login of DATABASE_URL may not take the role ${role}. As an administrator of the database: GRANT ${role} TO ${rows[0]?.name ?? 'CURRENT_USER'}.`,
      { role },
    );
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string {
  const found = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return found instanceof Error && 'code' in found && typeof found.code === 'string' ? found.code : '';
}

const REMEDY_OF_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there. Start the server, or correct host and port',
  ENOTFOUND: 'the host name is unknown. Correct it',
  EAI_AGAIN: 'the host name could not be looked up. Check the network',
  ETIMEDOUT: 'the server did not answer. Check the network and its firewall',
  ECONNRESET: 'the server broke the connection. Check its log, and whether it asks for TLS (sslmode=require)',
  '28P01': 'the server refused the user or password. Correct them',
  '28000': 'the server refused this login. Check its pg_hba.conf, and whether it asks for TLS (sslmode=require)',
  '3D000': 'the server has no database of this name. Create it, or correct the name',
  '53300': 'the server has no connection left. Raise its max_connections',
  '42501': 'this login lacks a permission. It must own the database, or be allowed to create tables in it',
};

/** Failures to reach a database that we were given, as sentences; without its password. */
function unreachable(url: string, error: unknown): unknown {
  const remedy = REMEDY_OF_CODE[codeOf(error)];
  if (remedy === undefined) return error;
  const { hostname, port, pathname } = new URL(url);
  const place = `${hostname}:${port || '5432'}${pathname}`;
  return new Refusal('database.unreachable', `The database of DATABASE_URL (${place}) cannot be used: ${remedy}, then try again.`, {
    place,
    reason: codeOf(error),
  });
}
