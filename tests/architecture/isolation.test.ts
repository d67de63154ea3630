import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTables } from '../../src/app/schema.ts';
import type { Table } from '../../src/foundation/db/table.ts';
import type { Tx } from '../../src/foundation/db/tx.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

const OURS = randomUUID();
const THEIRS = randomUUID();

const distributed = allTables.filter((table) => table.placement === 'distributed');

const VALUES: Readonly<Record<string, string>> = {
  text: "'x'",
  bigint: '1',
  int: '1',
  double: '1',
  boolean: 'true',
  date: "'2026-01-31'",
  timestamptz: "'2026-01-31T12:00:00Z'",
  numeric: '1',
  jsonb: "'{}'",
  bytea: "'\\x00'",
  'text[]': "'{}'",
};

/** Any row of a table, of this company. */
function insertOf(table: Table, company: string): string {
  const names = Object.keys(table.columns);
  const values = Object.entries(table.columns).map(([name, type]) => {
    if (name === 'company_id') return `'${company}'`;
    const base = type.replace('?', '');
    return base === 'uuid' ? `'${randomUUID()}'` : (VALUES[base] as string);
  });
  return `insert into ${table.name} (${names.join(', ')}) values (${values.join(', ')})`;
}

let test: TestDatabase;
let owner: pg.Client;

/** A database of its own, whose tables take any row: checks, foreign keys and triggers of the business are gone, row-level security and grants stay. */
beforeAll(async () => {
  test = await testDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
     where contype in ('c', 'f') and connamespace = 'public'::regnamespace and conrelid <> 0`,
  );
  for (const { drop } of rows) await owner.query(drop);
  for (const table of distributed) {
    await owner.query(`alter table ${table.name} disable trigger user`);
    await owner.query(insertOf(table, OURS));
    await owner.query(insertOf(table, THEIRS));
  }
});

afterAll(async () => {
  await owner.end();
  await test.close();
});

/** The refusal of one statement under company `OURS`; undefined when the database let it pass (and then it is undone). */
async function refusal(
  statement: string,
  unit: (work: (tx: Tx) => Promise<never>) => Promise<never> = (work) => test.database.forCompany(OURS, work),
): Promise<pg.DatabaseError | undefined> {
  const done = new Error('done');
  try {
    return await unit(async (tx) => {
      await tx.runText(statement);
      throw done;
    });
  } catch (error) {
    if (error === done) return undefined;
    if (error instanceof pg.DatabaseError) return error;
    throw error;
  }
}

async function theirRow(table: Table): Promise<string | undefined> {
  const { rows } = await owner.query<{ text: string }>(`select t::text as text from ${table.name} t where company_id = '${THEIRS}'`);
  expect(rows, 'the other company has exactly its one row').toHaveLength(1);
  return rows[0]?.text;
}

describe.each(distributed.map((table) => [table.name, table] as const))('under raw SQL of another company, %s', (_name, table: Table) => {
  const count = (where: string) => `select count(*)::int as n from ${table.name} ${where}`;

  it('shows our rows and none of theirs', async () => {
    const found = await test.database.forCompany(OURS, async (tx) => [
      await tx.rowsText(count('')),
      await tx.rowsText(count(`where company_id = '${OURS}'`)),
      await tx.rowsText(count(`where company_id = '${THEIRS}' or company_id <> '${OURS}'`)),
    ]);
    expect(found).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 0 }]]);
  });

  it('takes no row for them', async () => {
    const error = await refusal(insertOf(table, THEIRS));
    expect(error?.code).toBe('42501');
    expect(error?.message).toMatch(table.writes.insert ? /row-level security/ : /permission denied/);
    // Before anything else is looked at: not even which columns are missing.
    expect((await refusal(`insert into ${table.name} (company_id) values ('${THEIRS}')`))?.code).toBe('42501');
  });

  it('changes and deletes none of theirs', async () => {
    const before = await theirRow(table);
    const names = table.writes.update === 'all' ? Object.keys(table.columns) : table.writes.update;
    for (const name of names) {
      const touched = await test.database.forCompany(OURS, (tx) => tx.runText(`update ${table.name} set ${name} = ${name} where company_id = '${THEIRS}'`));
      expect(touched, name).toBe(0);
    }
    if (names.includes('company_id')) expect((await refusal(`update ${table.name} set company_id = '${THEIRS}'`))?.message).toMatch(/row-level security/);
    else expect((await refusal(`update ${table.name} set company_id = '${THEIRS}'`))?.message).toMatch(/permission denied/);
    if (table.writes.delete)
      expect(await test.database.forCompany(OURS, (tx) => tx.runText(`delete from ${table.name} where company_id = '${THEIRS}'`))).toBe(0);
    else expect((await refusal(`delete from ${table.name}`))?.message).toMatch(/permission denied/);
    expect((await refusal(`truncate ${table.name}`))?.message).toMatch(/permission denied/);
    expect(await theirRow(table)).toBe(before);
  });

  it('is empty and closed while no company is set', async () => {
    const found = await test.database.forControl((tx) => tx.rowsText(count('')));
    expect(found).toEqual([{ n: 0 }]);
    expect((await refusal(insertOf(table, OURS), (work) => test.database.forControl(work)))?.code).toBe('42501');
  });
});

describe('leaving the company of a unit of work', () => {
  it('ends with it: the next unit on the same connection sees its own company', async () => {
    const table = distributed[0] as Table;
    const seen: unknown[] = [];
    for (const company of [OURS, THEIRS, OURS]) seen.push(await test.database.forCompany(company, (tx) => tx.rowsText(`select company_id from ${table.name}`)));
    expect(seen).toEqual([[{ company_id: OURS }], [{ company_id: THEIRS }], [{ company_id: OURS }]]);
    expect(await test.database.forControl((tx) => tx.rowsText(`select company_id from ${table.name}`))).toEqual([]);
  });

  it('takes a company only in the form of an id', async () => {
    const unit = async () => test.database.forCompany(`${OURS}'; reset role; --`, () => Promise.resolve(1));
    await expect(unit()).rejects.toThrow(/uuid/);
  });

  it('the role can neither be put off nor row-level security switched off for the rest of the connection', async () => {
    expect((await refusal('set session authorization postgres'))?.code).toBe('42501');
    expect((await refusal(`alter table ${(distributed[0] as Table).name} disable row level security`))?.code).toBe('42501');
    const hidden = await refusal(`set local row_security = off; select * from ${(distributed[0] as Table).name}`);
    expect(hidden?.code).toBe('42501');
  });
});
