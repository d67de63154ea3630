import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, testApi, type TestApi } from '../../../tests/support/test-api.ts';
import type { Company } from './context.ts';
import { forgetExpiredAccess } from './forget-expired.ts';
import { ROLES, rolesInConflict, scopesOf } from './roles.ts';

describe('roles', () => {
  it('keep cash application apart from billing and master data', () => {
    const cash = scopesOf(['cash_application'], 'small');
    for (const scope of ['invoices:write', 'customers:write', 'credit:write', 'collections:write', 'access:admin', 'approvals:decide'] as const)
      expect(cash.has(scope)).toBe(false);
    expect(cash.has('cash:apply')).toBe(true);
    expect(scopesOf(['billing'], 'small').has('cash:apply')).toBe(false);
  });

  it('of readers and auditors change nothing', () => {
    for (const role of ['read_only', 'auditor'] as const) for (const scope of scopesOf([role], 'small')) expect(scope).toMatch(/:read$/);
  });

  it('under full duties let an owner administer and approve, but not operate, and keep functions apart', () => {
    const owner = scopesOf(['owner'], 'full');
    expect(owner.has('access:admin')).toBe(true);
    expect(owner.has('cash:apply')).toBe(false);
    expect(rolesInConflict(['cash_application', 'billing'], 'full')).toEqual(['cash_application', 'billing']);
    expect(rolesInConflict([...ROLES], 'small')).toBeUndefined();
  });
});

describe('users', () => {
  let api: TestApi;
  let owner: string;
  let ownerId: string;
  let company: Company;

  const invite = (by: string, email: string, roles: string[], companyId: string | null = null) =>
    api.ask({ method: 'POST', url: '/v1/users', cookie: by, payload: { email, name: 'Some One', companyId, roles } });
  const join = async (by: string, email: string, roles: string[], companyId: string | null = null) => {
    const invited = await invite(by, email, roles, companyId);
    expect(invited.status).toBe(201);
    const accepted = await api.ask({
      method: 'POST',
      url: '/v1/invitations/accept',
      payload: { token: invited.body['token'], password: 'some ones own password' },
    });
    expect(accepted.status).toBe(200);
    return { id: String(accepted.body['userId']), cookie: cookieOf(accepted) };
  };
  const setRoles = (by: string, user: string, roles: string[], companyId: string | null = null) =>
    api.ask({ method: 'PUT', url: `/v1/users/${user}/roles`, cookie: by, payload: { companyId, roles } });

  beforeAll(async () => {
    api = await testApi();
    const made = await api.ask({
      method: 'POST',
      url: '/v1/setup/owner',
      payload: { email: 'owner@firm.example', name: 'Olga', password: 'four words in a row' },
    });
    owner = cookieOf(made);
    ownerId = String(made.body['userId']);
    company = await api.company('Client One');
    await api.company('Client Two');
  });
  afterAll(() => api.close());

  it('come by a link that works once and not for long', async () => {
    const invited = await invite(owner, 'New@Firm.example', ['read_only']);
    const accept = () => api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: invited.body['token'], password: 'a password of mine' } });
    const both = await Promise.all([accept(), accept()]);
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect((await invite(owner, 'new@firm.example', ['read_only'])).body['code']).toBe('user.email_taken');
    const slow = await invite(owner, 'slow@firm.example', ['read_only']);
    const renewed = await api.ask({ method: 'POST', url: `/v1/users/${(slow.body['user'] as { id: string }).id}/invitation`, cookie: owner });
    expect(
      (await api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: slow.body['token'], password: 'a password of mine' } })).status,
    ).toBe(404);
    const { rows } = await api.test.database.pool.query<{ n: string }>(
      "select count(*) as n from invitation where expires_at <= created_at + interval '72 hours'",
    );
    expect(Number(rows[0]?.n)).toBe(1);
    await api.test.database.pool.query("update invitation set expires_at = now() - interval '1 second'");
    expect(
      (await api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: renewed.body['token'], password: 'a password of mine' } })).status,
    ).toBe(404);
  });

  it('see and do in a company only what their roles there allow, and nothing of other companies', async () => {
    const reader = await join(owner, 'reader@firm.example', ['auditor'], company.id);
    const me = await api.ask({ url: '/v1/me', cookie: reader.cookie });
    expect(me.body).toMatchObject({ firmScopes: [], companies: [{ slug: company.slug }] });
    expect((await api.ask({ url: `/v1/companies/${company.slug}/audit-events`, cookie: reader.cookie })).status).toBe(200);
    expect((await api.ask({ url: '/v1/companies/client-two/audit-events', cookie: reader.cookie })).status).toBe(404);
    expect(
      (await api.ask({ method: 'PUT', url: `/v1/companies/${company.slug}/control-profile`, cookie: reader.cookie, payload: { profile: 'solo' } })).body[
        'code'
      ],
    ).toBe('access.scope_missing');
    await setRoles(owner, reader.id, [], company.id);
    expect((await api.ask({ url: `/v1/companies/${company.slug}/audit-events`, cookie: reader.cookie })).status).toBe(404);
  });

  it('who administer can neither raise themselves nor touch owners', async () => {
    const admin = await join(owner, 'admin@firm.example', ['admin']);
    expect((await setRoles(admin.cookie, admin.id, ['admin', 'cash_application'])).body['code']).toBe('access.own_roles');
    expect((await setRoles(admin.cookie, ownerId, ['read_only'])).body['code']).toBe('access.role_beyond_own');
    expect((await invite(admin.cookie, 'second@firm.example', ['owner'])).body['code']).toBe('access.role_beyond_own');
    expect((await api.ask({ method: 'POST', url: `/v1/users/${ownerId}/invitation`, cookie: admin.cookie })).body['code']).toBe('access.role_beyond_own');
    expect((await api.ask({ method: 'PUT', url: `/v1/users/${ownerId}/state`, cookie: admin.cookie, payload: { state: 'disabled' } })).body['code']).toBe(
      'access.role_beyond_own',
    );
    expect((await invite(admin.cookie, 'clerk@firm.example', ['billing'])).status).toBe(201);
    expect((await invite(admin.cookie, 'second@firm.example', ['read_only'])).status).toBe(201);
  });

  it('that are disabled are out at once', async () => {
    const gone = await join(owner, 'gone@firm.example', ['read_only']);
    expect((await api.ask({ url: '/v1/me', cookie: gone.cookie })).status).toBe(200);
    expect((await api.ask({ method: 'PUT', url: `/v1/users/${gone.id}/state`, cookie: owner, payload: { state: 'disabled' } })).status).toBe(200);
    expect((await api.ask({ url: '/v1/me', cookie: gone.cookie })).status).toBe(401);
    expect((await api.ask({ method: 'POST', url: '/v1/session', payload: { email: 'gone@firm.example', password: 'some ones own password' } })).status).toBe(
      401,
    );
  });

  it('always keep one active owner, also when two owners leave at once', async () => {
    expect((await setRoles(owner, ownerId, ['admin'])).body['code']).toBe('access.last_owner');
    const second = await join(owner, 'owner2@firm.example', ['owner']);
    const both = await Promise.all([setRoles(owner, ownerId, ['admin']), setRoles(second.cookie, second.id, ['admin'])]);
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    const { rows } = await api.test.database.pool.query("select 1 from membership where role = 'owner' and company_id is null");
    expect(rows).toHaveLength(1);
    const remaining = both[0]?.status === 200 ? second : { cookie: owner, id: ownerId };
    const left = both[0]?.status === 200 ? ownerId : second.id;
    expect((await setRoles(remaining.cookie, left, ['owner'])).status).toBe(200);
  });

  it('hold no two conflicting roles once duties are fully separated', async () => {
    const put = (profile: string) => api.ask({ method: 'PUT', url: `/v1/companies/${company.slug}/control-profile`, cookie: owner, payload: { profile } });
    const clerk = await join(owner, 'allround@firm.example', ['billing', 'cash_application'], company.id);
    expect((await put('full')).body['code']).toBe('access.roles_conflict');
    expect((await setRoles(owner, clerk.id, ['billing'], company.id)).status).toBe(200);
    expect((await put('full')).status).toBe(200);
    expect((await setRoles(owner, clerk.id, ['billing', 'cash_application'], company.id)).body['code']).toBe('access.roles_conflict');
    expect((await setRoles(owner, clerk.id, ['cash_application'])).body['code']).toBe('access.roles_conflict');
    const key = (companyId: string | null) =>
      api.ask({ method: 'POST', url: '/v1/api-keys', cookie: owner, payload: { name: 'k', companyId, scopes: ['cash:apply'] } });
    expect((await key(company.id)).body['code']).toBe('access.scope_missing');
    expect((await key(null)).body['code']).toBe('access.scope_missing');
    expect((await put('small')).status).toBe(200);
  });

  it('leave a trail of what was done to them, with who did it', async () => {
    const page = await api.ask({ url: '/v1/audit-events?limit=500', cookie: owner });
    const actions = (page.body['items'] as { action: string; actor: string }[]).map((event) => event.action);
    for (const action of [
      'user.sign_in_refused',
      'owner.created',
      'user.invited',
      'user.roles_changed',
      'user.disabled',
      'user.password_set',
      'user.link_renewed',
    ])
      expect(actions).toContain(action);
    expect(page.text).not.toContain('@firm.example');
  });

  it('leave nothing behind that has ended', async () => {
    const { rows: before } = await api.test.database.pool.query<{ n: string }>('select (select count(*) from session) as n');
    expect(Number(before[0]?.n)).toBeGreaterThan(3);
    const later = (hours: number) => new Date(api.now().getTime() + hours * 3_600_000);
    expect(await forgetExpiredAccess(api.test.database, later(11))).toBeLessThan(3);
    expect(await forgetExpiredAccess(api.test.database, later(31 * 24))).toBeGreaterThan(3);
    const { rows } = await api.test.database.pool.query('select 1 from session union all select 1 from invitation union all select 1 from sign_in_throttle');
    expect(rows).toEqual([]);
  });
});
