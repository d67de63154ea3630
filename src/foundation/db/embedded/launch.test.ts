import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './launch.ts';
import { identityOf, processesIn } from './processes.ts';

const LIMIT_MS = 30_000;
const SMALL = { shared_buffers: '16MB' };
const OPENER = path.join(import.meta.dirname, 'opener-fixture.ts');

let home = '';
let dataDir = '';
let openers: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'dunlin-db-'));
  chmodSync(home, 0o755);
  dataDir = path.join(home, 'data');
});

afterEach(async () => {
  for (const opener of openers) opener.kill('SIGKILL');
  openers = [];
  await stopWithForce(dataDir);
  rmSync(home, { recursive: true, force: true });
});

describe('one process', { timeout: LIMIT_MS }, () => {
  test('a fresh folder becomes a durable UTF-8 database with two roles of limited rights', async () => {
    const database = await open();
    expect(database.where).toBe(dataDir);
    expect(database.notes).toEqual([]);
    const [facts] = await ask(
      database.ownerUrl,
      `select current_user as owner, current_setting('data_checksums') as checksums, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages, current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listens, current_setting('password_encryption') as passwords,
        (select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()) as locale,
        (select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = 'public') as schema_owner`,
    );
    expect(facts).toEqual({
      owner: 'dunlin_owner',
      checksums: 'on',
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      encoding: 'UTF8',
      listens: '127.0.0.1',
      passwords: 'scram-sha-256',
      locale: 'b C.UTF-8',
      schema_owner: 'dunlin_owner',
    });
    const rights = await ask(
      database.appUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname like 'dunlin%' order by 1`,
    );
    expect(rights).toEqual([
      { rolname: 'dunlin_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
      { rolname: 'dunlin_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: true },
    ]);
    await expect(ask(database.appUrl, 'create table mine (id int)')).rejects.toThrow(/permission denied for schema public/);
    await database.release();
  });

  test('nobody gets in without a password, and never as the superuser', async () => {
    const database = await open();
    const wrong = new URL(database.appUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    const superuser = new URL(database.ownerUrl);
    superuser.username = 'postgres';
    await expect(ask(superuser.href, 'select 1')).rejects.toThrow(/no pg_hba.conf entry/);
    expect(statSync(path.join(dataDir, 'run/secrets.json')).mode & 0o777).toBe(0o600);
    await database.release();
  });

  test('a restart keeps the data, the port and the passwords, and takes less than 2 s', async () => {
    const first = await open();
    await ask(first.ownerUrl, 'create table kept (word text)');
    await ask(first.ownerUrl, `insert into kept values ('Grüße')`);
    await first.release();
    expect(postmasterPid()).toBeUndefined();

    const began = performance.now();
    const second = await open();
    expect(performance.now() - began).toBeLessThan(2000);
    expect(second.ownerUrl).toBe(first.ownerUrl);
    expect(await ask(second.ownerUrl, 'select word from kept')).toEqual([{ word: 'Grüße' }]);
    await second.release();
  });

  test('settings given by the caller win, but not over the address the server listens on', async () => {
    const database = await openEmbeddedDatabase({ dataDir, settings: { ...SMALL, work_mem: '7MB', listen_addresses: '*' } });
    expect(await ask(database.ownerUrl, `select current_setting('work_mem') as memory, current_setting('listen_addresses') as listens`)).toEqual([
      { memory: '7MB', listens: '127.0.0.1' },
    ]);
    await database.release();
  });

  test('when the stored port is taken, another one is used and stored', async () => {
    const first = await open();
    await first.release();
    const port = Number(new URL(first.ownerUrl).port);
    const squatter = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const second = await open();
    squatter.close();
    expect(new URL(second.ownerUrl).port).not.toBe(String(port));
    expect(readFileSync(path.join(dataDir, 'run/port'), 'utf8').trim()).toBe(new URL(second.ownerUrl).port);
    await second.release();
  });

  test('lost passwords are replaced by new ones, and the data stays', async () => {
    const first = await open();
    await ask(first.ownerUrl, 'create table kept (id int)');
    await first.release();
    rmSync(path.join(dataDir, 'run'), { recursive: true });
    const second = await open();
    expect(new URL(second.ownerUrl).password).not.toBe(new URL(first.ownerUrl).password);
    expect(await ask(second.appUrl, `select count(*)::int as n from pg_tables where tablename = 'kept'`)).toEqual([{ n: 1 }]);
    await second.release();
  });

  test('an interrupted first start leaves nothing that the next one trips over', async () => {
    mkdirSync(path.join(dataDir, 'postgres.new/base'), { recursive: true });
    writeFileSync(path.join(dataDir, 'postgres.new/PG_VERSION'), '18\n');
    const database = await open();
    expect(await ask(database.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(path.join(dataDir, 'postgres.new'))).toBe(false);
    await database.release();
  });

  test('a large log moves aside at the next start', async () => {
    const first = await open();
    await first.release();
    writeFileSync(path.join(dataDir, 'logs/postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));
    const second = await open();
    await second.release();
    expect(statSync(path.join(dataDir, 'logs/postgres.log.1')).size).toBe(11 * 1024 * 1024);
    expect(statSync(path.join(dataDir, 'logs/postgres.log')).size).toBeLessThan(100_000);
  });
});

describe('several processes', { timeout: LIMIT_MS }, () => {
  test('two that open a fresh folder at once share one server, and the last one out stops it', async () => {
    const [other, mine] = await Promise.all([startOpener(), open()]);
    expect(other.said['ownerUrl']).toBe(mine.ownerUrl);
    const pid = postmasterPid();
    await mine.release();
    expect(await ask(mine.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(postmasterPid()).toBe(pid);
    other.child.stdin?.write('release\n');
    await new Promise((resolve) => other.child.once('exit', resolve));
    expect(postmasterPid()).toBeUndefined();
    expect(identityOf(pid ?? 0)).toBeUndefined();
    expect(readdirSync(path.join(dataDir, 'run/leases'))).toEqual([]);
  });

  test('the server outlives kill -9 of the process that started it and is joined by the next one', async () => {
    const opener = await startOpener();
    const pid = postmasterPid();
    await killed(opener.child);
    const database = await open();
    expect(postmasterPid()).toBe(pid);
    expect(await ask(database.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    // The killed process left its lease: it must not keep the server running.
    expect(readdirSync(path.join(dataDir, 'run/leases'))).toHaveLength(2);
    await database.release();
    expect(postmasterPid()).toBeUndefined();
  });

  test('after kill -9 of everything the next start recovers what was committed', async () => {
    const opener = await startOpener();
    const url = opener.said['ownerUrl'] ?? '';
    await ask(url, 'create table kept (id int)');
    await ask(url, 'insert into kept select generate_series(1, 1000)');
    const pid = postmasterPid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await killed(opener.child);
    expect(existsSync(path.join(dataDir, 'postgres/postmaster.pid'))).toBe(true);
    const database = await open();
    expect(postmasterPid()).not.toBe(pid);
    expect(await ask(database.ownerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await database.release();
  });

  test('a stale postmaster.pid whose number now belongs to another program does not stop the start', async () => {
    const first = await open();
    await first.release();
    const lines = [process.pid, path.join(dataDir, 'postgres'), 1, new URL(first.ownerUrl).port, '', '127.0.0.1', '', 'ready'];
    writeFileSync(path.join(dataDir, 'postgres/postmaster.pid'), `${lines.join('\n')}\n`);
    const second = await open();
    expect(await ask(second.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.release();
  });

  test('a lease whose process number was given to a later process does not count', async () => {
    const database = await open();
    writeFileSync(path.join(dataDir, 'run/leases', `${process.pid}-00000000`), JSON.stringify({ pid: process.pid, startedAt: 'earlier boot:1' }));
    await database.release();
    expect(postmasterPid()).toBeUndefined();
    expect(readdirSync(path.join(dataDir, 'run/leases'))).toEqual([]);
  });

  test('a process that opens while the last one leaves gets a running server', async () => {
    let current = await open();
    for (let round = 0; round < 3; round += 1) {
      const [next] = await Promise.all([open(), current.release()]);
      expect(await ask(next.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
      current = next;
    }
    await current.release();
    expect(postmasterPid()).toBeUndefined();
  });
});

describe('what it refuses', { timeout: LIMIT_MS }, () => {
  test('a cluster of another major version, with the way over', async () => {
    const first = await open();
    await first.release();
    writeFileSync(path.join(dataDir, 'postgres/PG_VERSION'), '17\n');
    await expect(open()).rejects.toMatchObject({ code: 'database.other_major_version', message: expect.stringContaining('dunlin restore') as string });
  });

  test('a data folder that is a file', async () => {
    writeFileSync(dataDir, '');
    await expect(open()).rejects.toMatchObject({ code: 'database.folder_not_writable' });
  });

  test('settings the server does not understand, with the lines of its log', async () => {
    await expect(openEmbeddedDatabase({ dataDir, settings: { work_mem: 'plenty' } })).rejects.toMatchObject({
      code: 'database.start_failed',
      message: expect.stringMatching(/work_mem.*plenty/) as string,
    });
    expect(postmasterPid()).toBeUndefined();
  });

  test('passwords that are not those of the cluster, and the remedy it names works', async () => {
    const first = await open();
    await first.release();
    const secrets = path.join(dataDir, 'run/secrets.json');
    writeFileSync(secrets, JSON.stringify({ owner: 'a'.repeat(32), app: 'b'.repeat(32) }));
    await expect(open()).rejects.toMatchObject({ code: 'database.password_mismatch' });
    expect(postmasterPid()).toBeUndefined();
    rmSync(secrets);
    const second = await open();
    await second.release();
  });
});

describe.runIf(process.getuid?.() === 0)('as root', { timeout: LIMIT_MS }, () => {
  test('the server runs as a user of its own', async () => {
    const database = await open();
    expect(statSync(`/proc/${postmasterPid()}`).uid).toBeGreaterThan(0);
    await database.release();
  });

  test('below a folder closed to others the data lies elsewhere, the user is told, and it is found again', async () => {
    chmodSync(home, 0o700);
    const first = await open();
    try {
      expect(first.where).toMatch(/^\/var\/lib\/dunlin\/data-[0-9a-f]{8}$/);
      expect(first.notes).toEqual([expect.stringContaining(first.where)]);
      await ask(first.ownerUrl, 'create table kept (id int)');
      await first.release();
      // Opened up in the meantime: the data must not seem to have vanished.
      chmodSync(home, 0o755);
      const second = await open();
      expect(second.where).toBe(first.where);
      expect(await ask(second.ownerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
      await second.release();
    } finally {
      await stopWithForce(first.where);
      rmSync(first.where, { recursive: true, force: true });
    }
  });

  test('a cluster that moved below a closed folder is refused, not replaced by an empty one', async () => {
    const first = await open();
    await first.release();
    chmodSync(home, 0o700);
    await expect(open()).rejects.toMatchObject({ code: 'database.folder_unreachable' });
  });
});

async function open(): Promise<EmbeddedDatabase> {
  return await openEmbeddedDatabase({ dataDir, settings: SMALL });
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startOpener(): Promise<{ child: ChildProcess; said: Record<string, string> }> {
  const child = spawn(process.execPath, [OPENER, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  openers.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', (code) => reject(new Error(`the opener ended with ${code}`)));
  });
  return { child, said: JSON.parse(line) as Record<string, string> };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function postmasterPid(): number | undefined {
  const file = path.join(dataDir, 'postgres/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

/** A failed test must not leave a server behind. */
async function stopWithForce(base: string): Promise<void> {
  const cluster = path.join(base, 'postgres');
  for (let tries = 0; tries < 100; tries += 1) {
    const pids = processesIn(cluster);
    if (pids.length === 0) return;
    for (const pid of pids) if (identityOf(pid) !== undefined) process.kill(pid, 'SIGQUIT');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
