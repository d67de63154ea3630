import type { Database } from '../../foundation/db/database.ts';
import { readCompanies } from './company-store.ts';
import type { Company } from './context.ts';
import { seesCompany, type Principal } from './principal.ts';

/** Companies by name; of a principal only those in which it has a role or a key. Without one: all (the machine's own command line and jobs). */
export async function listCompanies(database: Database, principal?: Principal): Promise<Company[]> {
  const companies = await database.forControl((tx) => readCompanies(tx, principal?.firmId));
  return principal ? companies.filter((company) => seesCompany(principal, company.id)) : companies;
}
