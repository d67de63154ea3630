import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTables } from '../../src/app/schema.ts';
import { APP_ROLE } from '../../src/foundation/db/migrate.ts';
import type { Table } from '../../src/foundation/db/table.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

/** What the catalog calls the types of our definitions. */
const CATALOG_TYPES: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  text: 'text',
  bigint: 'bigint',
  int: 'integer',
  double: 'double precision',
  boolean: 'boolean',
  date: 'date',
  timestamptz: 'timestamp with time zone',
  numeric: 'numeric',
  jsonb: 'jsonb',
  bytea: 'bytea',
  'text[]': 'text[]',
};

const distributed = allTables.filter((table) => table.placement === 'distributed');
const placementOf = new Map(allTables.map((table) => [table.name, table.placement]));

let test: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  test = await testDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await test.close();
});

async function rows<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await owner.query<R>(text, values)).rows;
}

type Column = { table: string; name: string; type: string; nullable: boolean; pos: number; identity: string; fallback: string | null };

async function columns(): Promise<Column[]> {
  return rows<Column>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable, a.attnum::int as pos,
           a.attidentity::text || a.attgenerated::text as identity, pg_get_expr(d.adbin, d.adrelid) as fallback
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`);
}

type Key = { name: string; table: string; kind: string; columns: string[]; target: string | null; target_columns: string[] | null; on_delete: string };

async function keys(): Promise<Key[]> {
  return rows<Key>(`
    select con.conname as name, c.relname as table, con.contype::text as kind, con.confdeltype::text as on_delete, f.relname as target,
           array(select a.attname::text from unnest(con.conkey) with ordinality k (num, ord) join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.num order by k.ord) as columns,
           case when con.contype = 'f' then
             array(select a.attname::text from unnest(con.confkey) with ordinality k (num, ord) join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.num order by k.ord)
           end as target_columns
    from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_namespace n on n.oid = c.relnamespace left join pg_class f on f.oid = con.confrelid
    where n.nspname = 'public' and con.contype in ('p', 'u', 'f')
    order by 2, 1`);
}

describe('table definitions and the migrated database', () => {
  it('name the same tables', async () => {
    const found = new Set((await columns()).map((column) => column.table));
    found.delete('schema_migration');
    expect([...found].toSorted(), 'Define each table of the migrations in the tables.ts of its slice and list it in src/app/schema.ts.').toEqual(
      allTables.map((table) => table.name).toSorted(),
    );
  });

  it('name the same columns with the same types and nullability', async () => {
    const found = await columns();
    const differing = allTables.flatMap((table) => {
      const actual = found
        .filter((column) => column.table === table.name)
        .map((column) => `${table.name}.${column.name} ${column.type}${column.nullable ? ' null' : ''}`);
      const defined = Object.entries(table.columns).map(
        ([name, type]) => `${table.name}.${name} ${CATALOG_TYPES[type.replace('?', '')]}${type.endsWith('?') ? ' null' : ''}`,
      );
      return [
        ...actual.filter((line) => !defined.includes(line)).map((line) => `only in the database: ${line}`),
        ...defined.filter((line) => !actual.includes(line)).map((line) => `only in tables.ts: ${line}`),
      ];
    });
    expect(differing, 'Correct tables.ts, or add a migration.').toEqual([]);
  });

  it('update grants name columns that exist', () => {
    const wrong = allTables.flatMap((table) =>
      table.writes.update === 'all' ? [] : table.writes.update.filter((name) => !(name in table.columns)).map((name) => `${table.name}.${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('a schema that can be distributed by company', () => {
  it('every business table begins with company_id uuid not null', async () => {
    const found = await columns();
    const wrong = distributed.filter((table) => {
      const first = found.filter((column) => column.table === table.name)[0];
      return first?.name !== 'company_id' || first.type !== 'uuid' || first.nullable;
    });
    expect(
      wrong.map((table) => table.name),
      'Make company_id the first column, or place the table as reference or local in its definition.',
    ).toEqual([]);
  });

  it('every business table has a primary key that company_id leads', async () => {
    const found = await keys();
    const wrong = distributed.filter((table) => found.find((key) => key.table === table.name && key.kind === 'p')?.columns[0] !== 'company_id');
    expect(
      wrong.map((table) => table.name),
      'primary key (company_id, ...).',
    ).toEqual([]);
  });

  it('every unique index of a business table begins with company_id', async () => {
    const found = await rows<{ table: string; index: string; first: string }>(`
      select c.relname as table, i.relname as index, a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
      where n.nspname = 'public' and x.indisunique`);
    expect(found.length).toBeGreaterThan(distributed.length - 1);
    const wrong = found.filter((index) => placementOf.get(index.table) === 'distributed' && index.first !== 'company_id');
    expect(
      wrong.map((index) => `${index.table}: ${index.index}`),
      'unique (company_id, ...).',
    ).toEqual([]);
  });

  it('foreign keys of business tables carry company_id to company_id and stay among business and reference tables', async () => {
    const wrong = (await keys()).filter((key) => {
      if (key.kind !== 'f' || placementOf.get(key.table) !== 'distributed') return false;
      const target = placementOf.get(key.target ?? '');
      if (target === 'reference') return key.columns.includes('company_id');
      return target !== 'distributed' || key.columns[0] !== 'company_id' || key.target_columns?.[0] !== 'company_id';
    });
    expect(
      wrong.map((key) => `${key.table}: ${key.name}`),
      'foreign key (company_id, x) references t (company_id, id); a business table refers to no local table.',
    ).toEqual([]);
  });

  it('local tables refer to no business table', async () => {
    const wrong = (await keys()).filter(
      (key) => key.kind === 'f' && placementOf.get(key.table) !== 'distributed' && placementOf.get(key.target ?? '') === 'distributed',
    );
    expect(wrong.map((key) => `${key.table}: ${key.name}`)).toEqual([]);
  });

  it('no key that contains company_id is set null on delete', async () => {
    const wrong = (await keys()).filter((key) => key.kind === 'f' && ['n', 'd'].includes(key.on_delete) && key.columns.includes('company_id'));
    expect(
      wrong.map((key) => `${key.table}: ${key.name}`),
      'It would set company_id null too. Delete in the command.',
    ).toEqual([]);
  });

  it('no column counts by itself, and no default calls a function', async () => {
    const wrong = (await columns()).filter((column) => column.table !== 'schema_migration' && (column.identity !== '' || /\(/.test(column.fallback ?? '')));
    expect(
      wrong.map((column) => `${column.table}.${column.name} ${column.fallback ?? 'identity'}`),
      'Ids, days and instants come from ctx (newId, today, now).',
    ).toEqual([]);
  });
});

describe('the role of the application', () => {
  it('is no superuser, bypasses nothing, and owns and may become nothing', async () => {
    const [role] = await rows<Record<string, boolean>>(
      'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1',
      [APP_ROLE],
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false });
    const owned = await rows<{ relname: string }>(
      "select relname from pg_class c where relnamespace = 'public'::regnamespace and pg_has_role($1, relowner, 'MEMBER')",
      [APP_ROLE],
    );
    expect(owned).toEqual([]);
    const [schema] = await rows<{ create: boolean }>("select has_schema_privilege($1, 'public', 'CREATE') as create", [APP_ROLE]);
    expect(schema?.create).toBe(false);
  });

  it('is the one that connections of the application take', async () => {
    const found = await test.database.forControl((tx) => tx.rowsText<{ role: string }>('select current_user::text as role'));
    const [member] = await rows<{ same: boolean }>('select pg_has_role($1, $2, $3) as same', [found[0]?.role, APP_ROLE, 'MEMBER']);
    expect(member?.same).toBe(true);
    const [login] = await rows<{ free: boolean }>('select rolsuper or rolbypassrls as free from pg_roles where rolname = $1', [found[0]?.role]);
    expect(login?.free).toBe(false);
  });

  it('is held to its company by row-level security on every business table', async () => {
    const secured = await rows<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity");
    expect(secured.map(({ name }) => name).toSorted()).toEqual(distributed.map((table) => table.name).toSorted());
    const policies = await rows<{ name: string; command: string; roles: string; visible: string; writable: string; permissive: string }>(
      "select tablename as name, cmd as command, roles::text as roles, qual as visible, with_check as writable, permissive from pg_policies where schemaname = 'public'",
    );
    expect(policies.map(({ name }) => name).toSorted(), 'Exactly one policy a table: a second one would widen the first.').toEqual(
      distributed.map((table) => table.name).toSorted(),
    );
    for (const policy of policies) {
      expect(policy, policy.name).toMatchObject({ command: 'ALL', roles: `{${APP_ROLE}}`, permissive: 'PERMISSIVE', writable: policy.visible });
      expect(policy.visible, policy.name).toMatch(/^\(company_id = \(NULLIF\(current_setting\('app.company'::text, true\), ''::text\)\)::uuid\)$/);
    }
  });

  it.each(allTables.map((table) => [table.name, table] as const))('may do with %s what its definition says and no more', async (_name, table: Table) => {
    const names = Object.keys(table.columns);
    const [found] = await rows<Record<string, boolean> & { updatable: string[] }>(
      `select ${['SELECT', 'INSERT', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'].map((privilege) => `has_table_privilege($1, $2, '${privilege}') as ${privilege.toLowerCase()}`).join(', ')},
              array(select c from unnest($3::text[]) c where has_column_privilege($1, $2, c, 'UPDATE')) as updatable`,
      [APP_ROLE, table.name, names],
    );
    expect(found).toEqual({
      select: true,
      insert: table.writes.insert,
      delete: table.writes.delete,
      truncate: false,
      references: false,
      trigger: false,
      updatable: table.writes.update === 'all' ? names : names.filter((name) => table.writes.update.includes(name)),
    });
  });
});
