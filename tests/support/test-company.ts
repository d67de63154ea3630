import { day, type Day } from '../../src/foundation/calendar/day.ts';
import { insertRows } from '../../src/foundation/db/insert-rows.ts';
import { idMaker, type NewId } from '../../src/foundation/ids/id.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { companyTable, firmTable } from '../../src/ar/access/tables.ts';
import { initialiseCompany } from '../../src/app/initialise-company.ts';
import type { TestDatabase } from './test-database.ts';

/** A company with a clock of its own: `at(day, time)` moves it (UTC, 09:00 where none is given), `run` is one unit of work. */
export type TestCompany = {
  readonly company: Company;
  readonly newId: NewId;
  readonly at: (on: string, time?: string) => void;
  readonly run: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;
};

let made = 0;

export async function testCompany(
  test: TestDatabase,
  options: { base?: string; country?: string; taxPoint?: 'invoice' | 'receipt'; today?: string; newId?: NewId } = {},
): Promise<TestCompany> {
  let today: Day = day(options.today ?? '2026-03-02');
  const newId = options.newId ?? idMaker(() => Date.now());
  const company: Company = {
    id: newId(),
    firmId: newId(),
    name: `Test Company ${++made}`,
    slug: `test-company-${made}-${process.pid}`,
    baseCurrency: currency(options.base ?? 'EUR'),
    country: options.country ?? 'DE',
    timeZone: 'Europe/Berlin',
    taxPoint: options.taxPoint ?? 'invoice',
    defaultTerms: 'NET30',
    demo: null,
  };
  let time = '09:00';
  const now = () => new Date(`${today}T${time}:00Z`);
  await test.database.forControl(async (tx) => {
    await insertRows(tx, firmTable, [{ id: company.firmId, name: 'Test Firm', created_at: now() }]);
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
        created_at: now(),
        demo: company.demo,
        default_terms: company.defaultTerms,
      },
    ]);
  });
  const run = <T>(work: (ctx: Ctx) => Promise<T>): Promise<T> =>
    test.database.forCompany(company.id, (tx) => work({ tx, now: now(), today, company, actor: { kind: 'operator', id: 'test' }, newId }));
  await run(async (ctx) => {
    for (const initialise of initialiseCompany) await initialise(ctx);
  });
  return {
    company,
    newId,
    at: (on, at = '09:00') => {
      today = day(on);
      time = at;
    },
    run,
  };
}
