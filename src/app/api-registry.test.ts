import { Validator } from '@seriousme/openapi-schema-validator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../ar/access/context.ts';
import { SCOPES, type Scope } from '../ar/access/roles.ts';
import type { Operation } from '../foundation/contract/operation.ts';
import { testApi, type TestApi } from '../../tests/support/test-api.ts';
import { apiDocument } from './api.ts';
import { allTables } from './schema.ts';

/** A request that reaches the operation's door; its parts need not be valid, since access is decided before they are read. */
function requestOf(operation: Operation, company: Company): { method: 'GET'; url: string; payload?: object } {
  const url = operation.path.replace('{company}', company.slug).replaceAll(/\{\w+\}/g, company.id);
  return { method: operation.method as 'GET', url, ...(operation.body ? { payload: {} } : {}) };
}

describe('the registry', () => {
  let api: TestApi;
  let ours: Company;
  let theirs: Company;
  let operations: readonly Operation[];

  beforeAll(async () => {
    api = await testApi();
    ours = await api.company('Ours');
    theirs = await api.company('Theirs');
    operations = api.operations.map((bound) => bound.operation);
  });
  afterAll(() => api.close());

  /** Every row of every table, as the owner, who sees all companies. */
  const rowsOf = async () => {
    const client = new pg.Client({ connectionString: api.test.ownerUrl });
    await client.connect();
    const digests: Record<string, unknown> = {};
    for (const { name } of allTables) {
      digests[name] = (await client.query(`select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`)).rows[0];
    }
    await client.end();
    return digests;
  };

  it('refuses every operation that is not public to a caller without session or key, and to one with a made-up key', async () => {
    const before = await rowsOf();
    const closed = operations.filter((operation) => operation.realm !== 'public');
    expect(closed.length).toBeGreaterThan(10);
    for (const operation of closed) {
      for (const key of [undefined, `dk_000000000000_${'x'.repeat(43)}`, 'nonsense']) {
        const answer = await api.ask({ ...requestOf(operation, ours), ...(key ? { key } : {}) });
        expect([operation.id, answer.status, answer.body['code']]).toEqual([operation.id, 401, 'access.unauthenticated']);
      }
    }
    expect(await rowsOf()).toEqual(before);
  });

  it('hides a company from the key of another: every operation answers as if it did not exist, and nothing changes', async () => {
    const key = await api.key(theirs);
    const before = await rowsOf();
    const company = operations.filter((operation) => operation.realm === 'company');
    expect(company.length).toBeGreaterThan(3);
    for (const operation of company) {
      const answer = await api.ask({ ...requestOf(operation, ours), key });
      const absent = await api.ask({ ...requestOf(operation, { ...ours, slug: 'no-such-company' }), key });
      expect([operation.id, answer.status, answer.body['code']]).toEqual([operation.id, 404, 'company.not_found']);
      expect({ ...answer.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
    for (const operation of operations.filter((one) => one.realm === 'firm' && one.scope)) {
      const answer = await api.ask({ ...requestOf(operation, ours), key });
      expect([operation.id, answer.status]).toEqual([operation.id, 403]);
    }
    expect((await api.ask({ url: '/v1/companies', key })).body['items']).toMatchObject([{ slug: theirs.slug }]);
    expect(await rowsOf()).toEqual(before);
  });

  it('asks for exactly the scope that the contract names', async () => {
    const all = Object.keys(SCOPES) as Scope[];
    for (const operation of operations.filter((one) => one.scope)) {
      const without = await api.key(
        operation.realm === 'company' ? ours : null,
        all.filter((scope) => scope !== operation.scope),
      );
      const refused = await api.ask({ ...requestOf(operation, ours), key: without });
      expect([operation.id, refused.body['code']]).toEqual([operation.id, 'access.scope_missing']);
      const only = await api.key(operation.realm === 'company' ? ours : null, [operation.scope as Scope]);
      const admitted = await api.ask({ ...requestOf(operation, ours), key: only });
      expect([operation.id, ['access.scope_missing', 'access.unauthenticated'].includes(String(admitted.body['code']))]).toEqual([operation.id, false]);
      expect([operation.id, admitted.status < 500]).toEqual([operation.id, true]);
    }
  });

  it('no longer knows a key that was revoked or has ended', async () => {
    const key = await api.key(ours);
    const admin = await api.key(null);
    expect((await api.ask({ url: `/v1/companies/${ours.id}`, key })).status).toBe(200);
    const listed = (await api.ask({ url: '/v1/api-keys', key: admin })).body['items'] as { id: string; prefix: string }[];
    const id = listed.find((one) => one.prefix === key.split('_')[1])?.id;
    expect((await api.ask({ method: 'DELETE', url: `/v1/api-keys/${id}`, key: admin })).status).toBe(204);
    expect((await api.ask({ url: `/v1/companies/${ours.id}`, key })).status).toBe(401);
    const made = await api.ask({
      method: 'POST',
      url: '/v1/api-keys',
      key: admin,
      payload: { name: 'short', companyId: ours.id, scopes: ['customers:read'], expiresAt: new Date(api.now().getTime() + 60_000).toISOString() },
    });
    const short = String(made.body['secret']);
    expect((await api.ask({ url: `/v1/companies/${ours.id}`, key: short })).status).toBe(200);
    api.pass(61_000);
    expect((await api.ask({ url: `/v1/companies/${ours.id}`, key: short })).status).toBe(401);
  });

  it('lets a key make no key that may more than itself', async () => {
    const key = await api.key(null, ['access:admin', 'invoices:read']);
    const make = (scopes: Scope[]) => api.ask({ method: 'POST', url: '/v1/api-keys', key, payload: { name: 'child', companyId: null, scopes } });
    expect((await make(['cash:apply'])).body['code']).toBe('access.scope_missing');
    expect((await make(['invoices:read'])).status).toBe(201);
  });

  it('tells every mistake of a request with a pointer', async () => {
    const key = await api.key(null);
    const answer = await api.ask({ method: 'POST', url: '/v1/companies', key, payload: { name: '', currency: 'EURO', country: 'DE', owner: 'me' } });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'validation_failed', status: 422 });
    const places = answer.body['errors'] as { in: string; pointer: string }[];
    expect(places.map((place) => `${place.in}${place.pointer}`).toSorted()).toEqual(['body/currency', 'body/name', 'body/owner']);
    expect(
      (await api.ask({ method: 'POST', url: '/v1/companies', key, payload: '{broken', headers: { 'content-type': 'application/json' } })).body['code'],
    ).toBe('request.malformed');
    expect((await api.ask({ method: 'POST', url: '/v1/companies', key, payload: '<a/>', headers: { 'content-type': 'text/xml' } })).body['code']).toBe(
      'request.unsupported_type',
    );
    expect((await api.ask({ method: 'POST', url: '/v1/companies', key, payload: { name: 'x'.repeat(1_100_000) } })).body['code']).toBe('request.too_large');
    expect((await api.ask({ url: '/v1/audit-events?cursor=bm90aGluZw', key })).body['code']).toBe('cursor.invalid');
    expect((await api.ask({ url: '/v2/nothing' })).body['code']).toBe('request.unknown_path');
  });

  it('is described by a valid OpenAPI 3.1 document whose references all lead somewhere', async () => {
    const served = (await api.ask({ url: '/openapi.json' })).body;
    const outcome = await new Validator().validate(structuredClone(served));
    expect(outcome.errors ?? []).toEqual([]);
    expect(outcome.valid).toBe(true);
    expect(served['openapi']).toBe('3.1.1');
    const text = JSON.stringify(served);
    const schemas = (served['components'] as { schemas: Record<string, unknown> }).schemas;
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((found) => found[1] ?? '');
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs) expect(Object.keys(schemas)).toContain(ref.replace('#/components/schemas/', ''));
    for (const bound of api.operations) expect(text).toContain(`"operationId":"${bound.operation.id}"`);
    expect(JSON.stringify(apiDocument(api.operations, '0.0.0'))).toBe(text);
  });
});

describe('limits', () => {
  it('stop an address that asks too often, and say how long to wait', async () => {
    const api = await testApi({ requestsPerMinute: 5 });
    try {
      const answers = [];
      for (let i = 0; i < 7; i++) answers.push(await api.ask({ url: '/v1/setup', remoteAddress: '192.0.2.9' }));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect(answers[6]?.body['code']).toBe('request.rate_limited');
      expect(Number(answers[6]?.headers['retry-after'])).toBeGreaterThan(0);
      expect((await api.ask({ url: '/v1/setup', remoteAddress: '192.0.2.10' })).status).toBe(200);
    } finally {
      await api.close();
    }
  });
});
