import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { automationMode, automationModes, clearGroupMode, listAutomations, setAutomationMode } from './automation.ts';
import { isAutomation } from './automation-name.ts';
import { endLostRuns, endRun, failRun, holdRun, resumeRun, saveRunProgress, startRun } from './run-life.ts';
import { getRun } from './run.ts';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-03-02' });
});

describe('modes', () => {
  it('are approve until somebody decides, and a group of its own wins over the company', async () => {
    const before = await t.run((ctx) => automationModes(ctx, 'dunning:standard'));
    expect([before.company, before.modeFor('pilot'), before.furthest, before.groups.size]).toEqual(['approve', 'approve', 'approve', 0]);
    await t.run((ctx) => setAutomationMode(ctx, 'dunning:standard', 'off'));
    await t.run((ctx) => setAutomationMode(ctx, 'dunning:standard', 'auto', { group: 'pilot' }));
    const modes = await t.run((ctx) => automationModes(ctx, 'dunning:standard'));
    expect([modes.company, modes.modeFor(''), modes.modeFor('others'), modes.modeFor('pilot'), modes.furthest]).toEqual(['off', 'off', 'off', 'auto', 'auto']);
    expect(await t.run((ctx) => automationMode(ctx, 'dunning:strict'))).toBe('approve');
    expect(await t.run((ctx) => clearGroupMode(ctx, 'dunning:standard', 'pilot'))).toBe(true);
    expect(await t.run((ctx) => clearGroupMode(ctx, 'dunning:standard', 'pilot'))).toBe(false);
    expect((await t.run((ctx) => automationModes(ctx, 'dunning:standard'))).furthest).toBe('off');
  });

  it('of the company are not those of another', async () => {
    const other = await testCompany(db);
    await other.run((ctx) => setAutomationMode(ctx, 'invoicing', 'auto', { group: 'pilot' }));
    expect((await t.run((ctx) => automationModes(ctx, 'invoicing'))).groups.size).toBe(0);
  });

  it('are refused by the gate of their automation, and by no other', async () => {
    const gates = {
      dunning: (_ctx: unknown, automation: string, mode: string) =>
        mode === 'auto' ? Promise.reject(new Refusal('policy.not_found', `not ${automation}`)) : Promise.resolve(),
    };
    expect(await refusalOf(t.run((ctx) => setAutomationMode(ctx, 'dunning:a', 'auto', { gates, group: 'pilot' })))).toBe('policy.not_found');
    expect((await t.run((ctx) => automationModes(ctx, 'dunning:a'))).furthest).toBe('approve');
    await t.run((ctx) => setAutomationMode(ctx, 'dunning:a', 'shadow', { gates }));
    await t.run((ctx) => setAutomationMode(ctx, 'invoicing', 'auto', { gates }));
    expect((await t.run((ctx) => listAutomations(ctx, ['dunning:b']))).map((one) => [one.automation, one.modes.company])).toEqual([
      ['cash_application', 'approve'],
      ['invoicing', 'auto'],
      ['dunning:b', 'approve'],
      ['dunning:a', 'shadow'],
    ]);
  });

  it('names of automations are checked', () => {
    for (const good of ['cash_application', 'invoicing', 'dunning:standard']) expect(isAutomation(good)).toBe(true);
    for (const bad of ['', 'dunning:', 'dunning', 'dunning:a b', 'mining', `dunning:${'x'.repeat(200)}`]) expect(isAutomation(bad)).toBe(false);
  });
});

describe('runs of a day', () => {
  const start = (forOn = '2026-03-02') => t.run((ctx) => startRun(ctx, 'invoicing', 'auto', { forOn: day(forOn) }));

  it('are one, however many start it at one moment', async () => {
    const all = await Promise.all([start(), start(), start(), start()]);
    expect(all.filter((one) => one.fresh)).toHaveLength(1);
    expect(new Set(all.map((one) => one.id)).size).toBe(1);
    expect((await start('2026-03-03')).fresh).toBe(true);
    expect((await t.run((ctx) => startRun(ctx, 'dunning:standard', 'auto', { forOn: day('2026-03-02') }))).fresh).toBe(true);
    const [one, two] = [await t.run((ctx) => startRun(ctx, 'invoicing', 'auto')), await t.run((ctx) => startRun(ctx, 'invoicing', 'auto'))];
    expect(one).not.toBe(two);
  });

  it('that failed are taken up where they stopped, finished ones are not', async () => {
    const { id } = await start();
    await t.run((ctx) => saveRunProgress(ctx, id, { considered: 500 }));
    await t.run((ctx) => failRun(ctx, id, 'database_gone'));
    expect(await start()).toEqual({ id, fresh: false, state: 'failed' });
    expect(await t.run((ctx) => getRun(ctx, id))).toMatchObject({ state: 'failed', reason: 'database_gone', for_on: '2026-03-02' });
    expect(await t.run((ctx) => resumeRun(ctx, id))).toMatchObject({ state: 'running', counts: { considered: 500 }, ended_at: null, reason: null });
    // Somebody else took it up just now.
    expect(await refusalOf(t.run((ctx) => resumeRun(ctx, id)))).toBe('run.busy');
    await t.run((ctx) => endRun(ctx, id, 'done', { considered: 900 }));
    expect(await refusalOf(t.run((ctx) => resumeRun(ctx, id)))).toBe('run.ended');
    expect(await start()).toEqual({ id, fresh: false, state: 'done' });
    expect(await refusalOf(t.run((ctx) => resumeRun(ctx, t.newId())))).toBe('run.not_found');
  });

  it('of two who take up a failed one, one does', async () => {
    const { id } = await start();
    await t.run((ctx) => failRun(ctx, id));
    const both = await Promise.allSettled([0, 1, 2].map(() => t.run((ctx) => resumeRun(ctx, id))));
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('whose process is gone are ended, or taken up, after a while of silence', async () => {
    const { id } = await start();
    expect(await refusalOf(t.run((ctx) => resumeRun(ctx, id)))).toBe('run.busy');
    t.at('2026-03-03');
    expect(await t.run((ctx) => resumeRun(ctx, id))).toMatchObject({ state: 'running' });
    t.at('2026-03-04');
    expect(await t.run((ctx) => endLostRuns(ctx, 'invoicing'))).toBe(1);
    expect((await start()).state).toBe('failed');
  });

  it('that are held as a whole are done, with the reason', async () => {
    const { id } = await start();
    await t.run((ctx) => holdRun(ctx, id, 'series_missing'));
    expect(await t.run((ctx) => getRun(ctx, id))).toMatchObject({ state: 'done', reason: 'series_missing' });
    expect(await start()).toEqual({ id, fresh: false, state: 'done' });
  });
});
