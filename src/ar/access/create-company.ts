import { dayInZone } from '../../foundation/calendar/day.ts';
import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { currency } from '../../foundation/money/currency.ts';
import { actorText, type Actor, type Company, type Ctx } from './context.ts';
import { ensureFirm, insertCompany, lockControl, readAllCompanies } from './company-store.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { recordAudit } from './record-audit.ts';
import { country, timeZone, zoneOfCountry } from './time-zones.ts';

export type NewCompany = {
  readonly name: string;
  /** Of the firm, where this is its first company; by default that of the company. */
  readonly firmName?: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA; by default the zone of the country's business centre. */
  readonly timeZone?: string;
  /** By default made from the name. */
  readonly slug?: string;
  readonly taxPoint?: Company['taxPoint'];
  /** A company of the demo, which nobody sees before `openDemoCompanies`. */
  readonly demo?: boolean;
};

/** What invoices are due by in a new company. */
export const STANDARD_TERMS = 'NET30';

export type CreateCompanyDeps = {
  readonly database: Database;
  readonly now: Date;
  readonly newId: NewId;
  readonly actor: Actor;
  /** Opens the company's books: later slices give what they need, run in order in the company's own unit of work. */
  readonly initialise: readonly ((ctx: Ctx) => Promise<void>)[];
};

const LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'o', å: 'a', œ: 'oe', ł: 'l', đ: 'd', þ: 'th' };

/** `Müller & Söhne GmbH` -> `mueller-soehne-gmbh`; at most 40 characters, never empty. */
export function slugOf(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[äöüßæøåœłđþ]/g, (c) => LETTERS[c] ?? c)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '');
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'company' : slug;
}

/** `base`, or `base-2`, `base-3`, … whatever is free. */
function freeSlug(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}

/** Creates a company, and the firm with its name when there is none, and opens its books: all in one unit of work.
 *  Refuses `currency.unknown`, `country.unknown`, `time_zone.unknown`, `company.name_invalid`, `company.slug_invalid`, `company.slug_taken`, and `company.name_taken` unless a slug tells the two apart. */
export async function createCompany(deps: CreateCompanyDeps, input: NewCompany): Promise<Company> {
  const name = input.name.trim();
  if (name === '' || name.length > 200) throw new Refusal('company.name_invalid', 'A company needs a name of 1 to 200 characters.');
  if (input.slug !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(input.slug)) {
    throw new Refusal('company.slug_invalid', `"${input.slug}" can't stand in an address; use lower-case letters, digits and single hyphens.`, {
      slug: input.slug,
    });
  }
  const base = currency(input.currency);
  const code = country(input.country);
  const zone = timeZone(input.timeZone ?? zoneOfCountry(code));
  const id = deps.newId();
  const firmId = deps.newId();
  return deps.database.forCompany(id, async (tx) => {
    await lockControl(tx);
    const firm = await ensureFirm(tx, { id: firmId, name: input.firmName?.trim() || name, now: deps.now });
    const others = await readAllCompanies(tx);
    const taken = new Set(others.map((other) => other.slug));
    if (input.slug !== undefined && taken.has(input.slug))
      throw new Refusal('company.slug_taken', `The slug ${input.slug} belongs to another company. Choose another.`, { slug: input.slug });
    if (input.slug === undefined && others.some((other) => other.firmId === firm.id && other.name.toLowerCase() === name.toLowerCase())) {
      throw new Refusal('company.name_taken', `There is a company named ${name} already. Use it, or give a slug that tells the two apart.`, { name });
    }
    const company: Company = {
      id,
      firmId: firm.id,
      name,
      slug: input.slug ?? freeSlug(slugOf(name), taken),
      baseCurrency: base,
      country: code,
      timeZone: zone,
      taxPoint: input.taxPoint ?? 'invoice',
      defaultTerms: STANDARD_TERMS,
      demo: input.demo === true ? 'loading' : null,
    };
    await insertCompany(tx, company, deps.now);
    const ctx: Ctx = { tx, now: deps.now, today: dayInZone(deps.now, zone), company, actor: deps.actor, newId: deps.newId };
    for (const open of deps.initialise) await open(ctx);
    const created = {
      action: 'company.created',
      subjectKind: 'company',
      subjectId: id,
      after: { name, slug: company.slug, currency: base, country: code, timeZone: zone },
    };
    await recordAudit(ctx, [created]);
    await recordFirmAudit(tx, { firmId: firm.id, actor: actorText(deps.actor), now: deps.now, newId: deps.newId }, created);
    return company;
  });
}
