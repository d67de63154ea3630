import type { Actor, Company, Ctx } from '../ar/access/context.ts';
import { dayInZone } from '../foundation/calendar/day.ts';
import type { Database } from '../foundation/db/database.ts';
import { idMaker, type NewId } from '../foundation/ids/id.ts';

/** One unit of work of one company after another, each with the clock of its beginning. */
export type CompanyRunner = { readonly company: Company; run<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> };

/** The machine's own command line: whoever may run it may do everything. */
export const OPERATOR: Actor = { kind: 'operator', id: 'cli' };

/** The one clock and the one source of ids of this process. */
export const clock = (): Date => new Date();
export const newId: NewId = idMaker(() => Date.now());

/** The edge at which time enters: `today` is the day of the company's time zone. */
export function companyRunner(database: Database, company: Company, actor: Actor): CompanyRunner {
  return {
    company,
    run: (work) =>
      database.forCompany(company.id, (tx) => {
        const now = clock();
        return work({ tx, now, today: dayInZone(now, company.timeZone), company, actor, newId });
      }),
  };
}
