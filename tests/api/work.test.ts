import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { openTask, type NewTask } from '../../src/ar/work/tasks.ts';
import { saveDecisions } from '../../src/ar/work/decisions.ts';
import { notify } from '../../src/ar/work/notifications.ts';
import { holdRun, startRun } from '../../src/ar/work/run-life.ts';
import { addDays, dayInZone } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { cookieOf, testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, itemsOf, makeCustomer, type CompanyClient } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Work');
  client = clientOf(api, company, await api.key(company));
});
afterAll(() => api.close());

/** As a machine of the company. */
function run<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const now = api.now();
  const today = dayInZone(now, company.timeZone);
  return api.test.database.forCompany(company.id, (tx) => work({ tx, now, today, company, actor: { kind: 'automation', id: 'invoicing' }, newId: api.newId }));
}

const today = () => dayInZone(api.now(), company.timeZone);

const task = (key: string, more: Partial<NewTask> = {}): NewTask => ({
  kind: 'mail_bounced',
  key,
  subjectKind: 'contact',
  subjectId: api.newId(),
  customerId: null,
  title: `Find a new address (${key})`,
  reason: 'hard_bounce',
  figures: { bounces: 2 },
  forRole: 'collections',
  ...more,
});

describe('automations over the API', () => {
  it('each has a mode for the company and of its own for pilot groups', async () => {
    expect(itemsOf(await client.read('/automations'))).toEqual([
      { automation: 'cash_application', mode: 'approve', groups: [] },
      { automation: 'invoicing', mode: 'approve', groups: [] },
    ]);
    await client.send('PUT', '/automations/invoicing', { mode: 'off' });
    expect((await client.send('PUT', '/automations/invoicing/groups/pilot%20north', { mode: 'auto' })).body).toEqual({
      automation: 'invoicing',
      mode: 'off',
      groups: [{ group: 'pilot north', mode: 'auto' }],
    });
    expect((await client.send('DELETE', '/automations/invoicing/groups/pilot%20north')).body).toEqual({ automation: 'invoicing', mode: 'off', groups: [] });
    const trail = await client.read('/audit-events?limit=10');
    expect(itemsOf(trail).filter((event) => event['subjectKind'] === 'automation')).toMatchObject([
      { action: 'automation.mode_cleared', before: { mode: 'auto', group: 'pilot north' }, after: { mode: 'off' } },
      { action: 'automation.mode_changed', before: { mode: 'off', group: 'pilot north' }, after: { mode: 'auto', group: 'pilot north' } },
      { action: 'automation.mode_changed', before: { mode: 'approve' }, after: { mode: 'off' } },
    ]);
  });

  it('what is no automation, or has no policy, is refused', async () => {
    expect((await client.send('PUT', '/automations/mining', { mode: 'auto' })).status).toBe(422);
    expect((await client.send('PUT', '/automations/dunning:nowhere', { mode: 'auto' })).body['code']).toBe('policy.not_found');
    expect((await client.send('PUT', '/automations/dunning:nowhere', { mode: 'off' })).status).toBe(200);
    expect((await (await clientAs(api, company, 'billing')).send('PUT', '/automations/invoicing', { mode: 'auto' })).body['code']).toBe('access.scope_missing');
  });

  it('customers are put into pilot groups', async () => {
    const ids = [await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd'), await makeCustomer(client, 'C2', 'Brockwell Lamps')];
    expect(await client.post('/customer-groups/assign', { group: 'north', customerIds: ids })).toEqual({ changed: 2 });
    expect(itemsOf(await client.read('/customer-groups'))).toEqual([{ group: 'north', customers: 2 }]);
    const place = { timeZone: 'Europe/Vienna', addressLines: ['Ring 1', 'Top 4'], postalCode: '1010', city: 'Wien', vatId: 'ATU12345678' };
    expect((await client.send('PATCH', `/customers/${ids[0]}`, place)).body).toMatchObject({ ...place, group: 'north' });
    expect((await client.send('PATCH', `/customers/${ids[0]}`, { timeZone: 'Mars/Olympus' })).body['code']).toBe('time_zone.unknown');
    expect((await client.send('POST', '/customer-groups/assign', { group: '', customerIds: [api.newId()] })).body['code']).toBe('customer.not_found');
  });
});

describe('runs and decisions over the API', () => {
  it('a daily run says for which day it is, why it did nothing, and what it decided', async () => {
    const customerId = api.newId();
    const subjectId = api.newId();
    const runId = await run(async (ctx) => {
      const { id } = await startRun(ctx, 'invoicing', 'shadow', { forOn: ctx.today });
      const one = { subjectKind: 'agreement', customerId, outcome: 'skip', reason: 'not_due', figures: { days: 3 } } as const;
      await saveDecisions(ctx, { runId: id, automation: 'invoicing', on: ctx.today }, [
        { ...one, subjectId },
        { ...one, subjectId: api.newId(), outcome: 'hold', reason: 'on_hold' },
        { ...one, subjectId: api.newId() },
      ]);
      await holdRun(ctx, id, 'series_missing');
      return id;
    });
    expect(itemsOf(await client.read('/runs?automation=invoicing'))).toMatchObject([
      { id: runId, automation: 'invoicing', state: 'done', forOn: today(), reason: 'series_missing' },
    ]);
    expect(itemsOf(await client.read('/runs?automation=cash_application'))).toEqual([]);
    const first = await client.read(`/runs/${runId}/decisions?limit=2`);
    const rest = await client.read(`/runs/${runId}/decisions?limit=2&cursor=${String(first['next'])}`);
    expect(new Set([...itemsOf(first), ...itemsOf(rest)].map((decision) => decision['id'])).size).toBe(3);
    expect(rest['next']).toBeNull();
    expect(itemsOf(await client.read(`/runs/${runId}/decisions?outcome=hold`))).toMatchObject([{ reason: 'on_hold', customerId }]);
    expect(itemsOf(await client.read(`/decisions?subjectId=${subjectId}`))).toMatchObject([
      { runId, subject: { kind: 'agreement', id: subjectId }, outcome: 'skip', reason: 'not_due', figures: { days: 3 }, decidedOn: today() },
    ]);
    expect(itemsOf(await client.read(`/decisions?customerId=${customerId}`))).toHaveLength(3);
    expect((await client.get('/decisions')).body['code']).toBe('decision.unspecified');
    expect((await client.get(`/runs/${api.newId()}/decisions`)).body['code']).toBe('run.not_found');
  });
});

describe('tasks over the API', () => {
  it('are listed, snoozed, given to somebody, and done', async () => {
    const customerId = api.newId();
    const id = await run((ctx) => openTask(ctx, task('a', { customerId, dueOn: ctx.today, worth: { minor: 150_000n, currency: currency('EUR') } })));
    await run((ctx) => openTask(ctx, task('b', { forRole: 'billing' })));
    const listed = await client.read('/tasks?limit=1');
    expect(itemsOf(listed)).toMatchObject([
      { id, worth: { amount: '1500.00', currency: 'EUR' }, forRole: 'collections', figures: { bounces: 2 }, can: { finish: true, wake: 'task.state' } },
    ]);
    expect(itemsOf(await client.read(`/tasks?cursor=${String(listed['next'])}`))).toMatchObject([{ forRole: 'billing' }]);
    expect(itemsOf(await client.read('/tasks?role=billing'))).toHaveLength(1);
    expect(itemsOf(await client.read(`/tasks?customerId=${customerId}&kind=mail_bounced&assignedTo=nobody`))).toHaveLength(1);

    const until = addDays(today(), 2);
    expect((await client.send('POST', `/tasks/${id}/snooze`, { until: today() })).body['code']).toBe('task.snooze_past');
    expect(await client.post(`/tasks/${id}/snooze`, { until })).toMatchObject({ state: 'snoozed', snoozedUntil: until, can: { wake: true } });
    expect(itemsOf(await client.read('/tasks?role=collections'))).toEqual([]);
    expect(itemsOf(await client.read('/tasks?role=collections&state=waiting'))).toHaveLength(1);
    expect(await client.post(`/tasks/${id}/wake`)).toMatchObject({ state: 'open', snoozedUntil: null });

    expect((await client.send('PUT', `/tasks/${id}/assignment`, { userId: api.newId() })).body['code']).toBe('task.assignee_unknown');
    const collector = await clientAs(api, company, 'collections');
    expect(await collector.post(`/tasks/${id}/finish`, { outcome: 'new address found' })).toMatchObject({
      state: 'done',
      outcome: 'new address found',
      can: { finish: 'task.state', assign: 'task.state' },
    });
    expect((await client.send('POST', `/tasks/${id}/drop`, { reason: 'late' })).body['code']).toBe('task.state');
    expect((await (await clientAs(api, company, 'read_only')).send('POST', `/tasks/${id}/finish`, {})).body['code']).toBe('access.scope_missing');
    expect((await client.get(`/tasks/${api.newId()}`)).body['code']).toBe('task.not_found');
  });
});

describe('notifications over the API', () => {
  it('reach a person who is signed in, who reads them for themselves', async () => {
    const owner = { email: 'owner@firm.example', name: 'Olga Owner', password: 'four words in a row' };
    expect((await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { ...owner, firmName: 'Firm' } })).status).toBe(201);
    const cookie = cookieOf(await api.ask({ method: 'POST', url: '/v1/session', payload: { email: owner.email, password: owner.password } }));
    const url = `/v1/companies/${company.slug}/notifications`;
    const told = { kind: 'run.failed', text: 'Reminders stopped.', subjectKind: 'run', subjectId: api.newId() };
    await run((ctx) =>
      notify(ctx, [
        { ...told, audience: 'role:owner' },
        { ...told, text: 'Once more.', audience: 'role:owner' },
        { ...told, audience: 'role:billing' },
      ]),
    );
    const first = (await api.ask({ url: `${url}?limit=1`, cookie })).body;
    expect(first).toMatchObject({ unread: 2, items: [{ text: 'Once more.', kind: 'run.failed', audience: 'role:owner', readAt: null }] });
    expect((await api.ask({ url: `${url}?limit=1&cursor=${String(first['next'])}`, cookie })).body).toMatchObject({
      items: [{ text: 'Reminders stopped.' }],
      next: null,
    });
    const ids = itemsOf(first).map((one) => one['id']);
    expect((await api.ask({ method: 'POST', url: `${url}/read`, cookie, payload: { ids } })).body).toEqual({ marked: 1 });
    expect((await api.ask({ url: `${url}?unread=true`, cookie })).body).toMatchObject({ unread: 1, items: [{ text: 'Reminders stopped.' }] });
    expect((await api.ask({ method: 'POST', url: `${url}/read`, cookie, payload: {} })).body).toEqual({ marked: 1 });
    expect((await api.ask({ url, cookie })).body).toMatchObject({ unread: 0 });
    // A task can be given to them, and they find it under their own.
    const taskId = await run((ctx) => openTask(ctx, task('mine')));
    const { rows } = await api.test.database.pool.query<{ id: string }>('select id from app_user');
    await client.send('PUT', `/tasks/${taskId}/assignment`, { userId: rows[0]?.id });
    expect((await api.ask({ url: `/v1/companies/${company.slug}/tasks?assignedTo=me`, cookie })).body).toMatchObject({ items: [{ id: taskId }] });
    // A key is nobody who could read.
    expect(await client.read('/notifications')).toEqual({ items: [], next: null, unread: 0 });
  });
});
