import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { scopesOf, type Role } from '../../src/ar/access/roles.ts';
import { camtText, type StatementLine } from '../support/camt-text.ts';
import type { TestApi } from '../support/test-api.ts';

export type Json = Record<string, unknown>;
export type Answer = Awaited<ReturnType<TestApi['ask']>>;

/** Calls the operations of one company with one key. */
export type CompanyClient = {
  readonly get: (path: string) => Promise<Answer>;
  readonly send: (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object, idempotencyKey?: string) => Promise<Answer>;
  /** As `get` and `send`, but a success is expected and its body returned. */
  readonly read: (path: string) => Promise<Json>;
  readonly post: (path: string, body?: object) => Promise<Json>;
  readonly upload: (path: string, bytes: string | Uint8Array, options?: { name?: string; key?: string }) => Promise<Answer>;
};

export function clientOf(api: TestApi, company: Company, key: string): CompanyClient {
  const url = (path: string) => `/v1/companies/${company.slug}${path}`;
  const get: CompanyClient['get'] = (path) => api.ask({ url: url(path), key });
  const send: CompanyClient['send'] = (method, path, body, idempotencyKey) =>
    api.ask({
      method,
      url: url(path),
      key,
      ...(body === undefined ? {} : { payload: body }),
      ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
    });
  const succeed = (answer: Answer): Json => {
    expect([answer.status < 300, answer.text]).toEqual([true, answer.text]);
    return answer.body;
  };
  return {
    get,
    send,
    read: async (path) => succeed(await get(path)),
    post: async (path, body) => succeed(await send('POST', path, body, randomUUID())),
    upload: (path, bytes, options = {}) =>
      api.ask({
        method: 'POST',
        url: url(path),
        key,
        payload: Buffer.from(bytes),
        headers: {
          'content-type': 'application/octet-stream',
          'x-file-name': options.name ?? 'file.xml',
          ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        },
      }),
  };
}

/** A client that may what a role may in a company of the profile `small`. */
export async function clientAs(api: TestApi, company: Company, role: Role): Promise<CompanyClient> {
  return clientOf(api, company, await api.key(company, [...scopesOf([role], 'small')]));
}

export function itemsOf(body: Json): Json[] {
  return body['items'] as Json[];
}

/** Day of issue of everything here; long past, so that it is overdue. */
export const ISSUED = '2026-03-02';

export async function makeCustomer(client: CompanyClient, number: string, name: string): Promise<string> {
  return String((await client.post('/customers', { number, name, country: 'DE', terms: 'NET30' }))['id']);
}

export function invoiceOf(customerNumber: string, net: string): object {
  return { customerNumber, issuedOn: ISSUED, lines: [{ text: 'Tea, loose', quantity: '1', unitPrice: net, taxRate: '19' }] };
}

/** Issues invoices and answers their ids, numbers and receivables. */
export async function issue(client: CompanyClient, ...invoices: object[]): Promise<{ id: string; number: string; receivableIds: string[] }[]> {
  return (await client.post('/invoices/issue', { invoices }))['issued'] as { id: string; number: string; receivableIds: string[] }[];
}

let statements = 0;

export async function importLines(client: CompanyClient, ...lines: StatementLine[]): Promise<Json> {
  const answer = await client.upload('/bank-files', camtText({ reference: `S-${++statements}`, lines }), { name: `s-${statements}.xml` });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
}

/** Follows a run until it has ended. */
export async function runToItsEnd(client: CompanyClient, mode: string): Promise<Json> {
  const run = await client.post('/cash-runs', { mode });
  const followed = await client.get(`/runs/${String(run['id'])}/events`);
  expect(followed.status).toBe(200);
  const events = followed.text.split('\n\n').filter((block) => block.includes('data: '));
  expect(events.at(-1)).toContain('event: done');
  return client.read(`/runs/${String(run['id'])}`);
}
