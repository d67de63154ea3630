import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { cookieOf, testApi, type TestApi } from '../support/test-api.ts';
import type { Json } from './company-client.ts';

const PASSWORD = 'a long walk by the harbour';
const DEMO_SLUGS = ['papierkranich', 'teapot-thimble', 'two-moose'];

async function withOwner(): Promise<{ api: TestApi; cookie: string }> {
  const api = await testApi();
  const made = await api.ask({
    method: 'POST',
    url: '/v1/setup/owner',
    payload: { email: 'olga@example.com', name: 'Olga', password: PASSWORD, firmName: 'Heron Books' },
  });
  expect(made.status).toBe(201);
  return { api, cookie: cookieOf(made) };
}

function status(api: TestApi, cookie: string) {
  return api.ask({ url: '/v1/setup/demo', cookie });
}

function start(api: TestApi, cookie: string, size?: string) {
  return api.ask({ method: 'POST', url: '/v1/setup/demo', cookie, payload: size === undefined ? {} : { size } });
}

async function companiesOf(api: TestApi, cookie: string): Promise<{ slug: string; demo: boolean }[]> {
  return (await api.ask({ url: '/v1/companies', cookie })).body['items'] as { slug: string; demo: boolean }[];
}

async function waitFor(api: TestApi, cookie: string, until: (body: Json) => boolean): Promise<Json> {
  for (;;) {
    const { body } = await status(api, cookie);
    if (until(body)) return body;
    await sleep(200);
  }
}

describe('the demo from the browser', { timeout: 600_000 }, () => {
  let api: TestApi;
  let owner: string;
  let own: Company;
  beforeAll(async () => ({ api, cookie: owner } = await withOwner()));
  afterAll(() => api.close());

  it('is asked for by whoever may create companies, and by nobody else', async () => {
    expect((await api.ask({ url: '/v1/setup/demo' })).status).toBe(401);
    const invited = await api.ask({
      method: 'POST',
      url: '/v1/users',
      cookie: owner,
      payload: { email: 'kim@example.com', name: 'Kim', companyId: null, roles: ['billing'] },
    });
    const accepted = await api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: invited.body['token'], password: PASSWORD } });
    expect((await start(api, cookieOf(accepted))).body).toMatchObject({ code: 'access.scope_missing' });
    expect((await status(api, owner)).body).toEqual({ state: 'absent', can: { start: true }, progress: null, failure: null });
  });

  it('loads beside the requests: its companies are seen by nobody before, a second start is refused, and an own company may come meanwhile', async () => {
    const answer = await start(api, owner);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ state: 'loading', can: { start: 'demo.in_progress' }, progress: { size: 'small' } });
    expect((await start(api, owner)).body).toMatchObject({ code: 'demo.in_progress' });
    const during = await waitFor(api, owner, ({ progress }) => progress === null || Number((progress as Json)['done']) > 10);
    expect(during).toMatchObject({ state: 'loading', progress: { total: expect.any(Number), on: expect.any(String), company: expect.any(String) } });
    expect(await companiesOf(api, owner)).toEqual([]);
    expect((await api.ask({ url: '/v1/companies/two-moose', cookie: owner })).body).toMatchObject({ code: 'company.not_found' });
    own = await api.company('Own GmbH');
    const clash = await api.ask({
      method: 'POST',
      url: '/v1/companies',
      cookie: owner,
      payload: { name: 'Moose', slug: 'two-moose', currency: 'EUR', country: 'DE' },
    });
    expect(clash.body).toMatchObject({ code: 'company.slug_taken' });
    const done = await waitFor(api, owner, ({ state }) => state !== 'loading');
    expect(done).toEqual({ state: 'ready', can: { start: 'demo.loaded_already' }, progress: null, failure: null });
  });

  it('belongs to the firm of its owner, and is told apart from what is the owner’s own', async () => {
    const companies = await companiesOf(api, owner);
    expect(
      companies
        .filter(({ demo }) => demo)
        .map(({ slug }) => slug)
        .toSorted(),
    ).toEqual(DEMO_SLUGS);
    expect(companies.filter(({ demo }) => !demo)).toMatchObject([{ slug: own.slug }]);
    const me = (await api.ask({ url: '/v1/me', cookie: owner })).body['companies'] as Json[];
    expect(me.find(({ slug }) => slug === 'two-moose')).toMatchObject({ demo: true, roles: ['owner'] });
    for (const slug of DEMO_SLUGS) {
      const invoices = await api.ask({ url: `/v1/companies/${slug}/invoices?limit=5`, cookie: owner });
      expect(invoices.body['items']).toHaveLength(5);
    }
    expect((await api.ask({ url: `/v1/companies/${own.slug}/invoices?limit=5`, cookie: owner })).body['items']).toEqual([]);
    const trail = await api.ask({ url: '/v1/companies/two-moose/audit-chain', cookie: owner });
    expect(trail.body).toMatchObject({ ok: true });
    expect((await start(api, owner)).body).toMatchObject({ code: 'demo.loaded_already' });
    // Small as it is, there is something on every desk.
    for (const list of ['bank-lines', 'promises', 'messages?state=waiting', 'inbox', 'tasks', 'approvals', 'reminders', 'runs']) {
      const counts = [];
      for (const slug of DEMO_SLUGS) counts.push(((await api.ask({ url: `/v1/companies/${slug}/${list}`, cookie: owner })).body['items'] as unknown[]).length);
      expect(Math.max(...counts), list).toBeGreaterThan(0);
    }
    // Its customers are invented: nothing may leave, whatever somebody tries.
    const server = { channel: 'email', host: 'smtp.example.com', port: 587, security: 'starttls', auth: { kind: 'none' }, from: { address: 'a@example.com' } };
    expect((await api.ask({ method: 'PUT', url: '/v1/companies/two-moose/channels', cookie: owner, payload: server })).body['code']).toBe(
      'channel.demo_company',
    );
    const mine = await api.ask({ method: 'POST', url: '/v1/companies', cookie: owner, payload: { name: 'Second GmbH', currency: 'EUR', country: 'DE' } });
    expect(mine.body).toMatchObject({ demo: false });
  });
});

describe('a demo that does not come to its end', { timeout: 600_000 }, () => {
  it('is told as unfinished after a restart, starts anew, and leaves every other company as it is', async () => {
    const { api, cookie } = await withOwner();
    try {
      await start(api, cookie);
      await waitFor(api, cookie, ({ progress }) => progress === null || Number((progress as Json)['done']) > 5);
      await api.demo.stop();
      await waitFor(api, cookie, ({ state }) => state !== 'loading');
      expect((await status(api, cookie)).body).toMatchObject({ state: 'unfinished', can: { start: true }, progress: null });
      expect(await companiesOf(api, cookie)).toEqual([]);
      const own = await api.company('Own GmbH');
      const trail = () => api.ask({ url: `/v1/companies/${own.slug}/audit-events`, cookie });
      const before = await trail();
      expect((await start(api, cookie)).status).toBe(202);
      const again = await waitFor(api, cookie, ({ progress }) => progress === null || Number((progress as Json)['done']) > 5);
      expect(again).toMatchObject({ state: 'loading', failure: null });
      expect(await companiesOf(api, cookie)).toMatchObject([{ slug: own.slug, demo: false }]);
      expect((await trail()).body).toEqual(before.body);
    } finally {
      await api.close();
    }
  });

  it('is not begun where there are companies already', async () => {
    const { api, cookie } = await withOwner();
    try {
      await api.company('Own GmbH');
      expect((await status(api, cookie)).body).toMatchObject({ state: 'absent', can: { start: 'demo.other_companies' } });
      expect((await start(api, cookie)).body).toMatchObject({ code: 'demo.other_companies' });
    } finally {
      await api.close();
    }
  });
});
