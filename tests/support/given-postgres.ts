import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const SYSTEM = '/usr/lib/postgresql';
/** Postgres does not run as root: then as the user nobody. */
const NOBODY = 65_534;

/** Folders with programs of PostgreSQL servers that the machine itself has, newest last; none on most machines. */
export function systemPostgres(): string[] {
  if (!existsSync(SYSTEM)) return [];
  return readdirSync(SYSTEM)
    .map((version) => path.join(SYSTEM, version, 'bin'))
    .filter((bin) => existsSync(path.join(bin, 'initdb')) && existsSync(path.join(bin, 'pg_ctl')))
    .toSorted();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export type GivenPostgres = {
  readonly port: number;
  /** As the superuser, on the database `postgres`. */
  asSuperuser(...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

/** A server as an administrator would run it: passwords over TCP, a superuser of its own. */
export async function givenPostgres(bin: string): Promise<GivenPostgres> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-given-'));
  const isRoot = process.getuid?.() === 0;
  chmodSync(folder, 0o755);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const as = { cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  const cluster = path.join(folder, 'cluster');
  const port = await freePort();
  await run(path.join(bin, 'initdb'), ['-D', cluster, '-U', 'administrator', '--auth=trust', '--no-sync'], as);
  // The login `locked` needs its password, all others are let in.
  const rules = path.join(cluster, 'pg_hba.conf');
  writeFileSync(rules, `host all locked 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await run(
    path.join(bin, 'pg_ctl'),
    ['-D', cluster, '-w', '-l', path.join(folder, 'log'), '-o', `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`, 'start'],
    as,
  );
  const asSuperuser = async (...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: `postgres://administrator@127.0.0.1:${port}/postgres` });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    port,
    asSuperuser,
    async stop() {
      await run(path.join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-m', 'immediate', 'stop'], as);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
