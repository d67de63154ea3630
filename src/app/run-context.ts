import type { Actor, Company, Ctx } from '../ar/access/context.ts';
import { dayInZone } from '../foundation/calendar/day.ts';
import type { Database } from '../foundation/db/database.ts';
import { idMaker, type NewId } from '../foundation/ids/id.ts';

/** Units of work of one company, each with the clock of its beginning. */
export type CompanyRunner = {
  readonly company: Company;
  readonly run: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;
  /** Reads only, and sees one state of the database however many statements it takes and whatever is posted meanwhile. */
  readonly read: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;
};

/** The machine's own command line: whoever may run it may do everything. */
export const OPERATOR: Actor = { kind: 'operator', id: 'cli' };

/** The one clock and the one source of ids of this process. */
export const clock = (): Date => new Date();
export const newId: NewId = idMaker(() => Date.now());

/** The edge at which time enters: `today` is the day of the company's time zone. */
export function companyRunner(database: Database, company: Company, actor: Actor): CompanyRunner {
  const run: CompanyRunner['run'] = (work) =>
    database.forCompany(company.id, (tx) => {
      const now = clock();
      return work({ tx, now, today: dayInZone(now, company.timeZone), company, actor, newId });
    });
  return {
    company,
    run,
    read: (work) =>
      run(async (ctx) => {
        await ctx.tx.runText('set transaction isolation level repeatable read, read only');
        return work(ctx);
      }),
  };
}
