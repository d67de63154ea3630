import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { day } from '../../foundation/calendar/day.ts';
import { saveDecisions, type NewDecision } from './decisions.ts';
import { decisionInForce, listDecisions, type DecisionFilter, type ListedDecision } from './list-decisions.ts';
import { endRun, startRun } from './run-life.ts';

const AUTOMATION = 'dunning:standard';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db);
});

const skip = (subjectId: string, reason = 'not_due'): NewDecision => ({ subjectKind: 'receivable', subjectId, customerId: null, outcome: 'skip', reason });
const act = (subjectId: string): NewDecision => ({ ...skip(subjectId, 'step_due'), outcome: 'act', figures: { step: 2, open: '150.00' } });

const openRun = () => t.run((ctx) => startRun(ctx, AUTOMATION, 'auto'));
const save = (runId: string, on: string, decisions: readonly NewDecision[]) =>
  t.run((ctx) => saveDecisions(ctx, { runId, automation: AUTOMATION, on: day(on) }, decisions));
const history = (subjectId: string) => t.run((ctx) => listDecisions(ctx, { subjectId, after: null, limit: 50 }));
const inForce = async (subjectId: string) => (await t.run((ctx) => decisionInForce(ctx, AUTOMATION, [subjectId]))).get(subjectId);

describe('keeping decisions', () => {
  it('appends where outcome or reason differ, and else only notes that it was looked at again', async () => {
    const [one, two] = [t.newId(), t.newId()];
    expect(await save(await openRun(), '2026-03-02', [skip(one), skip(two)])).toEqual({ considered: 2, changed: 2 });
    expect(await save(await openRun(), '2026-03-03', [skip(one), skip(two, 'on_hold')])).toEqual({ considered: 2, changed: 1 });
    expect((await history(one)).map((d) => [d.decided_on, d.reason])).toEqual([['2026-03-02', 'not_due']]);
    expect((await history(two)).map((d) => [d.decided_on, d.reason])).toEqual([
      ['2026-03-03', 'on_hold'],
      ['2026-03-02', 'not_due'],
    ]);
    expect(await inForce(one)).toMatchObject({ outcome: 'skip', sinceOn: '2026-03-02', consideredOn: '2026-03-03' });
    expect(await inForce(two)).toMatchObject({ reason: 'on_hold', sinceOn: '2026-03-03', consideredOn: '2026-03-03' });
  });

  it('appends every act of another run, with the figures it rests on', async () => {
    const subject = t.newId();
    await save(await openRun(), '2026-03-02', [act(subject)]);
    const second = await openRun();
    expect(await save(second, '2026-03-09', [act(subject)])).toEqual({ considered: 1, changed: 1 });
    expect((await history(subject)).map((d) => d.decided_on)).toEqual(['2026-03-09', '2026-03-02']);
    expect(await inForce(subject)).toMatchObject({ runId: second, outcome: 'act', sinceOn: '2026-03-09', figures: { step: 2, open: '150.00' } });
  });

  it('keeps the same decisions of one run once, however often and at however many places they are saved', async () => {
    const subjects = Array.from({ length: 40 }, () => t.newId());
    const decisions = subjects.map((id, n) => (n % 2 === 0 ? act(id) : skip(id)));
    const run = await openRun();
    const results = await Promise.all([
      save(run, '2026-03-02', decisions),
      save(run, '2026-03-02', decisions.toReversed()),
      save(run, '2026-03-02', decisions),
    ]);
    expect(results.map((one) => one.changed).toSorted((a, b) => a - b)).toEqual([0, 0, 40]);
    expect((await save(run, '2026-03-02', decisions)).changed).toBe(0);
    expect(await t.run((ctx) => listDecisions(ctx, { runId: run, after: null, limit: 100 }))).toHaveLength(40);
  });

  it('two runs at one moment on the same subjects wait for each other in one order', async () => {
    const subjects = Array.from({ length: 300 }, () => t.newId());
    const runs = await Promise.all([openRun(), openRun(), openRun()]);
    const saved = await Promise.all(
      runs.map((run, n) =>
        save(
          run,
          '2026-03-02',
          (n % 2 === 0 ? subjects : subjects.toReversed()).map((id) => skip(id)),
        ),
      ),
    );
    expect(saved.reduce((sum, one) => sum + one.changed, 0)).toBe(300);
  });

  it('a decision in force always has its row, also over the bounds of chunks', async () => {
    const subjects = Array.from({ length: 5_003 }, () => t.newId());
    const run = await openRun();
    expect(
      (
        await save(
          run,
          '2026-03-02',
          subjects.map((id) => skip(id)),
        )
      ).changed,
    ).toBe(5_003);
    const lost = await t.run((ctx) =>
      ctx.tx.first(sql<{ count: number }>`
        select count(*)::int as count from decision_state s where s.company_id = ${ctx.company.id}
          and not exists (select from decision d where d.company_id = s.company_id and d.id = s.decision_id and d.run_id = ${run} and d.subject_id = s.subject_id)`),
    );
    expect(lost).toEqual({ count: 0 });
  });

  it('an ended or unknown run decides nothing', async () => {
    const run = await openRun();
    await t.run((ctx) => endRun(ctx, run, 'done', {}));
    expect(await refusalOf(save(run, '2026-03-02', [skip(t.newId())]))).toBe('run.ended');
    expect(await refusalOf(save(t.newId(), '2026-03-02', [skip(t.newId())]))).toBe('run.not_found');
  });

  it('two decisions about one subject in one call are a defect', async () => {
    const subject = t.newId();
    await expect(save(await openRun(), '2026-03-02', [skip(subject), act(subject)])).rejects.toThrow(/decides once/);
  });
});

describe('lists of decisions', () => {
  it('of a run, a subject or a customer are paged, each row once', async () => {
    const customerId = t.newId();
    const run = await openRun();
    await save(
      run,
      '2026-03-02',
      Array.from({ length: 7 }, () => ({ ...skip(t.newId()), customerId })),
    );
    await save(
      run,
      '2026-03-03',
      Array.from({ length: 6 }, () => ({ ...act(t.newId()), customerId })),
    );
    await save(run, '2026-03-03', [skip(t.newId())]);
    const seen: string[] = [];
    let after: DecisionFilter['after'] = null;
    for (;;) {
      const from: DecisionFilter['after'] = after;
      const page: ListedDecision[] = await t.run((ctx) => listDecisions(ctx, { customerId, after: from, limit: 4 }));
      seen.push(...page.map((d) => d.id));
      const last = page.at(-1);
      if (page.length < 4 || !last) break;
      after = { decidedOn: last.decided_on, id: last.id };
    }
    expect(new Set(seen).size).toBe(13);
    expect(seen).toHaveLength(13);
    expect(await t.run((ctx) => listDecisions(ctx, { runId: run, outcome: 'act', after: null, limit: 50 }))).toHaveLength(6);
  });
});
