import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import type { Company } from '../../ar/access/context.ts';
import { createCompany } from '../../ar/access/create-company.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import { verifyAudit } from '../../ar/access/verify-audit.ts';
import { promisesOf } from '../../ar/collections/list-promises.ts';
import { stateOf } from '../../ar/collections/record-promise.ts';
import { verifyCompany } from '../../ar/insight/verify/verify-company.ts';
import { day } from '../../foundation/calendar/day.ts';
import { instantAt } from '../../foundation/calendar/time-zone.ts';
import type { Query } from '../../foundation/db/tx.ts';
import { idMaker } from '../../foundation/ids/id.ts';
import { demoState } from './demo-marks.ts';
import { initialiseCompany } from '../initialise-company.ts';
import { loadDemo, type DemoOptions, type LoadedCompany } from './load-demo.ts';

const ANCHOR = day('2026-06-10');
const SMALL = { anchor: ANCHOR, months: 5, customers: 20 } as const;

function load(db: TestDatabase, options: DemoOptions): Promise<LoadedCompany[]> {
  return loadDemo({ app: { url: db.appUrl, role: undefined }, ownerUrl: db.ownerUrl }, options);
}

/** A look at a company on the day of the demo. */
async function on<T>(db: TestDatabase, company: Company, work: Parameters<typeof db.database.forCompany<T>>[1]): Promise<T> {
  return db.database.forCompany(company.id, work);
}

async function digestOf(db: TestDatabase): Promise<string> {
  const hash = createHash('sha256');
  for (const company of await listCompanies(db.database)) {
    const rows = await on(db, company, (tx) =>
      tx.rows(sql<{ line: string }>`
        select concat_ws('|', e.id, e.posted_on, e.value_on, e.cause_kind, e.cause_id, l.pos, l.account, l.currency, l.minor, l.base_minor, l.receivable_id, l.credit_id) as line
        from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.id where e.company_id = ${company.id} order by e.id, l.pos`),
    );
    for (const { line } of rows) hash.update(line);
  }
  return hash.digest('hex');
}

describe('the demo', { timeout: 300_000 }, () => {
  let db: TestDatabase;
  let loaded: LoadedCompany[];
  let companies: Company[];
  beforeAll(async () => {
    db = await testDatabase();
    loaded = await load(db, SMALL);
    companies = await listCompanies(db.database);
  }, 300_000);
  afterAll(() => db.close());

  const total = (what: string): number => loaded.reduce((sum, { tally }) => sum + (tally.get(what) ?? 0), 0);

  async function counted(query: (company: Company) => Query<{ what: string; count: number }>): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const company of companies) {
      for (const { what, count } of await on(db, company, (tx) => tx.rows(query(company)))) counts[what] = (counts[what] ?? 0) + count;
    }
    return counts;
  }

  it('is one firm with three companies whose books and audit trails hold', async () => {
    expect(companies.map(({ slug }) => slug).toSorted()).toEqual(['papierkranich', 'teapot-thimble', 'two-moose']);
    expect(new Set(companies.map(({ firmId }) => firmId)).size).toBe(1);
    expect(await demoState(db.database)).toBe('loaded');
    for (const company of companies) {
      const ctx = {
        now: instantAt(ANCHOR, 600, company.timeZone),
        today: ANCHOR,
        company,
        actor: { kind: 'operator', id: 'test' } as const,
        newId: idMaker(() => Date.parse(ANCHOR)),
      };
      const checks = await on(db, company, (tx) => verifyCompany({ ...ctx, tx }));
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      const trail = await on(db, company, (tx) => verifyAudit({ ...ctx, tx }));
      expect(trail).toMatchObject({ ok: true, unsealedTail: 0 });
    }
  });

  it('is the same again for the same day and seed, and another one for another seed', async () => {
    const [again, other] = [await testDatabase(), await testDatabase()];
    try {
      await load(again, SMALL);
      await load(other, { ...SMALL, seed: 8, months: 2 });
      expect(await digestOf(again)).toBe(await digestOf(db));
      expect(await digestOf(other)).not.toBe(await digestOf(db));
    } finally {
      await again.close();
      await other.close();
    }
  });

  it('has payers of every kind, and things that go wrong', () => {
    const wanted = [
      'paid plain',
      'paid unnamed',
      'paid short',
      'paid over',
      'paid debit',
      'paid part',
      'paid twice',
      'noise',
      'mail back: promise',
      'promises',
      'disputes',
      'credit notes',
      'insolvent',
      'confirmed',
      'corrected',
      'batches released',
      'months closed',
      'mails',
    ];
    expect(wanted.filter((what) => total(what) === 0)).toEqual([]);
  });

  it('leaves something of everything on the desks', async () => {
    const lines = await counted((company) => sql`select state as what, count(*)::int as count from bank_line where company_id = ${company.id} group by 1`);
    expect(lines).toMatchObject({ applied: expect.any(Number), open: expect.any(Number), set_aside: expect.any(Number) });
    const messages = await counted((company) => sql`select state as what, count(*)::int as count from message where company_id = ${company.id} group by 1`);
    expect(messages).toMatchObject({ sent: expect.any(Number), waiting: expect.any(Number) });
    const approvals = await counted(
      (company) => sql`select operation || ' ' || state as what, count(*)::int as count from approval where company_id = ${company.id} group by 1`,
    );
    expect(approvals).toMatchObject({ 'releaseReminders waiting': 1, 'releaseReminders granted': expect.any(Number) });
    const reminders = await counted(
      (company) => sql`select lane || ' ' || state as what, count(*)::int as count from reminder where company_id = ${company.id} group by 1`,
    );
    expect(reminders).toMatchObject({ 'live sent': expect.any(Number), 'live waiting': expect.any(Number), 'shadow shadow': expect.any(Number) });
    const inbox = await counted(
      (company) => sql`select kind || ' ' || state as what, count(*)::int as count from inbound_message where company_id = ${company.id} group by 1`,
    );
    expect(inbox).toMatchObject({ 'reply unread': expect.any(Number), 'reply done': expect.any(Number) });
    const holds = await counted(
      (company) =>
        sql`select kind as what, count(*)::int as count from hold where company_id = ${company.id} and released_at is null and coalesce(until_on >= ${ANCHOR}, true) group by 1`,
    );
    expect(holds).toMatchObject({ dispute: expect.any(Number), promise: expect.any(Number), legal: expect.any(Number), unread_reply: expect.any(Number) });
    const modes = await counted(
      (company) => sql`select automation || ' ' || mode as what, count(*)::int as count from automation_mode where company_id = ${company.id} group by 1`,
    );
    expect(modes).toMatchObject({ 'dunning:standard auto': 1, 'dunning:standard approve': 1, 'dunning:standard shadow': 1, 'dunning:gentle shadow': 2 });
  });

  it('has promises that were kept and broken, and some that fall due this week', async () => {
    const states = new Map<string, number>();
    for (const company of companies) {
      await on(db, company, async (tx) => {
        const ctx = {
          tx,
          now: instantAt(ANCHOR, 600, company.timeZone),
          today: ANCHOR,
          company,
          actor: { kind: 'operator', id: 'test' } as const,
          newId: () => '',
        };
        for await (const promise of promisesOf(ctx, { from: day('2025-01-01'), to: day('2027-01-01') }, null)) {
          const state = stateOf(ctx, promise);
          states.set(state, (states.get(state) ?? 0) + 1);
        }
      });
    }
    expect(states.get('open')).toBeGreaterThan(0);
    expect(states.get('kept')).toBeGreaterThan(0);
    expect((states.get('broken') ?? 0) + (states.get('partly_kept') ?? 0)).toBeGreaterThan(0);
  });

  it('has no mail account, and nothing lies in the future of its day', async () => {
    for (const company of companies) {
      const [row] = await on(db, company, (tx) =>
        tx.rows(sql<{ channels: number; last: Date; invoiced: string; closed: string | null }>`
          select (select count(*)::int from message_channel where company_id = ${company.id}) as channels,
            (select max(at) from audit_event where company_id = ${company.id}) as last,
            (select max(issued_on)::text from document where company_id = ${company.id}) as invoiced,
            (select closed_through::text from ledger_book where company_id = ${company.id}) as closed`),
      );
      expect(row?.channels).toBe(0);
      expect(row?.last.getTime()).toBeLessThan(Date.parse(`${ANCHOR}T00:00:00+02:00`));
      expect(row?.invoiced && row.invoiced < ANCHOR).toBe(true);
      expect(row?.closed).toBe('2026-04-30');
    }
  });
});

describe('a demo that was cut off', { timeout: 120_000 }, () => {
  it('is known as unfinished, taken away, and loaded anew', async () => {
    const db = await testDatabase();
    try {
      const stop = new AbortController();
      const cut = load(db, { ...SMALL, months: 1, stopped: stop.signal, onProgress: ({ done }) => void (done > 20 && stop.abort()) });
      await expect(cut).rejects.toThrow(/abort/);
      expect(await demoState(db.database)).toBe('unfinished');
      expect(await listCompanies(db.database)).toEqual([]);
      await load(db, { ...SMALL, months: 1 });
      expect(await demoState(db.database)).toBe('loaded');
      expect(await listCompanies(db.database)).toHaveLength(3);
    } finally {
      await db.close();
    }
  });

  it('is taken away without a row of the company that came meanwhile', async () => {
    const db = await testDatabase();
    try {
      const stop = new AbortController();
      const cut = load(db, { ...SMALL, months: 1, stopped: stop.signal, onProgress: ({ done }) => void (done > 20 && stop.abort()) });
      await expect(cut).rejects.toThrow(/abort/);
      const own = await createCompany(
        {
          database: db.database,
          now: instantAt(ANCHOR, 600, 'Europe/Berlin'),
          newId: idMaker(() => Date.parse(ANCHOR)),
          actor: { kind: 'operator', id: 'test' },
          initialise: initialiseCompany,
        },
        { name: 'Own Ltd', currency: 'GBP', country: 'GB' },
      );
      const ours = () => on(db, own, (tx) => tx.rows(sql`select * from audit_event where company_id = ${own.id} order by id`));
      const before = await ours();
      expect(before.length).toBeGreaterThan(0);
      await load(db, { ...SMALL, months: 1 });
      expect(await ours()).toEqual(before);
      expect((await listCompanies(db.database)).map(({ demo }) => demo)).toEqual([null, 'ready', 'ready', 'ready']);
    } finally {
      await db.close();
    }
  });
});
