import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePolicy } from '../../src/ar/collections/change-policy.ts';
import { STANDARD_POLICY } from '../../src/ar/collections/policy.ts';
import { cancelPromise, recordPromise } from '../../src/ar/collections/record-promise.ts';
import { releaseAsApproved } from '../../src/ar/collections/release-reminders.ts';
import { placeHold, releaseHold } from '../../src/ar/receivables/holds.ts';
import { grantApproval } from '../../src/ar/work/approvals.ts';
import { listApprovals } from '../../src/ar/work/list-approvals.ts';
import { addDays, day } from '../../src/foundation/calendar/day.ts';
import { openDunningWorld } from '../support/dunning-world.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe("a customer's year with reminders", () => {
  it('walks the ladder to its top, one message at a time, and stops when the money comes', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1', {
      people: [
        { role: 'payables', email: 'pay@c1.example' },
        { role: 'management', email: 'boss@c1.example' },
      ],
      address: ['1 Main Street'],
    });
    const { number, receivables } = await world.invoice(customer, { amount: '1000', on: '2026-01-05', terms: 'NET30' });
    const [id = ''] = receivables;
    // Due on 2026-02-04, a Wednesday.
    const sent: string[] = [];
    for (let on = day('2026-01-26'); on <= '2026-03-13'; on = addDays(on, 1)) {
      for (const mail of await world.morning(on))
        sent.push(`${on} ${mail.to.address} ${mail.cc.map(({ address }) => address).join()} ${mail.text.includes(number)}`);
    }
    // Three days before falls on a Sunday, three days after on a Saturday: both move to the Monday behind.
    expect(sent).toEqual(['2026-02-02 pay@c1.example  true', '2026-02-09 pay@c1.example  true', '2026-02-18 pay@c1.example boss@c1.example true']);
    expect(await world.why(id)).toBe('ladder_finished');
    await world.morning('2026-03-16', [{ minor: 100_000n, text: number, name: 'C1 Trading' }]);
    expect(await world.morning('2026-03-17')).toEqual([]);
  });

  it('asks only for what is left after a partial payment', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { number } = await world.invoice(customer, { amount: '1000', on: '2026-01-05', terms: 'NET14' });
    await world.morning('2026-01-20', [{ minor: 40_000n, text: number, name: 'C1 Trading' }]);
    const mails = await world.morning('2026-01-22');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('600.00');
    expect(mails[0]?.text).not.toContain('400.00');
  });

  it('reminds of the instalment that is due and of no other', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables } = await world.invoice(customer, { amount: '900', on: '2026-01-05', terms: '50%@10+50%@60' });
    const mails = await world.morning('2026-01-19');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('450.00');
    expect(await world.why(receivables[0] ?? '')).toBe('reminded');
    expect(await world.why(receivables[1] ?? '')).toBe('not considered');
  });

  it('writes one message to a customer with many items, in the tone of the highest', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const old = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    const young = await world.invoice(customer, { amount: '200', on: '2026-01-12', terms: 'NET10' });
    await world.morning('2026-01-15');
    const mails = await world.morning('2026-01-26');
    expect(mails).toHaveLength(1);
    for (const number of [old.number, young.number]) expect(mails[0]?.text).toContain(number);
    expect(mails[0]?.text).toContain('300.00');
  });

  it('leaves out what is disputed and asks for the rest', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const disputed = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    const plain = await world.invoice(customer, { amount: '200', on: '2026-01-05', terms: 'NET7' });
    const hold = await world.company.run((ctx) =>
      placeHold(ctx, { scope: { kind: 'receivable', id: disputed.receivables[0] ?? '' }, kind: 'dispute', untilOn: null, reason: 'damaged' }),
    );
    const [mail] = await world.morning('2026-01-15');
    expect(mail?.text).toContain(plain.number);
    expect(mail?.text).not.toContain(disputed.number);
    expect(await world.why(disputed.receivables[0] ?? '')).toBe('hold_dispute');
    // The ladder of the disputed one stood still: it begins when the dispute ends.
    await world.morning('2026-01-26');
    world.company.at('2026-01-27');
    await world.company.run((ctx) => releaseHold(ctx, hold, 'credited nothing'));
    const after = await world.morning('2026-01-30');
    expect(after.some(({ text }) => text.includes(disputed.number))).toBe(true);
  });

  it.each(['legal', 'plan', 'pending_debit', 'unread_reply'] as const)('is silent while a hold of the kind %s stands on the customer', async (kind) => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables } = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    await world.company.run((ctx) => placeHold(ctx, { scope: { kind: 'customer', id: customer }, kind, untilOn: null, reason: 'test' }));
    expect(await world.morning('2026-01-15')).toEqual([]);
    expect(await world.why(receivables[0] ?? '')).toBe(`hold_${kind}`);
  });
});

describe('promises', () => {
  it('a live one pauses, a broken one goes on where it paused', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables } = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    const [id = ''] = receivables;
    expect(await world.morning('2026-01-15')).toHaveLength(1);
    world.company.at('2026-01-20');
    await world.company.run((ctx) =>
      recordPromise(ctx, {
        customerId: customer,
        receivableIds: [id],
        minor: null,
        promisedOn: day('2026-01-30'),
        promisedBy: 'Pat',
        source: 'person',
        note: '',
      }),
    );
    expect(await world.morning('2026-01-26')).toEqual([]);
    expect(await world.why(id)).toBe('hold_promise');
    // Promised until Friday, and two banking days for the money: from Wednesday on the ladder goes on. It stood still from day 8 on.
    expect(await world.morning('2026-02-03')).toEqual([]);
    expect(await world.morning('2026-02-04')).toEqual([]);
    expect(await world.why(id)).toBe('next_step_later');
    expect(await world.morning('2026-02-10')).toHaveLength(1);
  });

  it('money that keeps it ends everything; one that is called off goes on at once', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const kept = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.company.at('2026-01-13');
    const entry = {
      customerId: customer,
      receivableIds: kept.receivables,
      minor: null,
      promisedOn: day('2026-01-20'),
      promisedBy: 'Pat',
      source: 'customer' as const,
      note: '',
    };
    const promise = await world.company.run((ctx) => recordPromise(ctx, entry));
    await expect(world.company.run((ctx) => recordPromise(ctx, entry))).rejects.toMatchObject({ code: 'promise.one_at_a_time' });
    await expect(world.company.run((ctx) => recordPromise(ctx, { ...entry, promisedOn: day('2026-02-20') }))).rejects.toMatchObject({ code: 'promise.day' });
    await world.company.run((ctx) => cancelPromise(ctx, promise, 'they will not'));
    expect(await world.morning('2026-01-15')).toHaveLength(1);
  });

  it('a customer who broke one gives no second one alone', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables } = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.company.at('2026-01-13');
    const entry = {
      customerId: customer,
      receivableIds: receivables,
      minor: null,
      promisedOn: day('2026-01-16'),
      promisedBy: 'Pat',
      source: 'customer' as const,
      note: '',
    };
    await world.company.run((ctx) => recordPromise(ctx, entry));
    world.company.at('2026-02-02');
    await expect(world.company.run((ctx) => recordPromise(ctx, { ...entry, promisedOn: day('2026-02-06') }))).rejects.toMatchObject({
      code: 'promise.after_broken',
    });
  });
});

describe('what is already paid', () => {
  it('is not reminded while its money waits in a bank file, whoever seems to have sent it', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const named = await world.customer('C1');
    const unknown = await world.customer('C2');
    const one = await world.invoice(named, { amount: '123.45', on: '2026-01-05', terms: 'NET7' });
    const other = await world.invoice(unknown, { amount: '678.90', on: '2026-01-05', terms: 'NET7' });
    world.company.at('2026-01-15');
    await world.bank([
      { minor: 5_000n, text: 'part', name: 'C1 Trading' },
      { minor: 67_890n, text: '', name: 'Somebody Else Entirely' },
    ]);
    // Nobody has applied anything yet.
    await world.plans();
    await world.delivers();
    expect(world.mails).toEqual([]);
    expect([await world.why(one.receivables[0] ?? ''), await world.why(other.receivables[0] ?? '')]).toEqual(['money_in_bank_file', 'money_in_bank_file']);
  });

  it('is not reminded while a credit of the customer could settle it', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables, number } = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    const second = await world.invoice(customer, { amount: '80', on: '2026-01-05', terms: 'NET7' });
    // Overpaid: 60 stay unapplied.
    await world.morning('2026-01-14', [{ minor: 16_000n, text: number, name: 'C1 Trading' }]);
    await world.morning('2026-01-15');
    expect(world.mails.filter(({ text }) => text.includes(second.number))).toEqual([]);
    expect(['credit_could_settle', 'money_in_bank_file']).toContain(await world.why(second.receivables[0] ?? ''));
    expect(receivables).toHaveLength(1);
  });

  it('is judged again at the moment of sending: a payment in between stops the mail, and the step is not lost', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    const { receivables, number } = await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.company.at('2026-01-15');
    await world.bank([]);
    await world.plans();
    expect(await world.why(receivables[0] ?? '')).toBe('reminded');
    await world.bank([{ minor: 9_000n, text: number, name: 'C1 Trading' }]);
    await world.applies();
    await world.delivers();
    expect(world.mails).toEqual([]);
    // Ten are left: the step comes again with the right amount.
    const [mail] = await world.morning('2026-01-19');
    expect(mail?.text).toContain('10.00');
  });

  it('a stale bank file holds the whole run, once, and the next file lets it go', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    await world.morning('2026-01-12');
    world.company.at('2026-01-15');
    const before = world.mails.length;
    expect(await world.plans()).toMatchObject({ state: 'held', reason: 'bank_file_too_old' });
    await world.delivers();
    expect(world.mails).toHaveLength(before);
    expect(await world.morning('2026-01-15')).toHaveLength(1);
  });
});

describe('days', () => {
  it('a holiday of the customer waits for the next business day', async () => {
    const world = await openDunningWorld(db, { today: '2026-04-01' });
    const customer = await world.customer('C1');
    const { receivables } = await world.invoice(customer, { amount: '100', on: '2026-03-24', terms: 'NET7' });
    // Three days after 2026-03-31 is Good Friday.
    expect(await world.morning('2026-04-03')).toEqual([]);
    expect(await world.why(receivables[0] ?? '')).toBe('not_business_day');
    expect(await world.morning('2026-04-06')).toEqual([]);
    expect(await world.morning('2026-04-07')).toHaveLength(1);
  });

  it('missed days catch up with the highest step, once', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1', { address: ['1 Main Street'] });
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    expect(await world.morning('2026-01-15')).toHaveLength(1);
    // Nobody was there for a month; the call stands above the second reminder.
    expect(await world.morning('2026-02-05')).toEqual([]);
    expect(await world.morning('2026-02-06')).toEqual([]);
  });

  it('an old book enters at the first overdue step, however old it is', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2025-03-03', terms: 'NET30' });
    const [mail] = await world.morning('2026-01-07');
    expect(mail?.subject.toLowerCase()).not.toContain('final');
    expect(await world.morning('2026-01-08')).toEqual([]);
    expect(await world.morning('2026-01-19')).toHaveLength(1);
  });

  it('a mail to another time zone leaves in the hours of its reader, also on the day on which the clocks change', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-02' });
    const customer = await world.customer('C1', { country: 'US', timeZone: 'America/Los_Angeles' });
    await world.invoice(customer, { amount: '100', on: '2026-03-02', terms: 'NET3' });
    // 09:00 in Berlin is the night in Los Angeles, where the clocks went forward on 2026-03-08.
    world.company.at('2026-03-09', '08:00');
    await world.bank([]);
    await world.plans();
    await world.delivers();
    expect(world.mails).toEqual([]);
    world.company.at('2026-03-09', '15:59');
    await world.delivers();
    expect(world.mails).toEqual([]);
    world.company.at('2026-03-09', '16:00');
    await world.delivers();
    expect(world.mails).toHaveLength(1);
  });
});

describe('modes', () => {
  it('two starts on one day send once', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.company.at('2026-01-15');
    await world.bank([]);
    const runs = await Promise.all([world.plans(), world.plans(), world.plans()]);
    expect(runs.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(1);
    await Promise.all([world.delivers(), world.delivers()]);
    expect(world.mails).toHaveLength(1);
  });

  it('a pilot group gets reminders while everybody else is watched', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05', mode: 'shadow' });
    const pilot = await world.customer('C1', { group: 'pilot' });
    const other = await world.customer('C2');
    await world.mode('auto', 'pilot');
    await world.invoice(pilot, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    await world.invoice(other, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    expect((await world.morning('2026-01-15')).map(({ to }) => to.address)).toEqual(['pay@c1.example']);
    expect(await world.morning('2026-01-16')).toEqual([]);
  });

  it('a new version of the policy keeps everybody where they stand', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    expect(await world.morning('2026-01-15')).toHaveLength(1);
    await world.company.run((ctx) => savePolicy(ctx, { ...STANDARD_POLICY, name: 'Standard, second' }));
    expect(await world.morning('2026-01-19')).toEqual([]);
    expect(await world.morning('2026-01-26')).toHaveLength(1);
  });
});

describe('mails that go wrong', () => {
  it('an address that does not exist falls back to the next channel of the step, and a person is told', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1', { address: ['1 Main Street'] });
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.answer = () => ({ kind: 'refused', reason: 'address', detail: '550 no such user' });
    expect(await world.morning('2026-01-15')).toEqual([]);
    world.answer = (mail) => ({ kind: 'accepted', outsideId: mail.messageId, detail: '' });
    expect(await world.morning('2026-01-16')).toEqual([]);
    const letters = await world.company.run((ctx) =>
      ctx.tx.rows(
        sql<{ to_address: string; state: string }>`select to_address, state from message where company_id = ${ctx.company.id} and channel = 'letter'`,
      ),
    );
    expect(letters).toEqual([{ to_address: 'C1 Trading\n1 Main Street\nSampletown', state: 'waiting' }]);
  });

  it('a server that is down loses nothing, and what waited too long is judged anew', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    world.answer = () => ({ kind: 'retry', detail: 'connection refused', scope: 'channel' });
    expect(await world.morning('2026-01-15')).toEqual([]);
    world.answer = (mail) => ({ kind: 'accepted', outsideId: mail.messageId, detail: '' });
    world.company.at('2026-01-15', '15:00');
    await world.delivers();
    expect(world.mails).toHaveLength(1);
  });

  it('an answer that was lost is never followed by a second mail', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    let tries = 0;
    world.answer = () => {
      tries++;
      return { kind: 'unknown', detail: 'the connection broke after the last dot' };
    };
    for (const on of ['2026-01-15', '2026-01-16', '2026-01-19', '2026-01-20', '2026-01-21']) await world.morning(on);
    expect(tries).toBe(1);
  });
});

describe('release', () => {
  it('in approve mode nothing leaves before a person says so, and what was paid meanwhile does not leave then', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05', mode: 'approve' });
    const [one, other] = [await world.customer('C1'), await world.customer('C2')];
    await world.invoice(one, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    const paid = await world.invoice(other, { amount: '200', on: '2026-01-05', terms: 'NET7' });
    expect(await world.morning('2026-01-15')).toEqual([]);
    await world.bank([{ minor: 20_000n, text: paid.number, name: 'C2 Trading' }]);
    await world.applies();
    const [approval] = await world.company.run((ctx) => listApprovals(ctx, { state: 'waiting', before: null, limit: 10 }));
    const granted = await world.company.run((ctx) => grantApproval({ ...ctx, actor: { kind: 'user', id: 'ann' } }, approval?.id ?? '', 'go'));
    await world.company.run((ctx) => releaseAsApproved(ctx, granted.input));
    await world.delivers();
    expect(world.mails.map(({ to }) => to.address)).toEqual(['pay@c1.example']);
  });

  it('a batch that nobody released gives way to the next one', async () => {
    const world = await openDunningWorld(db, { today: '2026-01-05', mode: 'approve' });
    const customer = await world.customer('C1');
    await world.invoice(customer, { amount: '100', on: '2026-01-05', terms: 'NET7' });
    await world.morning('2026-01-15');
    await world.morning('2026-01-16');
    const waiting = await world.company.run((ctx) => listApprovals(ctx, { state: 'waiting', before: null, limit: 10 }));
    expect(waiting).toHaveLength(1);
  });
});

describe('shadow', () => {
  it('decides day by day exactly what auto decides on the same data', async () => {
    const told = async (mode: 'shadow' | 'auto') => {
      const world = await openDunningWorld(db, { today: '2026-01-05', mode });
      const numbers = ['C1', 'C2', 'C3', 'C4'];
      const customers = [];
      for (const number of numbers) customers.push(await world.customer(number, number === 'C4' ? { people: [] } : {}));
      const invoices = [];
      for (const [index, customer] of customers.entries())
        invoices.push(await world.invoice(customer, { amount: `${100 + index}`, on: '2026-01-05', terms: 'NET7' }));
      const story: string[] = [];
      for (let on = day('2026-01-07'); on <= '2026-02-20'; on = addDays(on, 1)) {
        const lines =
          on === '2026-01-20'
            ? [{ minor: 10_100n, text: invoices[1]?.number ?? '', name: 'C2 Trading' }]
            : on === '2026-01-22'
              ? [{ minor: 1_000n, text: 'part', name: 'C3 Trading' }]
              : [];
        await world.morning(on, lines);
        for (const [index, { receivables }] of invoices.entries()) story.push(`${on} ${numbers[index]} ${await world.why(receivables[0] ?? '')}`);
      }
      return { story, sent: world.mails.length };
    };
    const [shadow, auto] = [await told('shadow'), await told('auto')];
    expect(shadow.story).toEqual(auto.story);
    expect(shadow.sent).toBe(0);
    expect(auto.sent).toBeGreaterThan(3);
  });
});
