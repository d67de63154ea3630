import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayInZone, type Day } from '../../src/foundation/calendar/day.ts';
import { heldPlace, type HeldPlace } from './held-place.ts';

type Decision = { readonly number: string; readonly customer: string; readonly outcome: string; readonly reason: string };
type Plan = {
  readonly held: { readonly reason: string } | null;
  readonly reminders: readonly {
    readonly customer: { readonly number: string };
    readonly step: string;
    readonly to: string;
    readonly items: readonly object[];
  }[];
  readonly decisions: readonly Decision[];
  readonly counts: Readonly<Record<string, unknown>>;
};

const today = dayInZone(new Date(), 'Europe/Berlin');
/** A Wednesday to come that is no holiday: plans for it do not depend on the day of the test. */
const WEDNESDAY = '2031-03-12' as Day;

describe('dunning on the command line', { timeout: 120_000 }, () => {
  let at: HeldPlace;
  const json = async (...args: readonly string[]) => (await at.run(...args, '--json')).json as Record<string, unknown>;
  const code = async (...args: readonly string[]) => ((await at.run(...args, '--json')).json as { error: { code: string } }).error.code;
  const plan = async (...args: readonly string[]) => (await json('dunning', 'plan', '--on', WEDNESDAY, ...args)) as unknown as Plan;

  beforeAll(async () => {
    at = await heldPlace();
    await at.company('Nordlicht');
    await at.run(
      'import',
      'customers',
      at.file('customers.csv', 'number,name,email,country\nC-1,Nordlicht AG,pay@nordlicht.example,DE\nC-2,Suedwind GmbH,,DE\n'),
    );
    const due = addDays(WEDNESDAY, -40);
    const rows = [
      'number,customerNumber,issuedOn,dueOn,amount',
      `R-1,C-1,2026-01-05,${due},100.00`,
      `R-2,C-1,2026-01-05,2031-06-01,80.00`,
      `R-3,C-2,2026-01-05,${due},60.00`,
      `R-4,C-1,2026-01-05,${due},3.00`,
    ];
    const imported = await at.run('import', 'invoices', at.file('invoices.csv', rows.join('\n')));
    expect([imported.exit, imported.err]).toEqual([0, '']);
  });

  afterAll(() => at.close());

  it('says how to begin where there is no policy', async () => {
    expect(await code('dunning', 'plan')).toBe('policy.none');
    expect(await json('dunning', 'policies')).toEqual({ policies: [] });
    expect((await at.run('dunning', 'run')).out).toContain('dunlin dunning policy standard');
    expect(await json('dunning', 'policy', 'standard')).toMatchObject({ code: 'standard', version: 1 });
    expect(await json('dunning', 'policies')).toMatchObject({ policies: [{ code: 'standard', version: 1, mode: 'approve', groupModes: {} }] });
  });

  it('a policy that is shown can be edited and set again; what cannot be used is refused with its place', async () => {
    const shown = await at.run('dunning', 'policy', 'show', 'standard');
    const file = at.file('policy.json', shown.out);
    expect(await json('dunning', 'policy', 'set', file)).toMatchObject({ code: 'standard', version: 2 });
    expect(await code('dunning', 'policy', 'set', at.file('bad.json', '{"code":"x","name":"X","steps":[]}'))).toBe('policy.invalid');
    expect(await code('dunning', 'policy', 'set', at.file('no.json', '{'))).toBe('file.not_json');
    expect(await code('dunning', 'policy', 'show', 'other')).toBe('policy.not_found');
  });

  it('a plan shows reminders and, for everything else, why not, and that a run would be held', async () => {
    const shown = await plan();
    expect(shown.held).toMatchObject({ reason: 'no_bank_file' });
    expect(shown.reminders).toMatchObject([
      {
        customer: { number: 'C-1', name: 'Nordlicht AG' },
        step: 'friendly',
        channel: 'email',
        to: 'pay@nordlicht.example',
        items: [{ number: 'R-1', open: '100.00', currency: 'EUR', daysPastDue: 40, step: 'friendly' }],
        totals: [{ currency: 'EUR', open: '100.00' }],
      },
    ]);
    expect(shown.decisions.toSorted((a, b) => (a.number < b.number ? -1 : 1))).toMatchObject([
      { number: 'R-1', customer: 'C-1', outcome: 'act', reason: 'reminded' },
      { number: 'R-3', customer: 'C-2', outcome: 'hold', reason: 'no_address' },
      { number: 'R-4', customer: 'C-1', outcome: 'skip', reason: 'below_minimum' },
    ]);
    const text = (await at.run('dunning', 'plan', '--on', WEDNESDAY)).out;
    expect(text).toContain('A run would be held as a whole: no_bank_file');
    expect(text).toMatch(/C-1 Nordlicht AG +friendly +email +pay@nordlicht\.example +approve +1 +100\.00 EUR/);
    expect(text).toMatch(/below_minimum +1/);
    expect((await plan('--customer', 'C-2')).decisions).toHaveLength(1);
  });

  it('what was reached elsewhere is entered by invoice number; rows that cannot be used are told by line', async () => {
    const file = at.file('steps.csv', 'number,step\nR-1,firm\nR-9,firm\nR-3,shout\nR-1,call\n');
    const entered = await at.run('dunning', 'enter', file, '--json');
    expect(entered).toMatchObject({ exit: 3, json: { policy: 'standard', read: 4, entered: 1 } });
    expect((entered.json as { problems: { where: string }[] }).problems.map(({ where }) => where).toSorted()).toEqual(['line 3', 'line 4', 'line 5']);
    // Seven days lie between the firm step and the call.
    expect((await plan('--customer', 'C-1')).reminders).toMatchObject([{ step: 'final' }]);
    expect(((await json('dunning', 'plan', '--on', addDays(today, 6), '--customer', 'C-1')) as unknown as Plan).reminders).toEqual([]);
  });

  it('a run is of today; held books are said with the reason', async () => {
    expect(await code('dunning', 'run', '--on', '2031-03-12')).toBe('dunning.only_today');
    const held = await at.run('dunning', 'run', '--json');
    expect(held).toMatchObject({ exit: 3, json: { on: today, runs: [{ policy: 'standard', state: 'held', reason: 'no_bank_file' }] } });
  });

  it('a promise is for the earliest due invoices, rests their reminders, and can be called off', async () => {
    const promise = ['promise', 'add', '--customer', 'C-2', '--on', addDays(today, 7), '--by', 'Kim Example'];
    const made = await json(...promise, '--amount', '60.00');
    expect(made).toMatchObject({ customer: { number: 'C-2' }, amount: '60.00', received: '0.00', state: 'open', items: [{ number: 'R-3' }] });
    expect(await json('promise', 'list', '--customer', 'C-2', '--state', 'open')).toMatchObject({
      promises: [{ id: made['id'], by: 'Kim Example' }],
      next: null,
    });
    expect(await json('promise', 'list', '--state', 'kept')).toEqual({ promises: [], next: null });
    expect(((await json('dunning', 'plan', '--on', addDays(today, 1), '--customer', 'C-2')) as unknown as Plan).reminders).toEqual([]);
    expect(await code(...promise, '--invoice', 'R-404')).toBe('receivable.not_found');
    expect(await code(...promise, '--invoice', 'R-1')).toBe('promise.other_customer');
    expect(await code(...promise, '--currency', 'USD')).toBe('promise.nothing_open');
    expect(await code(...promise, '--amount', '60.001')).toBe('amount.invalid');
    expect(await json('promise', 'outcomes', '--from', today, '--to', addDays(today, 7))).toMatchObject({
      currencies: [{ currency: 'EUR', open: { count: 1, amount: '60.00' }, kept: { count: 0 }, keptRate: null }],
    });
    expect(await json('promise', 'cancel', String(made['id']), '--reason', 'a mistake')).toEqual({ cancelled: made['id'] });
    expect(await code('promise', 'cancel', String(made['id']), '--reason', 'again')).toBe('promise.ended');
  });

  it('the word of a bookkeeper makes the books fresh; the same run then goes on, and its reminders are released once', async () => {
    expect(await code('books', 'clean', '--through', addDays(today, 1))).toBe('books.clean_in_future');
    expect(await json('books', 'clean', '--through', today)).toEqual({ through: today });
    expect(await json('dunning', 'run')).toMatchObject({ runs: [{ policy: 'standard', state: 'done' }] });
    const again = (await json('dunning', 'run')) as { runs: { runId: string }[] };
    expect(again).toMatchObject({ runs: [{ state: 'done', counts: { reminders: 0 } }] });
    expect(await json('dunning', 'reminders', '--run', again.runs[0]?.runId ?? '')).toEqual({ reminders: [], next: null });
    expect(await code('dunning', 'release', again.runs[0]?.runId ?? '')).toBe('reminder.none_waiting');
    expect(await json('dunning', 'policy', 'retire', 'standard')).toEqual({ retired: 'standard' });
    expect(await code('dunning', 'plan', '--policy', 'standard')).toBe('policy.not_found');
  });
});
