import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { readCompanies } from './company-store.ts';
import type { Company } from './context.ts';

const MAX_LISTED = 20;

function listed(companies: readonly Company[]): string {
  const names = companies.slice(0, MAX_LISTED).map((company) => `${company.name} (${company.slug})`);
  return companies.length > MAX_LISTED ? `${names.join(', ')} and ${companies.length - MAX_LISTED} more` : names.join(', ');
}

/** The company that a person means by its id, its slug, or its name in any case; for the command line, where everything may be seen.
 *  Refuses `company.not_found` (naming what exists) and `company.ambiguous`. */
export async function findCompany(database: Database, reference: string): Promise<Company> {
  const companies = await database.forControl((tx) => readCompanies(tx));
  const exact = companies.find((company) => company.id === reference.toLowerCase() || company.slug === reference);
  if (exact) return exact;
  const named = companies.filter((company) => company.name.toLowerCase() === reference.trim().toLowerCase());
  if (named.length === 1 && named[0]) return named[0];
  if (named.length > 1) {
    throw new Refusal('company.ambiguous', `${named.length} companies are named ${reference}: ${listed(named)}. Use the slug.`, { reference });
  }
  if (companies.length === 0)
    throw new Refusal('company.not_found', 'There is no company yet. Create one: dunlin company create NAME --currency EUR --country DE.', { reference });
  throw new Refusal('company.not_found', `There is no company "${reference}". There are: ${listed(companies)}.`, { reference });
}
