import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { findUserByEmail } from '../access/find-user.ts';
import { appUserTable, membershipTable } from '../access/tables.ts';
import type { Ctx } from '../access/context.ts';
import type { Role } from '../access/roles.ts';
import { assignTask, dropTask, finishTask, snoozeTask, wakeTask } from './handle-tasks.ts';
import { getTask, listTasks, type TaskFilter } from './list-tasks.ts';
import { listNotifications, markRead, notify } from './notifications.ts';
import { closeTasks, openTask, openTasks, type NewTask } from './tasks.ts';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-03-02' });
});

const task = (key: string, more: Partial<NewTask> = {}): NewTask => ({
  kind: 'mail_bounced',
  key,
  subjectKind: 'contact',
  subjectId: t.newId(),
  customerId: null,
  title: `Find a new address (${key})`,
  reason: 'hard_bounce',
  forRole: 'collections',
  ...more,
});

const list = (filter: Partial<TaskFilter> = {}) => t.run((ctx) => listTasks(ctx, { state: 'waiting', after: null, limit: 50, ...filter }));

async function newUser(...roles: Role[]): Promise<string> {
  const id = t.newId();
  await db.database.forControl(async (tx) => {
    const at = new Date('2026-01-01T00:00:00Z');
    await insertRows(tx, appUserTable, [
      { id, firm_id: t.company.firmId, email: `${id}@example.com`, name: 'Ann', password_hash: null, state: 'active', created_at: at },
    ]);
    await insertRows(
      tx,
      membershipTable,
      roles.map((role) => ({ id: t.newId(), user_id: id, company_id: t.company.id, role, created_at: at })),
    );
  });
  return id;
}

describe('opening tasks', () => {
  it('one waits of a key: a second one refreshes what it says and keeps what people did', async () => {
    const user = await newUser('collections');
    const id = await t.run((ctx) => openTask(ctx, task('k', { worth: { minor: 500n, currency: currency('EUR') } })));
    await t.run((ctx) => assignTask(ctx, id, user));
    await t.run((ctx) => snoozeTask(ctx, id, day('2026-03-05')));
    expect(await t.run((ctx) => openTasks(ctx, [task('k', { title: 'Now two invoices wait', figures: { invoices: 2 }, forRole: 'billing' })]))).toEqual({
      opened: 0,
      refreshed: 1,
    });
    expect(await list()).toMatchObject([
      {
        id,
        title: 'Now two invoices wait',
        figures: { invoices: 2 },
        worth_minor: null,
        state: 'snoozed',
        assigned_to: `user:${user}`,
        for_role: 'collections',
      },
    ]);
  });

  it('what says the same again is not written again, and of two with one key the last counts', async () => {
    const same = task('k');
    expect(await t.run((ctx) => openTasks(ctx, [task('k'), { ...same, title: 'Old' }, same]))).toEqual({ opened: 1, refreshed: 0 });
    expect(await t.run((ctx) => openTasks(ctx, [same, task('other')]))).toEqual({ opened: 1, refreshed: 0 });
    expect((await list()).map((one) => one.key).toSorted()).toEqual(['k', 'other']);
  });

  it('an ended one makes room for the next', async () => {
    const first = await t.run((ctx) => openTask(ctx, task('k')));
    await t.run((ctx) => finishTask(ctx, first));
    const second = await t.run((ctx) => openTask(ctx, task('k')));
    expect(second).not.toBe(first);
    expect((await list()).map((one) => one.id)).toEqual([second]);
  });

  it('many at one moment open one', async () => {
    const tasks = Array.from({ length: 30 }, (_, n) => task(`k-${n}`));
    const all = await Promise.all([tasks, tasks.toReversed(), tasks.slice(10)].map((some) => t.run((ctx) => openTasks(ctx, some))));
    expect(all.reduce((sum, one) => sum + one.opened, 0)).toBe(30);
    expect(await list()).toHaveLength(30);
  });

  it('the machine closes those whose cause is gone', async () => {
    const id = await t.run((ctx) => openTask(ctx, task('k')));
    await t.run((ctx) => openTask(ctx, task('other')));
    expect(await t.run((ctx) => closeTasks(ctx, ['k', 'never there'], 'delivered'))).toBe(1);
    expect(await t.run((ctx) => closeTasks(ctx, ['k'], 'delivered'))).toBe(0);
    expect(await t.run((ctx) => getTask(ctx, id))).toMatchObject({ state: 'done', outcome: 'delivered', closed_by: 'operator' });
  });
});

describe('people and tasks', () => {
  it('a snoozed task is out of sight until its day and then there by itself', async () => {
    const id = await t.run((ctx) => openTask(ctx, task('k')));
    expect(await refusalOf(t.run((ctx) => snoozeTask(ctx, id, day('2026-03-02'))))).toBe('task.snooze_past');
    await t.run((ctx) => snoozeTask(ctx, id, day('2026-03-05')));
    t.at('2026-03-04');
    expect(await list({ state: 'open' })).toEqual([]);
    expect(await list({ state: 'snoozed' })).toHaveLength(1);
    t.at('2026-03-05');
    expect(await list({ state: 'open' })).toMatchObject([{ id, state: 'open' }]);
    expect(await list({ state: 'snoozed' })).toEqual([]);
  });

  it('can be woken before', async () => {
    const id = await t.run((ctx) => openTask(ctx, task('k')));
    await t.run((ctx) => snoozeTask(ctx, id, day('2026-03-05')));
    await t.run((ctx) => wakeTask(ctx, id));
    expect(await list({ state: 'open' })).toMatchObject([{ id, state: 'open', snoozed_until: null }]);
  });

  it('what has ended stays as it is', async () => {
    const id = await t.run((ctx) => openTask(ctx, task('k')));
    await t.run((ctx) => dropTask(ctx, id, 'they moved away'));
    const again: ((ctx: Ctx) => Promise<void>)[] = [
      (ctx) => finishTask(ctx, id),
      (ctx) => dropTask(ctx, id, 'again'),
      (ctx) => snoozeTask(ctx, id, day('2026-04-01')),
      (ctx) => wakeTask(ctx, id),
      (ctx) => assignTask(ctx, id, null),
    ];
    for (const step of again) expect(await refusalOf(t.run(step))).toBe('task.state');
    expect(await t.run((ctx) => getTask(ctx, id))).toMatchObject({ state: 'dropped', outcome: 'they moved away' });
    expect(await refusalOf(t.run((ctx) => finishTask(ctx, t.newId())))).toBe('task.not_found');
  });

  it('is given only to who works in the company', async () => {
    const id = await t.run((ctx) => openTask(ctx, task('k')));
    const stranger = await newUser();
    expect(await refusalOf(t.run((ctx) => assignTask(ctx, id, stranger)))).toBe('task.assignee_unknown');
    const user = await newUser('read_only');
    await t.run((ctx) => assignTask(ctx, id, user));
    expect(await list({ assignedTo: `user:${user}` })).toHaveLength(1);
    expect(await list({ assignedTo: 'nobody' })).toEqual([]);
    expect(await t.run((ctx) => findUserByEmail(ctx, ` ${user.toUpperCase()}@Example.com `))).toMatchObject({ id: user, roles: ['read_only'] });
    expect(await t.run((ctx) => findUserByEmail(ctx, `${stranger}@example.com`))).toBeUndefined();
  });
});

describe('lists of tasks', () => {
  it('are ordered by due day, those without one last, and paged with each task once', async () => {
    const customerId = t.newId();
    await t.run((ctx) =>
      openTasks(ctx, [
        task('a', { dueOn: day('2026-03-09') }),
        task('b'),
        task('c', { dueOn: day('2026-03-03'), customerId }),
        task('d', { forRole: 'billing', kind: 'other' }),
        task('e', { dueOn: day('2026-03-03') }),
      ]),
    );
    const seen: string[] = [];
    let after: TaskFilter['after'] = null;
    for (;;) {
      const [one] = await list({ after, limit: 1 });
      if (!one) break;
      seen.push(one.key);
      after = { dueOn: one.due_on, id: one.id };
    }
    expect(seen).toHaveLength(5);
    expect(seen.slice(0, 2).toSorted()).toEqual(['c', 'e']);
    expect(seen[2]).toBe('a');
    expect((await list({ roles: ['billing', 'owner'] })).map((one) => one.key)).toEqual(['d']);
    expect((await list({ kind: 'other' })).map((one) => one.key)).toEqual(['d']);
    expect((await list({ customerId })).map((one) => one.key)).toEqual(['c']);
  });
});

describe('notifications', () => {
  it('reach a user by name and by role, and each reads for themselves', async () => {
    const [ann, bob] = [await newUser('controller'), await newUser('controller', 'billing')];
    const as = <T>(id: string, work: (ctx: Ctx) => Promise<T>) => t.run((ctx) => work({ ...ctx, actor: { kind: 'user', id } }));
    const told = { kind: 'run.failed', text: 'Reminders stopped.', subjectKind: 'run', subjectId: t.newId() };
    await t.run((ctx) =>
      notify(ctx, [
        { ...told, audience: 'role:controller' },
        { ...told, audience: `user:${ann}` },
        { ...told, audience: 'role:billing' },
      ]),
    );
    const shown = (id: string) => as(id, (ctx) => listNotifications(ctx, { before: null, limit: 10 }));
    expect(await shown(ann)).toMatchObject({ unread: 2, notifications: [{ audience: `user:${ann}` }, { audience: 'role:controller' }] });
    expect((await shown(bob)).unread).toBe(2);
    const [first] = (await shown(ann)).notifications;
    expect(await as(ann, (ctx) => markRead(ctx, [first?.id ?? '']))).toBe(1);
    // Of somebody else: passed over.
    expect(await as(bob, (ctx) => markRead(ctx, [first?.id ?? '']))).toBe(0);
    expect((await shown(ann)).unread).toBe(1);
    expect((await as(ann, (ctx) => listNotifications(ctx, { unreadOnly: true, before: null, limit: 10 }))).notifications).toHaveLength(1);
    expect(await as(ann, (ctx) => markRead(ctx, 'all'))).toBe(1);
    expect(await as(ann, (ctx) => markRead(ctx, 'all'))).toBe(0);
    expect((await shown(ann)).unread).toBe(0);
    expect((await shown(bob)).unread).toBe(2);
    expect(await as(t.newId(), (ctx) => listNotifications(ctx, { before: null, limit: 10 }))).toEqual({ notifications: [], unread: 0 });
  });
});
