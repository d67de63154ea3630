import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareSetup } from '../ar/access/setup-token.ts';
import { SIGN_IN_LIMITS } from '../ar/access/sign-in.ts';
import { cookieOf, testApi, type TestApi } from '../../tests/support/test-api.ts';

const OWNER = { email: 'owner@firm.example', name: 'Olga Owner', password: 'four words in a row', firmName: 'Firm' };
const HOUR_MS = 3_600_000;

describe('first-run set-up', () => {
  it('lets one of two owners that come at once win', async () => {
    const api = await testApi();
    try {
      const both = await Promise.all(
        ['a', 'b'].map((who) => api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { ...OWNER, email: `${who}@firm.example` } })),
      );
      expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const { rows } = await api.test.database.pool.query('select email from app_user');
      expect(rows).toHaveLength(1);
      const { rows: firms } = await api.test.database.pool.query('select name from firm');
      expect(firms).toEqual([{ name: 'Firm' }]);
    } finally {
      await api.close();
    }
  });

  it('asks for the set-up token from another machine, through a proxy, and under a foreign host name', async () => {
    const api = await testApi();
    try {
      const token = await prepareSetup(api.test.database, api.dataFolder);
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(statSync(path.join(api.dataFolder, 'setup-token')).mode & 0o777).toBe(0o600);
      const from = (more: object) => api.ask({ method: 'POST', url: '/v1/setup/owner', payload: OWNER, ...more });
      expect((await from({ remoteAddress: '192.0.2.7' })).body['code']).toBe('setup.not_allowed');
      expect((await from({ headers: { 'x-forwarded-for': '192.0.2.7' } })).body['code']).toBe('setup.not_allowed');
      expect((await from({ headers: { host: 'rebound.example' } })).body['code']).toBe('setup.not_allowed');
      expect((await from({ remoteAddress: '192.0.2.7', payload: { ...OWNER, setupToken: 'wrong' } })).body['code']).toBe('setup.not_allowed');
      expect((await from({ remoteAddress: '192.0.2.7', payload: { ...OWNER, setupToken: token } })).status).toBe(201);
      expect(await prepareSetup(api.test.database, api.dataFolder)).toBeUndefined();
      expect(() => readFileSync(path.join(api.dataFolder, 'setup-token'))).toThrow('ENOENT');
    } finally {
      await api.close();
    }
  });

  it('takes no weak password and tells why', async () => {
    const api = await testApi();
    try {
      const code = async (password: string) => (await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { ...OWNER, password } })).body['code'];
      expect(await code('short')).toBe('password.too_short');
      expect(await code('Owner@Firm.example')).toBe('password.guessable');
      expect(await code('abcabcabcabc')).toBe('password.guessable');
      expect(await code('123456789012')).toBe('password.guessable');
      expect((await api.ask({ url: '/v1/setup' })).body).toEqual({ needed: true, tokenNeeded: false });
    } finally {
      await api.close();
    }
  });
});

describe('sessions', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi();
    expect((await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: OWNER })).status).toBe(201);
  });
  afterAll(() => api.close());

  const signIn = (email: string, password: string, more: object = {}) => api.ask({ method: 'POST', url: '/v1/session', payload: { email, password }, ...more });

  it('sign in by e-mail in any case, with a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn('  OWNER@firm.example', OWNER.password);
    expect(answer.status).toBe(200);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).not.toContain('Secure');
    const me = await api.ask({ url: '/v1/me', cookie: cookieOf(answer) });
    expect(me.body).toMatchObject({ kind: 'user', email: OWNER.email, name: OWNER.name });
    const { rows } = await api.test.database.pool.query<{ token_hash: Buffer }>('select token_hash from session');
    const token = cookieOf(answer).split('=')[1] ?? '';
    expect(rows.some((row) => row.token_hash.toString('base64url') === token)).toBe(false);
  });

  it('answer an unknown e-mail, a wrong password and a disabled user with the same words', async () => {
    const wrong = await signIn(OWNER.email, 'not the right one');
    const unknown = await signIn('nobody@firm.example', 'not the right one');
    expect(wrong.status).toBe(401);
    expect({ ...wrong.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
  });

  it('end on sign-out, at once', async () => {
    const cookie = cookieOf(await signIn(OWNER.email, OWNER.password));
    expect((await api.ask({ method: 'DELETE', url: '/v1/session', cookie })).status).toBe(204);
    expect((await api.ask({ url: '/v1/me', cookie })).body['code']).toBe('access.unauthenticated');
  });

  it('end after 12 idle hours and live on while they are used, for 30 days at most', async () => {
    const cookie = cookieOf(await signIn(OWNER.email, OWNER.password));
    for (let hours = 0; hours < 29 * 24; hours += 11) {
      api.pass(11 * HOUR_MS);
      expect((await api.ask({ url: '/v1/me', cookie })).status).toBe(200);
    }
    api.pass(11 * HOUR_MS);
    await api.ask({ url: '/v1/me', cookie });
    api.pass(11 * HOUR_MS);
    await api.ask({ url: '/v1/me', cookie });
    api.pass(11 * HOUR_MS);
    expect((await api.ask({ url: '/v1/me', cookie })).status).toBe(401);
    const other = cookieOf(await signIn(OWNER.email, OWNER.password));
    api.pass(13 * HOUR_MS);
    expect((await api.ask({ url: '/v1/me', cookie: other })).status).toBe(401);
  });

  it('are changed only by pages of this server: another site gets nothing done with the cookie', async () => {
    const cookie = cookieOf(await signIn(OWNER.email, OWNER.password));
    const change = (headers: Record<string, string>) =>
      api.app.inject({ method: 'DELETE', url: '/v1/session', headers: { host: 'localhost:4300', cookie, ...headers } }).then((answer) => answer.statusCode);
    expect(await change({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await change({ origin: 'https://evil.example' })).toBe(403);
    expect(await change({ origin: 'null' })).toBe(403);
    expect(await change({})).toBe(403);
    expect(await change({ origin: 'http://localhost:4300' })).toBe(204);
    const foreign = await api.ask({
      method: 'POST',
      url: '/v1/session',
      payload: { email: OWNER.email, password: OWNER.password },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.body['code']).toBe('access.cross_site');
  });

  it('of a person end everywhere else when the password changes', async () => {
    const here = cookieOf(await signIn(OWNER.email, OWNER.password));
    const there = cookieOf(await signIn(OWNER.email, OWNER.password));
    const change = (present: string, next: string) => api.ask({ method: 'PUT', url: '/v1/me/password', cookie: here, payload: { present, next } });
    expect((await change('a wrong present one', 'another good password')).body['code']).toBe('access.wrong_password');
    expect((await change(OWNER.password, 'another good password')).status).toBe(204);
    expect((await api.ask({ url: '/v1/me', cookie: there })).status).toBe(401);
    expect((await api.ask({ url: '/v1/me', cookie: here })).status).toBe(200);
    expect((await change('another good password', OWNER.password)).status).toBe(204);
  });

  it('are not had by guessing: attempts are throttled by address and e-mail, also side by side, and the right password waits too', async () => {
    const email = 'victim@firm.example';
    const owner = cookieOf(await signIn(OWNER.email, OWNER.password));
    const invited = await api.ask({ method: 'POST', url: '/v1/users', cookie: owner, payload: { email, name: 'Vic', companyId: null, roles: ['read_only'] } });
    expect(
      (await api.ask({ method: 'POST', url: '/v1/invitations/accept', payload: { token: invited.body['token'], password: 'victims own password' } })).status,
    ).toBe(200);
    const guesses = await Promise.all(Array.from({ length: SIGN_IN_LIMITS.pair + 5 }, () => signIn(email, 'a guess of many', { remoteAddress: '192.0.2.66' })));
    expect(guesses.filter((guess) => guess.status === 401)).toHaveLength(SIGN_IN_LIMITS.pair);
    const stopped = await signIn(email, 'victims own password', { remoteAddress: '192.0.2.66' });
    expect(stopped.body['code']).toBe('access.throttled');
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
    expect((await signIn(email, 'victims own password', { remoteAddress: '192.0.2.1' })).status).toBe(200);
    api.pass(16 * 60_000);
    expect((await signIn(email, 'victims own password', { remoteAddress: '192.0.2.66' })).status).toBe(200);
  });
});

describe('over https', () => {
  it('the cookie is Secure and bound to the host, and browsers are told to stay with https', async () => {
    const api = await testApi({ publicUrl: 'https://ar.firm.example' });
    try {
      const answer = await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: OWNER });
      expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-dunlin_session=.*; Path=\/;.*Secure/);
      expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
      expect(String(answer.headers['content-security-policy'])).not.toContain('unsafe');
    } finally {
      await api.close();
    }
  });
});

describe('logs', () => {
  it('hold no password, token, key, cookie or address, whatever happens', async () => {
    const api = await testApi();
    try {
      const token = (await prepareSetup(api.test.database, api.dataFolder)) ?? '';
      const owner = await api.ask({ method: 'POST', url: '/v1/setup/owner?email=query@firm.example', payload: OWNER });
      const company = await api.company('Logged');
      const key = await api.key(company);
      await api.ask({ method: 'POST', url: '/v1/session', payload: { email: OWNER.email, password: 'a very wrong password' } });
      await api.ask({ url: `/v1/companies/${company.slug}`, key });
      await api.ask({ url: `/v1/nothing-here?token=${token}&iban=DE89370400440532013000`, key });
      api.app.log.error(
        {
          err: new Error(`postgres://dunlin:hunter2secret@db/x for ${OWNER.email} DE89370400440532013000 ${key}`),
          password: 'plain',
          nested: { iban: 'DE89370400440532013000', deeper: { token } },
        },
        `failed for ${OWNER.email}`,
      );
      const log = api.logged();
      expect(log).toContain('failed for [email]');
      expect(log).toContain('"route":"/v1/session"');
      const secrets = [
        OWNER.email,
        OWNER.password,
        'query@firm.example',
        'a very wrong password',
        key,
        key.split('_').slice(2).join('_'),
        token,
        cookieOf(owner).split('=')[1] ?? '',
        'hunter2secret',
        'DE89370400440532013000',
        '"plain"',
      ];
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(3);
        expect(log).not.toContain(secret);
      }
    } finally {
      await api.close();
    }
  });
});
