import type { Database } from '../../foundation/db/database.ts';
import { readAllCompanies, saveDemoReady } from './company-store.ts';
import type { Company } from './context.ts';

/** Companies of the demo, also while nobody sees them yet, and whether there are others beside them. */
export async function demoCompanies(database: Database): Promise<{ readonly companies: readonly Company[]; readonly others: boolean }> {
  const all = await database.forControl(readAllCompanies);
  const companies = all.filter(({ demo }) => demo !== null);
  return { companies, others: companies.length < all.length };
}

/** From now on people and jobs see these companies of the demo: all of them, or none. */
export async function openDemoCompanies(database: Database, companyIds: readonly string[]): Promise<void> {
  await database.forControl((tx) => saveDemoReady(tx, companyIds));
}
