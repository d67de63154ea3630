import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Refusal } from '../errors/refusal.ts';
import type { Table } from './table.ts';

export const APP_ROLE = 'dunlin_app';

const COMPANY = "(company_id = nullif(current_setting('app.company', true), '')::uuid)";

/** Statements of a migration file: each ends with a semicolon at a line's end, outside of $$ bodies. */
export function statementsOf(file: string): string[] {
  const statements: string[] = [];
  let current: string[] = [];
  let inBody = false;
  for (const line of file.split('\n')) {
    if (current.length === 0 && (line.trim() === '' || line.startsWith('--'))) continue;
    current.push(line);
    if ((line.split('$$').length - 1) % 2 === 1) inBody = !inBody;
    if (!inBody && line.trimEnd().endsWith(';')) {
      statements.push(current.join('\n'));
      current = [];
    }
  }
  if (current.length > 0) statements.push(current.join('\n'));
  return statements;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the application's role may do with a table, and that it sees one company's rows only: the same for every table, by its definition. */
export function tenancyStatements(table: Table): string[] {
  const { name, writes, placement } = table;
  const statements = [`revoke all on ${name} from ${APP_ROLE}`, `grant select on ${name} to ${APP_ROLE}`];
  if (writes.insert) statements.push(`grant insert on ${name} to ${APP_ROLE}`);
  if (writes.update === 'all') statements.push(`grant update on ${name} to ${APP_ROLE}`);
  else if (writes.update.length > 0) statements.push(`grant update (${writes.update.join(', ')}) on ${name} to ${APP_ROLE}`);
  if (writes.delete) statements.push(`grant delete on ${name} to ${APP_ROLE}`);
  if (placement === 'distributed') {
    statements.push(
      `alter table ${name} enable row level security`,
      `drop policy if exists one_company on ${name}`,
      `create policy one_company on ${name} to ${APP_ROLE} using ${COMPANY} with check ${COMPANY}`,
    );
  }
  return statements;
}

async function ensureAppRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`select 1 from pg_roles where rolname = '${APP_ROLE}'`);
  if (rows.length === 0) {
    try {
      await client.query(`create role ${APP_ROLE} nologin`);
    } catch (error) {
      throw new Refusal(
        'database.no_app_role',
        `The role ${APP_ROLE} does not exist and this login may not create it (${(error as Error).message}). As an administrator of the database: CREATE ROLE ${APP_ROLE} NOLOGIN; GRANT ${APP_ROLE} TO CURRENT_USER_OF_THE_URL.`,
      );
    }
  }
  const { rows: bypass } = await client.query<{ bad: boolean }>(`select rolsuper or rolbypassrls as bad from pg_roles where rolname = '${APP_ROLE}'`);
  if (bypass[0]?.bad) {
    throw new Refusal('database.app_role_bypasses', `The role ${APP_ROLE} may bypass row-level security. Run: ALTER ROLE ${APP_ROLE} NOSUPERUSER NOBYPASSRLS.`);
  }
}

/** Brings a database to the newest schema, forward only, and applies the tenancy of every table. Safe to run by several processes at once.
 *  Refuses a server before PostgreSQL 15 and a migration file that was changed after it ran. Returns the names that it applied. */
export async function migrate(options: { ownerUrl: string; folder: string; tables: readonly Table[]; now: Date }): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: 'dunlin migrate' });
  client.on('error', () => undefined); // a server that goes away fails the query; it must not end the process
  await client.connect();
  try {
    const { rows: version } = await client.query<{ server_version_num: string }>('show server_version_num');
    if (Number(version[0]?.server_version_num) < 150_000) {
      throw new Refusal('database.too_old', 'This PostgreSQL is older than 15. Use PostgreSQL 15 to 18.');
    }
    await client.query('select pg_advisory_lock(727201)');
    await client.query('create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null)');
    const { rows: done } = await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration');
    const applied = new Map(done.map((row) => [row.name, row.sha256]));
    const fresh: string[] = [];
    for (const name of readdirSync(options.folder)
      .filter((file) => file.endsWith('.sql'))
      .toSorted()) {
      const text = readFileSync(path.join(options.folder, name), 'utf8');
      const known = applied.get(name);
      if (known !== undefined && known !== sha256(text)) {
        throw new Refusal(
          'database.migration_changed',
          `The migration ${name} was changed after it ran on this database. Restore the file; corrections are new migrations.`,
        );
      }
      if (known !== undefined) continue;
      await client.query('begin');
      for (const statement of statementsOf(text)) await client.query(statement);
      await client.query('insert into schema_migration (name, sha256, applied_at) values ($1, $2, $3)', [name, sha256(text), options.now]);
      await client.query('commit');
      fresh.push(name);
    }
    await applyTenancy(client, options.tables, options.now);
    return fresh;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

async function applyTenancy(client: pg.Client, tables: readonly Table[], now: Date): Promise<void> {
  const statements = [`grant usage on schema public to ${APP_ROLE}`, `grant select on schema_migration to ${APP_ROLE}`, ...tables.flatMap(tenancyStatements)];
  const digest = sha256(statements.join(';'));
  const { rows } = await client.query<{ sha256: string }>("select sha256 from schema_migration where name = 'tenancy'");
  if (rows[0]?.sha256 === digest) return;
  await ensureAppRole(client);
  await client.query('begin');
  for (const statement of statements) await client.query(statement);
  await client.query(
    "insert into schema_migration (name, sha256, applied_at) values ('tenancy', $1, $2) on conflict (name) do update set sha256 = excluded.sha256, applied_at = excluded.applied_at",
    [digest, now],
  );
  await client.query('commit');
}
