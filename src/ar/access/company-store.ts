import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Company } from './context.ts';
import type { Profile } from './roles.ts';
import { companyTable, firmTable } from './tables.ts';

/** What reading needs of a unit of work; a pool can give it too, for one statement on control tables. */
export type Reader = Pick<Tx, 'rowsText'>;

type CompanyRow = Row<typeof companyTable>;

export function companyOf(row: CompanyRow): Company {
  return {
    id: row.id,
    firmId: row.firm_id,
    name: row.name,
    slug: row.slug,
    baseCurrency: row.base_currency as Currency,
    country: row.country,
    timeZone: row.time_zone,
    taxPoint: row.tax_point as Company['taxPoint'],
    defaultTerms: row.default_terms,
    demo: row.demo as Company['demo'],
  };
}

/** Every company that is there, also those of a demo that is still being loaded: to keep names and slugs apart, and to know how the demo stands. */
export async function readAllCompanies(tx: Reader): Promise<Company[]> {
  return (await tx.rowsText<CompanyRow>('select * from company order by lower(name), id')).map(companyOf);
}

/** Companies by name. One of the demo that is still being loaded lives in another time: neither people nor jobs may meet it. */
export async function readCompanies(tx: Reader, firmId?: string): Promise<Company[]> {
  const rows = await tx.rowsText<CompanyRow>(
    "select * from company where ($1::uuid is null or firm_id = $1) and demo is distinct from 'loading' order by lower(name), id",
    [firmId ?? null],
  );
  return rows.map(companyOf);
}

export type CompanyWithProfile = { readonly company: Company; readonly profile: Profile };

/** By id or slug, inside a firm. */
export async function readCompanyWithProfile(tx: Reader, firmId: string, reference: string): Promise<CompanyWithProfile | undefined> {
  const rows = await tx.rowsText<CompanyRow & { profile: Profile }>(
    "select c.*, coalesce(p.profile, 'small') as profile from company c left join control_profile p on p.company_id = c.id where c.firm_id = $1 and (c.slug = $2 or c.id::text = $2) and c.demo is distinct from 'loading'",
    [firmId, reference],
  );
  const row = rows[0];
  return row && { company: companyOf(row), profile: row.profile };
}

export async function readProfiles(tx: Reader, firmId: string): Promise<Map<string, Profile>> {
  const rows = await tx.rowsText<{ company_id: string; profile: Profile }>(
    'select p.company_id, p.profile from control_profile p join company c on c.id = p.company_id where c.firm_id = $1',
    [firmId],
  );
  return new Map(rows.map((row) => [row.company_id, row.profile]));
}

/** The one firm of this installation; undefined before the first company or owner. */
export async function readFirm(tx: Reader): Promise<{ id: string; name: string } | undefined> {
  const rows = await tx.rowsText<{ id: string; name: string }>('select id, name from firm order by created_at, id limit 1');
  return rows[0];
}

/** Serialises whatever may create the firm, its first user or a company, until the unit of work ends. */
export async function lockControl(tx: Tx): Promise<void> {
  await tx.runText('select pg_advisory_xact_lock(727202)');
}

/** Under `lockControl`: the firm, made with this name when there is none. */
export async function ensureFirm(tx: Tx, fresh: { id: string; name: string; now: Date }): Promise<{ id: string; name: string }> {
  const known = await readFirm(tx);
  if (known) return known;
  await insertRows(tx, firmTable, [{ id: fresh.id, name: fresh.name, created_at: fresh.now }]);
  return { id: fresh.id, name: fresh.name };
}

export async function saveFirmName(tx: Tx, firmId: string, name: string): Promise<void> {
  await tx.runText('update firm set name = $2 where id = $1', [firmId, name]);
}

export async function insertCompany(tx: Tx, company: Company, now: Date): Promise<void> {
  await insertRows(tx, companyTable, [
    {
      id: company.id,
      firm_id: company.firmId,
      name: company.name,
      slug: company.slug,
      base_currency: company.baseCurrency,
      country: company.country,
      time_zone: company.timeZone,
      tax_point: company.taxPoint,
      created_at: now,
      demo: company.demo,
      default_terms: company.defaultTerms,
    },
  ]);
}

/** Saves what may change about a company. */
export async function saveCompany(tx: Tx, company: Company): Promise<void> {
  await tx.runText('update company set name = $2, country = $3, time_zone = $4, tax_point = $5, default_terms = $6 where id = $1', [
    company.id,
    company.name,
    company.country,
    company.timeZone,
    company.taxPoint,
    company.defaultTerms,
  ]);
}

/** Shows the companies of a demo that has been loaded to its end, all at once. */
export async function saveDemoReady(tx: Tx, companyIds: readonly string[]): Promise<void> {
  await tx.runText("update company set demo = 'ready' where id = any($1::uuid[]) and demo = 'loading'", [companyIds]);
}

export async function saveProfile(tx: Tx, row: { companyId: string; profile: Profile; by: string; now: Date }): Promise<void> {
  await tx.runText(
    `insert into control_profile (company_id, profile, changed_by, changed_at) values ($1, $2, $3, $4)
     on conflict (company_id) do update set profile = excluded.profile, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [row.companyId, row.profile, row.by, row.now],
  );
}
