import pg from 'pg';
import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { listAuditEvents } from '../../ar/access/list-audit-events.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import { companyRunner, OPERATOR } from '../run-context.ts';
import { allTables } from '../schema.ts';
import { DEMO_COMPANIES } from './demo-firm.ts';

/** Marks in the audit trail of each company of the demo. */
export const DEMO_BEGAN = 'demo.began';
export const DEMO_LOADED = 'demo.loaded';

export type DemoState = 'empty' | 'loaded' | 'unfinished' | 'other';

/** What a database holds: nothing, a whole demo, one whose load was cut off, or companies that are none of the demo. */
export async function demoState(database: Database): Promise<DemoState> {
  const companies = await listCompanies(database);
  if (companies.length === 0) return 'empty';
  let loaded = 0;
  for (const company of companies) {
    const { items } = await companyRunner(database, company, OPERATOR).run((ctx) => listAuditEvents(ctx, { limit: 10, subjectKind: 'demo' }));
    const marks = new Set(items.map(({ action }) => action));
    const isOfDemo = DEMO_COMPANIES.some(({ slug }) => slug === company.slug) && (marks.has(DEMO_BEGAN) || companies.length < DEMO_COMPANIES.length);
    if (!isOfDemo || !marks.has(DEMO_BEGAN)) return 'other';
    if (marks.has(DEMO_LOADED)) loaded++;
  }
  return loaded === DEMO_COMPANIES.length ? 'loaded' : 'unfinished';
}

export function demoRefused(): Refusal {
  return new Refusal(
    'demo.other_companies',
    'The demo is loaded into a folder of its own: this one has other companies, and nothing was changed. Name another folder: dunlin start --demo --data ./demo-data.',
  );
}

/** Takes a demo away whose load was cut off, so that it is loaded anew; only where nothing but that demo is there. Done as the owner of the tables: nobody
 *  else may take rows of the books away. Refuses `demo.has_users` once somebody works with it. */
export async function emptyUnfinishedDemo(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'dunlin demo' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from app_user limit 1');
    if (rowCount !== 0) {
      throw new Refusal(
        'demo.has_users',
        'The load of the demo was cut off, and somebody has signed up here since. Load it into another folder: dunlin start --demo --data ./demo-data.',
      );
    }
    const tables = allTables.map(({ name }) => name).join(', ');
    await client.query(`truncate ${tables}`);
  } finally {
    await client.end();
  }
}
