import pg from 'pg';
import { demoCompanies } from '../../ar/access/demo-companies.ts';
import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { allTables } from '../schema.ts';

/** Marks in the audit trail of each company of the demo. */
export const DEMO_BEGAN = 'demo.began';
export const DEMO_LOADED = 'demo.loaded';

export type DemoState = 'empty' | 'loaded' | 'unfinished' | 'other';

/** What a database holds: nothing, a whole demo, one whose load was cut off, or companies that are none of the demo. What else is there beside a demo is no
 *  matter: companies of one's own may come after it. */
export async function demoState(database: Database): Promise<DemoState> {
  const { companies, others } = await demoCompanies(database);
  if (companies.length === 0) return others ? 'other' : 'empty';
  return companies.every(({ demo }) => demo === 'ready') ? 'loaded' : 'unfinished';
}

export function demoRefused(): Refusal {
  return new Refusal(
    'demo.other_companies',
    'The demo is loaded into a folder of its own: this one has other companies, and nothing was changed. Name another folder: dunlin start --demo --data ./demo-data.',
  );
}

/** Held by whoever loads the demo, and by the process alone: gone with it, however it ends. */
const LOAD_LOCK = 727_205;
/** Taken by whatever may create a company (access/company-store.ts). */
const CONTROL_LOCK = 727_202;

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'dunlin demo' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs a load of the demo where none runs yet, in this process or another one. Refuses `demo.in_progress`. */
export async function asOnlyLoad<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${LOAD_LOCK}) as taken`);
    if (rows[0]?.taken !== true) throw new Refusal('demo.in_progress', 'Another process is loading the demo into this database. Wait until it has ended.');
    return work();
  });
}

/** Whether a process loads the demo into this database now. */
export async function isDemoLoading(database: Database): Promise<boolean> {
  const found = await database.forControl((tx) =>
    tx.rowsText(
      `select 1 from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${LOAD_LOCK} and objsubid = 1 and granted
       and database = (select oid from pg_database where datname = current_database())`,
    ),
  );
  return found.length > 0;
}

/** Takes a demo away whose load was cut off, so that it is loaded anew; every other company stays as it is. Done as the owner of the tables: nobody else may
 *  take rows of the books away. It can be cut off itself: what is left is still hidden, and taken away by the next try. */
export async function emptyUnfinishedDemo(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    if (!(await emptyEverything(client))) await emptyLeftovers(client);
  });
}

/** Where the unfinished demo is all there is, whole tables are emptied at once. False, and nothing done, where there are other companies. */
async function emptyEverything(client: pg.Client): Promise<boolean> {
  await client.query('begin');
  try {
    // No company can be made between the look and the emptying.
    await client.query(`select pg_advisory_xact_lock(${CONTROL_LOCK})`);
    const { rowCount: others } = await client.query("select 1 from company where demo is distinct from 'loading' limit 1");
    const alone = others === 0;
    if (alone) {
      await client.query(`truncate ${businessTables().join(', ')}`);
      await removeCompanies(client);
    }
    await client.query('commit');
    return alone;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function emptyLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>("select id from company where demo = 'loading'");
  const ids = rows.map(({ id }) => id);
  for (const table of await childrenFirst(client)) {
    const { rowCount } = await client.query(`delete from ${table} where company_id = any($1::uuid[])`, [ids]);
    // Without it every row of a table further up would look through the dead ones of this one.
    if ((rowCount ?? 0) > 0) await client.query(`vacuum ${table}`);
  }
  await removeCompanies(client);
}

/** The same day and seed give the same ids again, so what the firm's trail says of these companies goes too. */
async function removeCompanies(client: pg.Client): Promise<void> {
  await client.query("delete from firm_audit_event where subject_kind = 'company' and subject_id in (select id::text from company where demo = 'loading')");
  await client.query("delete from company where demo = 'loading'");
}

function businessTables(): string[] {
  return allTables.flatMap(({ name, placement }) => (placement === 'distributed' ? [name] : []));
}

/** Business tables, each before those that it refers to. */
async function childrenFirst(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ child: string; parent: string }>(
    "select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f' and conrelid <> confrelid",
  );
  const left = new Set(businessTables());
  const order: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((table) => !rows.some(({ child, parent }) => parent === table && left.has(child)));
    // A circle has no order: its tables go together, and the database says what stands in the way.
    const next = free.length > 0 ? free : [...left];
    for (const table of next) left.delete(table);
    order.push(...next);
  }
  return order;
}
