import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Company, type Ctx } from './context.ts';
import { lockControl, readAllCompanies, saveCompany } from './company-store.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { recordAudit } from './record-audit.ts';
import { country, timeZone } from './time-zones.ts';

/** What is asked to be different; absent stays as it is. */
export type CompanyChange = {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly taxPoint?: Company['taxPoint'] | undefined;
  readonly defaultTerms?: string | undefined;
};

/** What later slices know and access does not; who wires the slices hands it in. */
export type UpdateCompanyDeps = {
  /** The code of terms as it is kept. Refuses `terms.unknown`. */
  readonly termsCode: (text: string) => string;
  readonly booksBegun: (ctx: Ctx) => Promise<boolean>;
};

const KEPT = ['name', 'timeZone', 'country', 'taxPoint', 'defaultTerms'] as const;

function chosen(company: Company): Pick<Company, (typeof KEPT)[number]> {
  const { name, timeZone: zone, country: code, taxPoint, defaultTerms } = company;
  return { name, timeZone: zone, country: code, taxPoint, defaultTerms };
}

/** Changes a company and answers it as it is then. The country and the tax point hold for everything that was posted, so they are fixed from the first
 *  posting on. Refuses `company.books_begun`, `company.name_invalid`, `company.name_taken`, `country.unknown`, `time_zone.unknown`, `terms.unknown`. */
export async function updateCompany(ctx: Ctx, deps: UpdateCompanyDeps, change: CompanyChange): Promise<Company> {
  await lockControl(ctx.tx);
  const others = await readAllCompanies(ctx.tx);
  const before = others.find(({ id }) => id === ctx.company.id) ?? ctx.company;
  const after: Company = {
    ...before,
    name: change.name?.trim() ?? before.name,
    timeZone: change.timeZone === undefined ? before.timeZone : timeZone(change.timeZone),
    country: change.country === undefined ? before.country : country(change.country),
    taxPoint: change.taxPoint ?? before.taxPoint,
    defaultTerms: change.defaultTerms === undefined ? before.defaultTerms : deps.termsCode(change.defaultTerms),
  };
  const differing = KEPT.filter((key) => after[key] !== before[key]);
  if (differing.length === 0) return before;
  if (after.name === '' || after.name.length > 200) throw new Refusal('company.name_invalid', 'A company needs a name of 1 to 200 characters.');
  const named = others.some(({ id, firmId, name }) => id !== before.id && firmId === before.firmId && name.toLowerCase() === after.name.toLowerCase());
  if (differing.includes('name') && named) {
    throw new Refusal('company.name_taken', `There is a company named ${after.name} already. Choose a name that tells the two apart.`, { name: after.name });
  }
  const fixed = differing.filter((key) => key === 'country' || key === 'taxPoint');
  if (fixed.length > 0 && (await deps.booksBegun(ctx))) {
    throw new Refusal(
      'company.books_begun',
      'The country and the tax point hold for everything in the books, and this company has postings already. Create another company for what shall be different.',
      { fixed: fixed.join(', ') },
    );
  }
  await saveCompany(ctx.tx, after);
  const changed = { action: 'company.changed', subjectKind: 'company', subjectId: before.id, before: chosen(before), after: chosen(after) };
  await recordAudit(ctx, [changed]);
  await recordFirmAudit(ctx.tx, { firmId: before.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId }, changed);
  return after;
}
