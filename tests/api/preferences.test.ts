import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { cookieOf, testApi, type TestApi } from '../support/test-api.ts';

const PASSWORD = 'a long walk by the harbour';

let api: TestApi;
let acme: Company;
let owner: string;
let clerk: string;

beforeAll(async () => {
  api = await testApi();
  const first = await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { email: 'olga@example.com', name: 'Olga', password: PASSWORD } });
  owner = cookieOf(first);
  acme = await api.company('Acme');
  const other = await api.company('Other');
  const invited = await api.ask({
    method: 'POST',
    url: '/v1/users',
    cookie: owner,
    payload: { email: 'kim@example.com', name: 'Kim', companyId: other.id, roles: ['billing'] },
  });
  const accepted = await api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: invited.body['token'], password: PASSWORD } });
  clerk = cookieOf(accepted);
});

afterAll(() => api.close());

function set(cookie: string, key: string, value: unknown, company?: string) {
  return api.ask({ method: 'PUT', url: `/v1/me/preferences/${key}`, cookie, payload: { value, ...(company === undefined ? {} : { company }) } });
}

async function get(cookie: string, company?: string): Promise<{ key: string; companyId: string | null; value: unknown }[]> {
  const answer = await api.ask({ url: `/v1/me/preferences${company === undefined ? '' : `?company=${company}`}`, cookie });
  expect(answer.status).toBe(200);
  return answer.body['items'] as { key: string; companyId: string | null; value: unknown }[];
}

describe('preferences', () => {
  it('keep any JSON of a user, everywhere and in one company, and are nobody else’s', async () => {
    const view = { name: 'Überfällig', filter: { overdue: true, over: '1000.00' }, columns: ['number', 'due'], nothing: null };
    expect((await set(owner, 'theme', 'dark')).status).toBe(204);
    expect((await set(owner, 'views.invoices', [view], acme.slug)).status).toBe(204);
    expect((await set(owner, 'views.invoices', [])).status).toBe(204);
    expect(await get(owner)).toMatchObject([
      { key: 'theme', companyId: null, value: 'dark' },
      { key: 'views.invoices', companyId: null, value: [] },
    ]);
    expect(await get(owner, acme.id)).toMatchObject([{ key: 'theme' }, { key: 'views.invoices', companyId: null }, { companyId: acme.id, value: [view] }]);
    expect(await get(clerk)).toEqual([]);
  });

  it('are replaced by the next value and taken away by null', async () => {
    await set(owner, 'language', 'en');
    await set(owner, 'language', 'de');
    expect((await get(owner)).filter(({ key }) => key === 'language')).toMatchObject([{ value: 'de' }]);
    expect((await set(owner, 'language', null)).status).toBe(204);
    expect((await get(owner)).some(({ key }) => key === 'language')).toBe(false);
  });

  it('of a company are closed to whoever has no business in it', async () => {
    expect((await set(clerk, 'theme', 'dark', acme.slug)).body).toMatchObject({ code: 'company.not_found' });
    expect((await api.ask({ url: `/v1/me/preferences?company=${acme.slug}`, cookie: clerk })).body).toMatchObject({ code: 'company.not_found' });
    expect((await set(clerk, 'theme', 'dark', 'no-such-company')).body).toMatchObject({ code: 'company.not_found' });
  });

  it('have keys of words, and values that the database can keep', async () => {
    for (const key of ['Theme', 'a..b', '.a', 'a/b', '1a', 'x'.repeat(101)]) {
      expect((await set(owner, encodeURIComponent(key), 1)).status, key).toBeGreaterThanOrEqual(400);
    }
    expect((await set(owner, 'big', 'x'.repeat(16 * 1024))).body).toMatchObject({ code: 'preference.too_large' });
    expect((await set(owner, 'big', 'x'.repeat(16 * 1024 - 2))).status).toBe(204);
    for (const value of ['a\u0000b', { 'a\u0000': 1 }, ['\ud800']]) expect((await set(owner, 'bad', value)).status).toBe(422);
    expect((await set(owner, 'deep', JSON.parse('['.repeat(40) + ']'.repeat(40)))).body).toMatchObject({ code: 'preference.too_deep' });
    const missing = await api.ask({ method: 'PUT', url: '/v1/me/preferences/theme', cookie: owner, payload: {} });
    expect(missing.status).toBe(422);
  });

  it('are at most two hundred, also when they come side by side', async () => {
    const answers = await Promise.all(Array.from({ length: 205 }, (_, index) => set(clerk, `k.${index + 1}`.replace('.', '.n'), index)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(200);
    expect(answers.find(({ status }) => status !== 204)?.body).toMatchObject({ code: 'preference.too_many' });
    const [some] = await get(clerk);
    expect((await set(clerk, some?.key ?? '', 'again')).status).toBe(204);
  });

  it('belong to people, not to API keys', async () => {
    const key = await api.key(acme);
    expect((await api.ask({ url: '/v1/me/preferences', key })).body).toMatchObject({ code: 'access.not_a_person' });
    expect((await api.ask({ method: 'PUT', url: '/v1/me/preferences/theme', key, payload: { value: 1 } })).body).toMatchObject({ code: 'access.not_a_person' });
  });
});

describe('the own name', () => {
  it('changes for everybody who sees it, and the firm’s trail says so', async () => {
    expect((await api.ask({ method: 'PUT', url: '/v1/me/name', cookie: owner, payload: { name: 'Olga Petrova' } })).status).toBe(204);
    const me = await api.ask({ url: '/v1/me', cookie: owner });
    expect(me.body).toMatchObject({ name: 'Olga Petrova', firmRoles: ['owner'] });
    const trail = await api.ask({ url: '/v1/audit-events', cookie: owner });
    expect((trail.body['items'] as object[])[0]).toMatchObject({ action: 'user.renamed', actorName: 'Olga Petrova', before: { name: 'Olga' } });
  });
});
