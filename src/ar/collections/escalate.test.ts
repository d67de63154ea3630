import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDunningWorld, type DunningWorld } from '../../../tests/support/dunning-world.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { day } from '../../foundation/calendar/day.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { markInbound } from '../messages/read-inbox.ts';
import { inboundMessageTable } from '../messages/tables.ts';
import { listActiveHolds } from '../receivables/holds.ts';
import { dueRuns } from './due-runs.ts';
import { escalate } from './escalate.ts';
import { recordPromise } from './record-promise.ts';
import { placeUnreadReplyHolds, releaseReadReplies } from './unread-replies.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** A reply comes in, as the mailbox stores it. */
async function reply(world: DunningWorld, customerId: string | null): Promise<string> {
  return world.company.run(async (ctx) => {
    const id = ctx.newId();
    await insertRows(ctx.tx, inboundMessageTable, [
      {
        company_id: ctx.company.id,
        id,
        channel: 'email',
        outside_id: id,
        kind: 'reply',
        answers: null,
        customer_id: customerId,
        from_address: 'pay@one.example',
        subject: 'Re: reminder',
        body_text: 'We paid.',
        raw_file_id: null,
        received_at: ctx.now,
        recorded_at: ctx.now,
        state: 'unread',
        read_by: null,
        read_at: null,
      },
    ]);
    await placeUnreadReplyHolds(ctx, [{ id, customerId, messageId: null, receivedAt: ctx.now }]);
    return id;
  });
}

const holds = (world: DunningWorld, on: string) => world.company.run((ctx) => listActiveHolds(ctx, day(on)));

const tasks = (world: DunningWorld) =>
  world.company.run((ctx) =>
    ctx.tx.rows(sql<{ kind: string; for_role: string; state: string; worth_minor: bigint | null }>`
      select kind, for_role, state, worth_minor from task where company_id = ${ctx.company.id} and kind in ('reply_unread', 'promise_broken') order by id`),
  );

const told = (world: DunningWorld) =>
  world.company.run((ctx) =>
    ctx.tx.rows(sql<{ audience: string }>`select audience from notification where company_id = ${ctx.company.id} and kind = 'reply.unread'`),
  );

describe('a reply that nobody has read', () => {
  it('keeps reminders back until it is read', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-10' });
    const one = await world.customer('ONE');
    const { receivables } = await world.invoice(one, { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    await world.morning('2026-03-11');
    const id = await reply(world, one);
    expect(await world.morning('2026-03-12')).toEqual([]);
    expect(await world.why(receivables[0] ?? '')).toBe('hold_unread_reply');
    expect(await world.company.run(releaseReadReplies)).toBe(0);
    await world.company.run((ctx) => markInbound(ctx, id, { state: 'read' }));
    expect(await world.company.run(releaseReadReplies)).toBe(1);
    expect(await world.company.run(releaseReadReplies)).toBe(0);
    expect(await world.morning('2026-03-13')).toHaveLength(1);
  });

  it('is held for two business days at most, then goes up to the controller, once', async () => {
    // Friday: Monday and Tuesday are the two days.
    const world = await openDunningWorld(db, { today: '2026-03-13' });
    const known = await reply(world, await world.customer('ONE'));
    await reply(world, null);
    expect(await holds(world, '2026-03-17')).toMatchObject([{ kind: 'unread_reply', until_on: '2026-03-17' }]);
    expect(await holds(world, '2026-03-18')).toEqual([]);
    world.company.at('2026-03-17');
    expect(await world.company.run(escalate)).toBe(0);
    world.company.at('2026-03-18');
    expect(await world.company.run(escalate)).toBe(2);
    expect(await tasks(world)).toMatchObject([
      { kind: 'reply_unread', for_role: 'controller', state: 'open' },
      { kind: 'reply_unread', for_role: 'controller' },
    ]);
    expect(await told(world)).toEqual([{ audience: 'role:controller' }, { audience: 'role:controller' }]);
    await world.company.run((ctx) => markInbound(ctx, known, { state: 'done' }));
    expect(await world.company.run(escalate)).toBe(0);
    expect((await tasks(world)).map(({ state }) => state)).toEqual(['done', 'open']);
    await world.company.run((ctx) => ctx.tx.run(sql`update task set state = 'dropped' where company_id = ${ctx.company.id}`));
    world.company.at('2026-03-19');
    expect(await world.company.run(escalate)).toBe(0);
    expect(await told(world)).toHaveLength(2);
  });
});

describe('a promise that was not kept', () => {
  it('opens one task with what is missing, the day after the time of a bank has passed', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-10' });
    const one = await world.customer('ONE');
    const { receivables } = await world.invoice(one, { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
    await world.company.run((ctx) =>
      recordPromise(ctx, {
        customerId: one,
        receivableIds: receivables,
        minor: null,
        promisedOn: day('2026-03-12'),
        promisedBy: 'Pat',
        source: 'person',
        note: '',
      }),
    );
    // Thursday; the bank has Friday and Monday.
    world.company.at('2026-03-16');
    expect(await world.company.run(escalate)).toBe(0);
    world.company.at('2026-03-17');
    expect(await world.company.run(escalate)).toBe(1);
    expect(await world.company.run(escalate)).toBe(0);
    expect(await tasks(world)).toMatchObject([{ kind: 'promise_broken', for_role: 'collections', worth_minor: 10_000n }]);
  });
});

describe('the runs of the day', () => {
  it('are due from the morning of the company on, once, and again when books that held them are fresh', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-10' });
    const due = () => world.company.run(dueRuns);
    // 05:59 UTC is 06:59 in Berlin.
    world.company.at('2026-03-10', '05:59');
    expect(await due()).toEqual([]);
    world.company.at('2026-03-10', '06:00');
    expect(await due()).toEqual(['standard']);
    expect(await world.plans()).toMatchObject({ state: 'held' });
    expect(await due()).toEqual([]);
    await world.bank([]);
    expect(await due()).toEqual(['standard']);
    expect(await world.plans()).toMatchObject({ state: 'done' });
    expect(await due()).toEqual([]);
    world.company.at('2026-03-11');
    await world.mode('off');
    expect(await due()).toEqual([]);
  });

  it('that failed or were lost are due again after a while', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-10' });
    await world.bank([]);
    const due = () => world.company.run(dueRuns);
    const set = (state: string) =>
      world.company.run((ctx) => ctx.tx.run(sql`update run set state = ${state} where company_id = ${ctx.company.id} and for_on is not null`));
    await world.plans();
    await set('failed');
    world.company.at('2026-03-10', '09:09');
    expect(await due()).toEqual([]);
    world.company.at('2026-03-10', '09:10');
    expect(await due()).toEqual(['standard']);
    await set('running');
    expect(await due()).toEqual([]);
    world.company.at('2026-03-10', '09:16');
    expect(await due()).toEqual(['standard']);
  });
});
