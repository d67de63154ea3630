import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { openMigratedDatabase } from '../../src/app/open-database.ts';
import { companyRunner, OPERATOR } from '../../src/app/run-context.ts';
import { findCompany } from '../../src/ar/access/find-company.ts';
import type { Ctx } from '../../src/ar/access/context.ts';
import { findByNumbers } from '../../src/ar/customers/find-customers.ts';
import { saveDecisions } from '../../src/ar/work/decisions.ts';
import { notify } from '../../src/ar/work/notifications.ts';
import { endRun, startRun } from '../../src/ar/work/run-life.ts';
import { openTask } from '../../src/ar/work/tasks.ts';
import { addDays } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { heldPlace, type HeldPlace } from './held-place.ts';

const CUSTOMERS =
  'number,name,email,phone,managementEmail,timeZone,street,postalCode,city,country,vatId,group\n' +
  'C-1,Nordlicht AG,a@example.com,+49 40 1,boss@example.com,Europe/Vienna,Ring 1,1010,Wien,AT,ATU12345678,north\nC-2,Südwind KG,,,,Mars/Olympus,,,,,,\n';

describe('automations and tasks on the command line', { timeout: 120_000 }, () => {
  let at: HeldPlace;

  beforeAll(async () => {
    at = await heldPlace();
    await at.company('Nordlicht');
    const imported = await at.run('import', 'customers', at.file('customers.csv', CUSTOMERS), '--json');
    expect(imported.json).toMatchObject({ read: 2, imported: 2, problems: [{ where: 'line 3, column timeZone' }] });
  });

  afterAll(() => at.close());

  /** What no command makes: as the machine of the company. */
  async function machine<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
    const opened = await openMigratedDatabase(readConfig({ data: path.join(at.folder, 'data') }), { onNote: () => undefined, now: new Date() });
    try {
      return await companyRunner(opened.database, await findCompany(opened.database, 'nordlicht'), OPERATOR).run(work);
    } finally {
      await opened.close();
    }
  }

  it('puts customers into pilot groups, all or none', async () => {
    expect((await at.run('customers', 'group', 'south', 'C-1', 'C-2', '--json')).json).toEqual({ group: 'south', changed: 2 });
    expect((await at.run('customers', 'group', 'east', 'C-1', 'C-9', '--json')).json).toMatchObject({ error: { code: 'customer.not_found' } });
    expect((await at.run('customers', 'groups', '--json')).json).toEqual({ groups: [{ group: 'south', customers: 2 }] });
    expect((await at.run('customers', 'group', '-', 'C-2')).out).toBe('1 customer was taken out of their groups.\n');
    expect(await at.run('customers', 'group', 'x'.repeat(61), 'C-1')).toMatchObject({ exit: 2 });
  });

  it('sets modes for the company and for a group', async () => {
    expect((await at.run('automation', 'set', 'invoicing', 'off', '--json')).json).toEqual({ automation: 'invoicing', mode: 'off', groups: [] });
    expect((await at.run('automation', 'set', 'invoicing', 'auto', '--group', 'south', '--json')).json).toEqual({
      automation: 'invoicing',
      mode: 'off',
      groups: [{ group: 'south', mode: 'auto' }],
    });
    expect((await at.run('automation', 'list')).out).toMatch(/invoicing +everybody else +off\n +south +auto\n/);
    expect((await at.run('automation', 'set', 'invoicing', 'company', '--group', 'south', '--json')).json).toMatchObject({ groups: [] });
    expect((await at.run('automation', 'set', 'invoicing', 'company', '--json')).json).toMatchObject({ error: { code: 'automation.mode_unknown' } });
    expect((await at.run('automation', 'set', 'dunning:nowhere', 'auto', '--json')).json).toMatchObject({ error: { code: 'policy.not_found' } });
    expect(await at.run('automation', 'set', 'mining', 'auto')).toMatchObject({ exit: 2 });
  });

  it('shows runs with what they decided', async () => {
    const subjectId = await machine(async (ctx) => {
      const { id } = await startRun(ctx, 'invoicing', 'shadow', { forOn: ctx.today });
      const subject = ctx.newId();
      const decision = {
        subjectKind: 'agreement',
        subjectId: subject,
        customerId: null,
        outcome: 'hold',
        reason: 'series_missing',
        figures: { lines: 2 },
      } as const;
      await saveDecisions(ctx, { runId: id, automation: 'invoicing', on: ctx.today }, [decision]);
      await endRun(ctx, id, 'done', { considered: 1 });
      return subject;
    });
    const { runs } = (await at.run('runs', 'list', '--automation', 'invoicing', '--json')).json as { runs: { id: string }[] };
    expect(runs).toMatchObject([{ automation: 'invoicing', mode: 'shadow', state: 'done', counts: { considered: 1 } }]);
    const id = runs[0]?.id ?? '';
    expect((await at.run('runs', 'show', id, '--json')).json).toMatchObject({
      run: { id },
      decisions: [{ outcome: 'hold', reason: 'series_missing', subject: { kind: 'agreement', id: subjectId }, figures: { lines: 2 } }],
    });
    expect((await at.run('runs', 'show', id, '--outcome', 'act')).out).toContain('Nothing was decided anew.');
    expect((await at.run('runs', 'show', id)).out).toContain('series_missing');
    expect((await at.run('runs', 'show', subjectId, '--json')).json).toMatchObject({ error: { code: 'run.not_found' } });
  });

  it('lists tasks, lets them rest, and ends them', async () => {
    const { id, later } = await machine(async (ctx) => {
      const [customer] = await findByNumbers(ctx, ['C-1']);
      const more = {
        subjectKind: 'customer',
        subjectId: customer?.id ?? '',
        customerId: customer?.id ?? null,
        reason: 'no_address',
        forRole: 'billing',
      } as const;
      const worth = { minor: 12_345n, currency: currency('EUR') };
      await openTask(ctx, { ...more, kind: 'call', key: 'b', title: 'Call them' });
      return {
        id: await openTask(ctx, { ...more, kind: 'no_address', key: 'a', title: 'Ask for an address', dueOn: ctx.today, worth }),
        later: addDays(ctx.today, 3),
      };
    });
    const { tasks, next } = (await at.run('tasks', 'list', '--limit', '1', '--json')).json as { tasks: { id: string }[]; next: string };
    expect(tasks).toMatchObject([{ id, customerNumber: 'C-1', worth: { amount: '123.45', currency: 'EUR' }, state: 'open' }]);
    expect((await at.run('tasks', 'list', '--after', next, '--json')).json).toMatchObject({ tasks: [{ title: 'Call them' }], next: null });
    expect((await at.run('tasks', 'list', '--customer', 'C-1', '--kind', 'call', '--role', 'billing')).out).toContain('Call them');
    expect((await at.run('tasks', 'snooze', id, '--until', later)).out).toBe(`Ask for an address: rests until ${later}.\n`);
    expect((await at.run('tasks', 'list', '--state', 'snoozed', '--json')).json).toMatchObject({ tasks: [{ id, snoozedUntil: later }] });
    expect((await at.run('tasks', 'wake', id, '--json')).json).toMatchObject({ state: 'open' });
    expect((await at.run('tasks', 'assign', id, '--to', 'nobody@example.com', '--json')).json).toMatchObject({ error: { code: 'task.assignee_unknown' } });
    expect((await at.run('tasks', 'assign', id, '--to', 'nobody', '--json')).json).toMatchObject({ assignedTo: null });
    expect((await at.run('tasks', 'done', id, '--outcome', 'address found', '--json')).json).toMatchObject({ state: 'done', outcome: 'address found' });
    expect((await at.run('tasks', 'drop', id, '--reason', 'late', '--json')).json).toMatchObject({ error: { code: 'task.state' } });
    expect(await at.run('tasks', 'done', 'a')).toMatchObject({ exit: 2 });
  });

  it('lists what people were told, and remembers what the operator has read', async () => {
    await machine((ctx) =>
      notify(ctx, { audience: 'role:controller', kind: 'run.failed', text: 'Reminders stopped.', subjectKind: 'run', subjectId: ctx.newId() }),
    );
    expect((await at.run('notifications', '--mark-read', '--json')).json).toMatchObject({
      unread: 1,
      notifications: [{ text: 'Reminders stopped.', readAt: null }],
    });
    expect((await at.run('notifications', '--unread', '--json')).json).toEqual({ notifications: [], unread: 0, next: null });
    expect((await at.run('notifications')).out).toContain('Reminders stopped.');
  });
});
