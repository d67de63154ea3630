import pg from 'pg';
import { addDays, daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { openDatabase, type Database } from '../../foundation/db/database.ts';
import { demoCompanies, openDemoCompanies } from '../../ar/access/demo-companies.ts';
import { recordAudit } from '../../ar/access/record-audit.ts';
import { sealAudit } from '../../ar/access/seal-audit.ts';
import { foldPositions } from '../../ar/receivables/fold-positions.ts';
import { takeSignals } from '../../ar/work/signals.ts';
import { DEMO_COMPANIES, type DemoCompany } from './demo-firm.ts';
import { asOnlyLoad, DEMO_LOADED, emptyUnfinishedDemo } from './demo-marks.ts';
import type { World } from './demo-world.ts';
import { liveOneDay } from './live-days.ts';
import { openWorld } from './open-world.ts';

/** `app`: the login that row-level security binds, with the role it takes where it is none of ours. `ownerUrl`: of the owner of the tables. */
export type DemoDeps = { readonly app: { readonly url: string; readonly role: string | undefined }; readonly ownerUrl: string };

export type DemoOptions = {
  /** The day on which the demo is looked at; its history ends on the business day before. */
  readonly anchor: Day;
  readonly seed?: number;
  readonly months?: number;
  /** Customers of each company; by default as many as it is described with. */
  readonly customers?: number;
  readonly companies?: readonly DemoCompany[];
  readonly onProgress?: (at: DemoProgress) => void;
  readonly stopped?: AbortSignal;
  /** Hears at the end how many database statements it took. */
  readonly onStatements?: (statements: number) => void;
};

/** `done` of `total` days of all companies together. */
export type DemoProgress = { readonly company: string; readonly on: Day; readonly done: number; readonly total: number };

export type LoadedCompany = {
  readonly name: string;
  readonly slug: string;
  readonly customers: number;
  readonly invoices: number;
  readonly lines: number;
  readonly reminders: number;
  readonly seconds: number;
  readonly tally: ReadonlyMap<string, number>;
};

export const DEMO_SEED = 7;
const DEMO_MONTHS = 24;

/** The demo that is soon there: everything happens in it, on fewer desks. */
export const SMALL_DEMO = { months: 4, customers: 24 } as const;

/** Days after which the tables have grown so much that the database should look at them again; by itself it does so within a minute, which here is a year. */
const GROWN_AFTER_DAYS = [5, 15, 40, 90, 180, 360];

/** Loads the firm of the demo by living through its days with the commands of the program: invoices, bank files, cash application, reminders, and people who
 *  decide where one is needed. The same anchor and seed give the same books. The companies are lived through side by side, and seen by nobody before all of
 *  them are loaded. What a load that was cut off left is taken away first. Refuses `demo.in_progress`. */
export async function loadDemo(deps: DemoDeps, options: DemoOptions): Promise<LoadedCompany[]> {
  return asOnlyLoad(deps.ownerUrl, () => loadAlone(deps, options));
}

async function loadAlone(deps: DemoDeps, options: DemoOptions): Promise<LoadedCompany[]> {
  const { url, role } = deps.app;
  // A load that is cut off is begun anew, so its units of work need not be on the disk one by one.
  const database = openDatabase({ url, lazyCommit: true, keepStatements: true, maxConnections: 6, ...(role === undefined ? {} : { role }) });
  try {
    if ((await demoCompanies(database)).companies.some(({ demo }) => demo === 'loading')) await emptyUnfinishedDemo(deps.ownerUrl);
    const loaded = await loadInto(database, deps, options);
    options.onStatements?.(database.count.statements);
    return loaded;
  } finally {
    await database.close();
  }
}

async function loadInto(database: Database, deps: DemoDeps, options: DemoOptions): Promise<LoadedCompany[]> {
  const companies = options.companies ?? DEMO_COMPANIES;
  const statistics = statisticsOf(deps.ownerUrl);
  const months = options.months ?? DEMO_MONTHS;
  const done = new Map<string, number>();
  const worlds: World[] = [];
  // One after another, so that the firm is made once.
  for (const spec of companies) {
    worlds.push(
      await openWorld(database, spec, { anchor: options.anchor, seed: options.seed ?? DEMO_SEED, months, customers: options.customers ?? spec.customers }),
    );
  }
  const total = worlds.reduce((sum, world) => sum + daysBetween(world.firstOn, world.lastOn) + 1, 0);
  const loaded = await Promise.all(
    worlds.map(async (world, index) => {
      const seconds = await liveThrough(world, {
        stopped: options.stopped,
        onDay: async (on) => {
          done.set(world.spec.slug, daysBetween(world.firstOn, on) + 1);
          const days = [...done.values()].reduce((sum, count) => sum + count, 0);
          options.onProgress?.({ company: world.spec.name, on, done: days, total });
          if (index === 0 && GROWN_AFTER_DAYS.includes(daysBetween(world.firstOn, on))) await statistics();
        },
      });
      return summaryOf(world, seconds);
    }),
  );
  await openDemoCompanies(
    database,
    worlds.map(({ company }) => company.id),
  );
  return loaded;
}

async function liveThrough(world: World, options: { readonly stopped: AbortSignal | undefined; readonly onDay: (on: Day) => Promise<void> }): Promise<number> {
  const began = process.hrtime.bigint();
  for (let on = world.firstOn; on <= world.lastOn; on = addDays(on, 1)) {
    options.stopped?.throwIfAborted();
    await liveOneDay(world, on);
    await options.onDay(on);
  }
  // The bank's files were heard on their day.
  await world.run(takeSignals);
  await world.run(foldPositions);
  await world.run((ctx) => recordAudit(ctx, [{ action: DEMO_LOADED, subjectKind: 'demo', subjectId: ctx.company.id, after: { through: world.lastOn } }]));
  await world.run((ctx) => sealAudit(ctx, 'all'));
  return Number(process.hrtime.bigint() - began) / 1e9;
}

function summaryOf(world: World, seconds: number): LoadedCompany {
  const of = (what: string): number => world.tally.get(what) ?? 0;
  return {
    name: world.spec.name,
    slug: world.spec.slug,
    customers: world.parties.length,
    invoices: of('invoices'),
    lines: of('lines'),
    reminders: of('mails') + of('letters'),
    seconds: Math.round(seconds * 10) / 10,
    tally: world.tally,
  };
}

/** Lets the database look at its tables, as their owner: the application may not. */
function statisticsOf(ownerUrl: string): () => Promise<void> {
  return async () => {
    const client = new pg.Client({ connectionString: ownerUrl, application_name: 'dunlin demo' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('analyze');
    } finally {
      await client.end();
    }
  };
}
