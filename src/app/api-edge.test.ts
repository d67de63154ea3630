import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ApiHandlers } from '../ar/access/api-contexts.ts';
import { forgetOldKeys } from '../ar/access/idempotency.ts';
import type { Company } from '../ar/access/context.ts';
import { recordAudit } from '../ar/access/record-audit.ts';
import { dayInZone } from '../foundation/calendar/day.ts';
import { ApiProblem, apiClient } from '../foundation/contract/client.ts';
import { bindOperations, defineOperation, type Operations } from '../foundation/contract/operation.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import { testApi, type TestApi } from '../../tests/support/test-api.ts';

const noteOperations = {
  addNote: defineOperation({
    id: 'addNote',
    method: 'POST',
    path: '/v1/companies/{company}/notes',
    tag: 'Notes',
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Add a note',
    idempotent: true,
    body: z.strictObject({ text: z.string(), waitMs: z.number().optional(), refuse: z.boolean().optional() }),
    status: 201,
    ok: z.object({ z: z.string(), a: z.string() }),
  }),
  importNotes: defineOperation({
    id: 'importNotes',
    method: 'POST',
    path: '/v1/companies/{company}/notes/import',
    tag: 'Notes',
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Import notes',
    idempotent: true,
    upload: true,
    maxBytes: 200_000,
    ok: z.object({ fileName: z.string(), sizeBytes: z.number(), sha256: z.string(), read: z.string() }),
  }),
  exportNotes: defineOperation({
    id: 'exportNotes',
    method: 'GET',
    path: '/v1/companies/{company}/notes/export',
    tag: 'Notes',
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Export notes',
    answers: 'file',
    query: z.object({ rows: z.coerce.number(), breakAt: z.coerce.number().optional(), whole: z.stringbool().optional() }),
  }),
  watchNotes: defineOperation({
    id: 'watchNotes',
    method: 'GET',
    path: '/v1/companies/{company}/notes/events',
    tag: 'Notes',
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Watch',
    answers: 'events',
    query: z.object({ count: z.coerce.number() }),
  }),
  breakDown: defineOperation({
    id: 'breakDown',
    method: 'GET',
    path: '/v1/companies/{company}/break',
    tag: 'Notes',
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Break',
    ok: z.object({}),
  }),
} as const satisfies Operations;

const watching = { started: 0, ended: 0 };

const noteHandlers: ApiHandlers<typeof noteOperations> = {
  addNote: async ({ ctx, body }) => {
    await recordAudit(ctx, [{ action: 'note.added', subjectKind: 'note', subjectId: body.text }]);
    if (body.waitMs) await sleep(body.waitMs);
    if (body.refuse) throw new Refusal('note.refused', 'No.');
    return { z: ctx.newId(), a: body.text };
  },
  importNotes: async ({ ctx, upload }) => {
    const hash = createHash('sha256');
    for await (const chunk of upload.open()) hash.update(chunk);
    await recordAudit(ctx, [{ action: 'notes.imported', subjectKind: 'file', subjectId: upload.sha256 }]);
    return { fileName: upload.fileName, sizeBytes: upload.sizeBytes, sha256: upload.sha256, read: hash.digest('hex') };
  },
  exportNotes: ({ ctx, query }) => ({
    fileName: 'Notizen "März".csv',
    contentType: 'text/csv; charset=utf-8',
    body: query.whole
      ? Buffer.from('whole')
      : (async function* lines() {
          for (let i = 0; i < query.rows; i++) {
            if (i === query.breakAt) throw new Error('the source broke');
            const [row] = await ctx.tx.rowsText<{ line: string }>("select 'row ' || $1::int as line", [i]);
            yield `${row?.line}\n`;
          }
        })(),
  }),
  watchNotes: ({ ctx, query }) =>
    (async function* watch() {
      watching.started++;
      try {
        for (let i = 1; i <= query.count && !ctx.signal.aborted; i++) {
          yield { event: 'progress', id: String(i), data: { done: i, company: await ctx.unit(async (one) => one.company.slug) } };
          if (query.count > 100) await sleep(5, undefined, { signal: ctx.signal }).catch(() => undefined);
        }
      } finally {
        watching.ended++;
      }
    })(),
  breakDown: () => {
    throw new Error('inside: select secret_hash from api_key');
  },
};

describe('the edge', () => {
  let api: TestApi;
  let company: Company;
  let key: string;
  let baseUrl: string;
  const base = () => `/v1/companies/${company.slug}`;

  beforeAll(async () => {
    api = await testApi({ extra: bindOperations(noteOperations, noteHandlers) });
    company = await api.company('Edge & Söhne');
    key = await api.key(company);
    baseUrl = await api.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => api.close());

  const notes = async (text: string) =>
    api.test.database.forCompany(
      company.id,
      async (tx) => (await tx.rowsText<{ n: bigint }>("select count(*) as n from audit_event where subject_kind = 'note' and subject_id = $1", [text]))[0]?.n,
    );
  const add = (text: string, idempotencyKey?: string, more: object = {}, by = key) =>
    api.ask({
      method: 'POST',
      url: `${base()}/notes`,
      key: by,
      payload: { text, ...more },
      headers: idempotencyKey ? { 'idempotency-key': idempotencyKey } : {},
    });

  describe('idempotency keys', () => {
    it('make a repeat return the first answer to the byte, without doing it again', async () => {
      const first = await add('once', 'key-1');
      const second = await add('once', 'key-1');
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.text).toBe(first.text);
      expect(second.headers['idempotency-replayed']).toBe('true');
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(await notes('once')).toBe(1n);
      await add('once');
      expect(await notes('once')).toBe(2n);
    });

    it('are refused for another body, another operation or another caller', async () => {
      await add('first body', 'key-2');
      expect((await add('second body', 'key-2')).body['code']).toBe('idempotency.key_reused');
      expect((await add('first body', 'key-2', {}, await api.key(company))).status).toBe(409);
      const other = await api.ask({
        method: 'PUT',
        url: `${base()}/control-profile`,
        key,
        payload: { profile: 'solo' },
        headers: { 'idempotency-key': 'key-2' },
      });
      expect(other.body['code']).toBe('idempotency.key_reused');
      expect(await notes('second body')).toBe(0n);
    });

    it('let one of two requests at once work; the other is told that it is in progress', async () => {
      const both = await Promise.all([add('race', 'key-3', { waitMs: 300 }), add('race', 'key-3', { waitMs: 300 })]);
      expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      expect(both.find((one) => one.status === 409)?.body['code']).toBe('idempotency.in_progress');
      expect(await notes('race')).toBe(1n);
      expect((await add('race', 'key-3', { waitMs: 300 })).text).toBe(both.find((one) => one.status === 201)?.text);
    });

    it('keep nothing of a refusal: nothing was done, and the same key may try again', async () => {
      expect((await add('refused', 'key-4', { refuse: true })).body['code']).toBe('note.refused');
      expect(await notes('refused')).toBe(0n);
      expect((await add('allowed', 'key-4')).status).toBe(201);
    });

    it('of one company mean nothing in another, and are forgotten after two days', async () => {
      const other = await api.company('Other');
      const otherKey = await api.key(other);
      await add('mine', 'key-5');
      const theirs = await api.ask({
        method: 'POST',
        url: `/v1/companies/${other.slug}/notes`,
        key: otherKey,
        payload: { text: 'theirs' },
        headers: { 'idempotency-key': 'key-5' },
      });
      expect(theirs.body['a']).toBe('theirs');
      const forget = (hours: number) =>
        api.test.database.forCompany(company.id, (tx) =>
          forgetOldKeys({
            tx,
            now: new Date(api.now().getTime() + hours * 3_600_000),
            today: dayInZone(api.now(), 'UTC'),
            company,
            actor: { kind: 'automation', id: 'test' },
            newId: api.newId,
          }),
        );
      expect(await forget(47)).toBe(0);
      expect(await forget(49)).toBeGreaterThan(3);
    });

    it('must be visible ASCII of a bearable length', async () => {
      expect((await add('x', 'k'.repeat(201))).body['code']).toBe('idempotency.key_invalid');
      expect((await add('x', 'with space')).body['code']).toBe('idempotency.key_invalid');
    });
  });

  describe('uploads', () => {
    const send = (payload: Buffer | string, headers: Record<string, string>) =>
      api.ask({ method: 'POST', url: `${base()}/notes/import`, key, payload, headers });
    const bytes = Buffer.from(Array.from({ length: 150_000 }, (_, i) => i % 251));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const leftovers = () => readdirSync(path.join(api.dataFolder, 'tmp'));

    it('come raw with any type, or as one part of a form, and are the same to the handler', async () => {
      const raw = await send(bytes, { 'content-type': 'text/csv', 'x-file-name': encodeURIComponent('../../Kontoauszug März.csv') });
      expect(raw.body).toEqual({ fileName: 'Kontoauszug März.csv', sizeBytes: 150_000, sha256, read: sha256 });
      const form = Buffer.concat([
        Buffer.from('--b0\r\ncontent-disposition: form-data; name="file"; filename="a.xml"\r\ncontent-type: text/xml\r\n\r\n'),
        bytes,
        Buffer.from('\r\n--b0--\r\n'),
      ]);
      const multipart = await send(form, { 'content-type': 'multipart/form-data; boundary=b0' });
      expect(multipart.body).toEqual({ fileName: 'a.xml', sizeBytes: 150_000, sha256, read: sha256 });
      expect(leftovers()).toEqual([]);
    });

    it('are refused when too large or empty, and leave nothing behind', async () => {
      expect((await send(Buffer.alloc(200_001), { 'content-type': 'text/csv' })).body['code']).toBe('upload.too_large');
      const form = Buffer.concat([
        Buffer.from('--b0\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'),
        Buffer.alloc(300_000),
        Buffer.from('\r\n--b0--\r\n'),
      ]);
      expect((await send(form, { 'content-type': 'multipart/form-data; boundary=b0' })).body['code']).toBe('upload.too_large');
      expect((await send('', { 'content-type': 'text/csv' })).body['code']).toBe('upload.missing');
      expect((await send('--b0--\r\n', { 'content-type': 'multipart/form-data; boundary=b0' })).body['code']).toBe('upload.missing');
      expect(leftovers()).toEqual([]);
    });

    it('are recognised by their bytes when they are repeated with a key', async () => {
      const first = await send(bytes, { 'content-type': 'text/csv', 'idempotency-key': 'upload-1' });
      const again = await send(bytes, { 'content-type': 'text/csv', 'idempotency-key': 'upload-1' });
      const other = await send('other bytes', { 'content-type': 'text/csv', 'idempotency-key': 'upload-1' });
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(other.body['code']).toBe('idempotency.key_reused');
    });
  });

  describe('files', () => {
    it('stream from the open unit of work under their own name', async () => {
      const client = apiClient(noteOperations, { baseUrl, apiKey: key });
      const response = await client.exportNotes({ company: company.slug, query: { rows: 2000 } });
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="Notizen _M_rz_.csv"; filename*=UTF-8''Notizen%20%22M%C3%A4rz%22.csv`);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const lines = (await response.text()).trimEnd().split('\n');
      expect(lines).toHaveLength(2000);
      expect(lines.at(-1)).toBe('row 1999');
      expect(await (await client.exportNotes({ company: company.slug, query: { rows: 0, whole: 'true' } })).text()).toBe('whole');
    });

    it('that break off end the connection: a client never takes a part for the whole', async () => {
      const client = apiClient(noteOperations, { baseUrl, apiKey: key });
      await expect(client.exportNotes({ company: company.slug, query: { rows: 50_000, breakAt: 3000 } }).then((response) => response.text())).rejects.toThrow(
        'terminated',
      );
      expect((await api.ask({ url: base(), key })).status).toBe(200);
    });
  });

  describe('events', () => {
    it('arrive one by one, each from a unit of work of its own, until the source ends', async () => {
      const client = apiClient(noteOperations, { baseUrl, apiKey: key });
      const seen: unknown[] = [];
      for await (const event of await client.watchNotes({ company: company.slug, query: { count: 3 } })) seen.push(event);
      expect(seen).toEqual([1, 2, 3].map((done) => ({ event: 'progress', id: String(done), data: { done, company: company.slug } })));
    });

    it('end their source when the client goes away', async () => {
      const before = { ...watching };
      const stop = new AbortController();
      const response = await fetch(`${baseUrl}${base()}/notes/events?count=100000`, { headers: { authorization: `Bearer ${key}` }, signal: stop.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      await sleep(50);
      stop.abort();
      for (let i = 0; i < 100 && watching.ended === before.ended; i++) await sleep(20);
      expect(watching).toEqual({ started: before.started + 1, ended: before.ended + 1 });
    });
  });

  it('tells nothing of the inside when something of ours breaks, and writes it to the log under the request id', async () => {
    const answer = await api.ask({ url: `${base()}/break`, key });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'internal', instance: answer.headers['x-request-id'] });
    expect(answer.text).not.toContain('secret_hash');
    const line = api
      .logged()
      .split('\n')
      .find((one) => one.includes('select secret_hash from api_key'));
    expect(line).toContain(String(answer.headers['x-request-id']));
  });

  it('speaks to the typed client, whose problems carry the code', async () => {
    const client = apiClient(noteOperations, { baseUrl, apiKey: key });
    const made = await client.addNote({ company: company.slug, body: { text: 'typed' }, idempotencyKey: 'typed-1' });
    expect(made.a).toBe('typed');
    const uploaded = await client.importNotes({ company: company.id, file: { name: 'Größe.csv', bytes: new Uint8Array([1, 2, 3]) } });
    expect(uploaded.fileName).toBe('Größe.csv');
    const problem = await client.addNote({ company: company.slug, body: { text: 'x', refuse: true } }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ code: 'note.refused', status: 422, message: 'No.' });
    // @ts-expect-error a company operation is called for a company
    await expect(client.addNote({ body: { text: 'x' } })).rejects.toThrow('no such company');
  });

  it('answers an address at which nothing is with the app to a browser, and with a problem to programs and below /v1', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await api.ask({ url: '/nonsense/deeper?x=1', headers: browser });
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    for (const [url, headers] of [
      ['/nonsense', { accept: '*/*' }],
      ['/v1/nonsense', browser],
      ['/v1', browser],
    ] as const) {
      const answer = await api.ask({ url, headers });
      expect([url, answer.status, answer.body['code']]).toEqual([url, 404, 'request.unknown_path']);
    }
  });

  it('serves its page under a policy without inline code, and says that it is well', async () => {
    const page = await api.ask({ url: '/api' });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|style=|onclick=|https?:\/\//);
    for (const url of ['/api-page.css', '/api-page.mjs', '/document.mjs']) expect((await api.ask({ url })).status).toBe(200);
    expect((await api.ask({ url: '/health' })).body).toEqual({ status: 'ok', database: 'ok' });
  });
});

it('drops what a killed process left of uploads after a day, and nothing younger', async () => {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-api-'));
  for (const name of ['upload-old', 'upload-new', 'other-old']) mkdirSync(path.join(dataFolder, 'tmp', name), { recursive: true });
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  for (const name of ['upload-old', 'other-old']) utimesSync(path.join(dataFolder, 'tmp', name), twoDaysAgo, twoDaysAgo);
  const api = await testApi({ dataFolder });
  expect(readdirSync(path.join(dataFolder, 'tmp')).toSorted()).toEqual(['other-old', 'upload-new']);
  await api.close();
});
