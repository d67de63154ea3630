import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDunningWorld, type DunningWorld } from '../../../tests/support/dunning-world.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { day } from '../../foundation/calendar/day.ts';
import { placeHold } from '../receivables/holds.ts';
import { enterLadder } from './enter-ladder.ts';
import { listReminders } from './list-reminders.ts';
import { previewPlan, type PlanPreview } from './preview-plan.ts';

type Decided = { readonly number: string; readonly customer: string; readonly outcome: string; readonly reason: string };

describe('a preview of a plan', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());

  const preview = (world: DunningWorld, on: string): Promise<PlanPreview> => world.company.run((ctx) => previewPlan(ctx, { code: 'standard', on: day(on) }));

  async function decided(world: DunningWorld): Promise<Decided[]> {
    return world.company.run((ctx) =>
      ctx.tx.rows(sql<Decided>`
        select r.number, c.number as customer, d.outcome, d.reason
        from decision_state d join receivable r on r.company_id = d.company_id and r.id = d.subject_id join customer c on c.company_id = r.company_id and c.id = r.customer_id
        where d.company_id = ${ctx.company.id} and d.automation = 'dunning:standard'`),
    );
  }

  const inOrder = (rows: readonly Decided[]): Decided[] =>
    rows.map(({ number, customer, outcome, reason }) => ({ number, customer, outcome, reason })).toSorted((a, b) => (a.number < b.number ? -1 : 1));

  it('keeps nothing and equals what the run decides: by customer, step, items and reasons, in both lanes', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-02' });
    await world.mode('shadow', 'pilot');
    const [one, two, three, pilot] = [
      await world.customer('ONE'),
      await world.customer('TWO'),
      await world.customer('THREE', { people: [] }),
      await world.customer('PILOT', { group: 'pilot' }),
    ];
    await world.invoice(one, { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    await world.invoice(one, { amount: '50.00', on: '2026-03-02', terms: 'NET14' });
    await world.invoice(one, { amount: '2.00', on: '2026-03-02', terms: 'NET7' });
    const disputed = await world.invoice(two, { amount: '70.00', on: '2026-03-02', terms: 'NET7' });
    await world.invoice(three, { amount: '70.00', on: '2026-03-02', terms: 'NET7' });
    await world.invoice(pilot, { amount: '30.00', on: '2026-03-02', terms: 'NET7' });
    await world.company.run((ctx) =>
      placeHold(ctx, { scope: { kind: 'receivable', id: disputed.receivables[0] ?? '' }, kind: 'dispute', untilOn: null, reason: 'wrong price' }),
    );
    world.company.at('2026-03-12');
    await world.bank([]);
    const before = await preview(world, '2026-03-12');
    expect(await decided(world)).toEqual([]);
    expect(before.held).toBeNull();
    const run = await world.plans();
    expect(run).toMatchObject({ state: 'done' });
    expect(inOrder(await decided(world))).toEqual(inOrder(before.decisions));
    expect(new Set(before.decisions.map(({ reason }) => reason))).toEqual(new Set(['reminded', 'below_minimum', 'hold_dispute', 'no_address']));
    const { considered, reminders, skipped, held } = run.counts;
    expect(before.counts).toMatchObject({ considered, reminders, skipped, held });
    const kept = await world.company.run((ctx) => listReminders(ctx, { before: null, limit: 100 }));
    const byCustomer = (a: { customer: string }, b: { customer: string }): number => (a.customer < b.customer ? -1 : 1);
    expect(
      before.reminders
        .map(({ customer, step, channel, to, items }) => ({
          customer: customer.number,
          step,
          channel,
          to,
          items: items.map(({ number, open, daysPastDue }) => ({ number, open, daysPastDue })),
        }))
        .toSorted(byCustomer),
    ).toEqual(
      kept
        .map(({ reminder, items }) => ({
          customer: reminder.customer_number,
          step: reminder.step,
          channel: reminder.channel,
          to: reminder.to_address,
          items: items.map(({ number, open_minor, days_past_due }) => ({ number, open: open_minor, daysPastDue: days_past_due })),
        }))
        .toSorted(byCustomer),
    );
    expect(kept.map(({ reminder }) => reminder.lane).toSorted()).toEqual(['live', 'shadow']);
  });

  it('judges the books of a day to come as they are today, and says what holds the run', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-02' });
    await world.invoice(await world.customer('ONE'), { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    expect(await preview(world, '2026-03-20')).toMatchObject({ held: { reason: 'no_bank_file' }, reminders: [{ step: 'friendly' }] });
    await world.bank([]);
    expect(await preview(world, '2026-03-20')).toMatchObject({ held: null, reminders: [{ step: 'friendly' }] });
    world.company.at('2026-03-16');
    expect(await preview(world, '2026-03-16')).toMatchObject({ held: { reason: 'bank_file_too_old', figures: { knownThrough: '2026-03-02' } } });
  });

  it('a receivable that was reminded elsewhere stands at that step from today, in both lanes, and leaves it as many days later as the policy says', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-02' });
    const one = await world.customer('ONE');
    const entered = await world.invoice(one, { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    const reminded = await world.invoice(await world.customer('TWO'), { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    await world.morning('2026-03-16');
    const done = await world.company.run((ctx) =>
      enterLadder(ctx, 'standard', [
        { where: 'line 2', number: entered.number, step: 'firm' },
        { where: 'line 3', number: reminded.number, step: 'firm' },
        { where: 'line 4', number: 'R-404', step: 'firm' },
      ]),
    );
    expect(done).toMatchObject({ read: 3, entered: 0, problems: [{ where: 'line 2' }, { where: 'line 3' }, { where: 'line 4' }] });
    const later = await world.invoice(await world.customer('LATER'), { amount: '60.00', on: '2026-03-16', terms: 'NET7' });
    world.company.at('2026-04-07');
    await world.bank([]);
    expect(await world.company.run((ctx) => enterLadder(ctx, 'standard', [{ where: 'line 2', number: later.number, step: 'firm' }]))).toMatchObject({
      entered: 1,
      problems: [],
    });
    const stepOn = async (on: string): Promise<string | undefined> =>
      (await preview(world, on)).reminders.find(({ customer }) => customer.number === 'LATER')?.step;
    // Seven days lie between the firm step and the call, sixteen between it and the final one.
    expect([await stepOn('2026-04-07'), await stepOn('2026-04-13'), await stepOn('2026-04-14'), await stepOn('2026-04-23')]).toEqual([
      undefined,
      undefined,
      'call',
      'final',
    ]);
    await world.mode('shadow');
    expect([await stepOn('2026-04-13'), await stepOn('2026-04-14')]).toEqual([undefined, 'call']);
  });
});
