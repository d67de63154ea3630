import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEvents } from './client.ts';
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts';
import { openApiOf, problemCodesOf } from './openapi.ts';
import { defineOperation, faultsOf, type Operation } from './operation.ts';
import { amount, day, currencyCode, pageOf, pageQuery } from './page.ts';
import { statusOf } from './problem.ts';

const BASE = {
  id: 'getThing',
  method: 'GET',
  path: '/v1/companies/{company}/things/{thing}',
  tag: 'Things',
  realm: 'company',
  scope: 'things:read',
  summary: 'Get',
  params: z.object({ thing: z.string() }),
  ok: z.object({}),
} as const satisfies Operation;

describe('a registry', () => {
  it('is sound when its operations are', () => expect(faultsOf([BASE])).toEqual([]));

  it.each<[string, Operation, string]>([
    ['a parameter without description', { ...BASE, path: '/v1/companies/{company}/things/{thing}/{part}' }, 'the path names thing, part'],
    [
      'a company operation without scope',
      { id: 'x', method: 'GET', path: '/v1/companies/{company}', tag: 't', realm: 'company', summary: 's', ok: z.object({}) },
      'names its scope',
    ],
    ['a company path in another realm', { ...BASE, realm: 'firm' }, 'belong together'],
    ['a GET with an idempotency key', { ...BASE, idempotent: true }, 'idempotency keys'],
    ['a name in the wrong case', { ...BASE, id: 'Get_thing' }, 'lowerCamelCase'],
    ['an answer that nobody described', { id: 'x', method: 'GET', path: '/v1/x', tag: 't', realm: 'firm', summary: 's' }, 'no answer is described'],
  ])('names %s', (_what, operation, fault) => expect(faultsOf([operation]).join()).toContain(fault));

  it('names a route or an id that is there twice', () => {
    expect(faultsOf([BASE, BASE]).join()).toContain('the id is used twice');
    expect(
      faultsOf([BASE, { ...BASE, id: 'other', path: '/v1/companies/{company}/things/{other}', params: z.object({ other: z.string() }) }]).join(),
    ).toContain('is used twice');
  });
});

describe('shapes', () => {
  it('of amounts, days and currencies take what is exact and nothing else', () => {
    for (const good of ['0', '-12.50', '999999999999999.999']) expect(amount.safeParse(good).success).toBe(true);
    for (const bad of ['1,5', '1e3', '', '.5', '+1', 12.5, '1.', 'NaN', '1.2345']) expect(amount.safeParse(bad).success).toBe(false);
    expect(day.safeParse('2028-02-29').success).toBe(true);
    for (const bad of ['2026-02-30', '2026-1-1', 20260101, null]) expect(day.safeParse(bad).success).toBe(false);
    expect(currencyCode.safeParse('EUR').success).toBe(true);
    expect(currencyCode.safeParse('eur').success).toBe(false);
  });

  it('of pages bound what is asked for', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
    expect(pageQuery.parse({ limit: '500' })).toEqual({ limit: 500 });
    for (const limit of ['0', '501', 'x', '1.5']) expect(pageQuery.safeParse({ limit }).success).toBe(false);
  });
});

describe('cursors', () => {
  const place = z.tuple([z.string(), z.string()]);

  it('lead back to their place, bigints as text', () => expect(decodeCursor(encodeCursor(['2026-01-01', 12n]), place)).toEqual(['2026-01-01', '12']));

  it('that were made up are refused', () => {
    for (const text of ['', '%%%', 'bm90IGpzb24', encodeCursor(['one']), encodeCursor([1, 2]), encodeCursor(['a', 'b', 'c'])]) {
      expect(() => decodeCursor(text, place)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }));
    }
    expect(decodeCursor(undefined, place)).toBeUndefined();
  });

  it('stand only where another page follows', () => {
    const options = { limit: 2, place: (n: number) => [n], item: (n: number) => n };
    expect(cutPage([1, 2], options)).toEqual({ items: [1, 2], next: null });
    expect(cutPage([1, 2, 3], options)).toEqual({ items: [1, 2], next: encodeCursor([2]) });
    expect(cutPage([], options)).toEqual({ items: [], next: null });
  });
});

describe('the OpenAPI document', () => {
  const line = z.object({ amount, note: z.string().default('') }).meta({ id: 'Line' });
  const thing = z.object({ day: day.nullable(), lines: z.array(line) }).meta({ id: 'Thing' });
  const upload = defineOperation({
    id: 'putFile',
    method: 'POST',
    path: '/v1/companies/{company}/files',
    tag: 'Files',
    realm: 'company',
    scope: 'things:write',
    summary: 'Put',
    upload: true,
    idempotent: true,
    ok: z.object({}),
  });
  const document = openApiOf(
    [
      { ...BASE, ok: thing, query: pageQuery },
      defineOperation({ ...BASE, id: 'putThing', method: 'PUT', body: thing, ok: pageOf(thing), errors: ['thing.not_found', 'thing.too_large'] }),
      upload,
    ],
    { title: 'T', version: '1' },
  );

  it('is valid, and tells apart what is sent from what is answered where they differ', async () => {
    const outcome = await new Validator().validate(structuredClone(document));
    expect(outcome.errors ?? []).toEqual([]);
    const { schemas } = document['components'] as { schemas: Record<string, { required?: string[] }> };
    expect(schemas['Line']?.required).toEqual(['amount', 'note']);
    expect(schemas['LineInput']?.required).toEqual(['amount']);
    expect(JSON.stringify(schemas['ThingInput'])).toContain('#/components/schemas/LineInput');
    expect(JSON.stringify(schemas['Thing'])).toContain('"#/components/schemas/Line"');
    expect(schemas['Day']).toMatchObject({ type: 'string', format: 'date' });
    expect(schemas['DayInput']).toBeUndefined();
  });

  it('names the problems of each operation under their status', () => {
    const put = ((document['paths'] as Record<string, Record<string, { responses: Record<string, unknown> }>>)[BASE.path] ?? {})['put'];
    expect(Object.keys(put?.responses ?? {})).toEqual(['200', '400', '401', '403', '404', '413', '422', '429', '500']);
    expect(problemCodesOf(upload)).toEqual(expect.arrayContaining(['idempotency.key_reused', 'upload.too_large', 'access.scope_missing', 'company.not_found']));
    expect(problemCodesOf({ ...BASE, realm: 'public', path: '/v1/x' })).not.toContain('access.unauthenticated');
  });
});

it.each([
  ['validation_failed', 422],
  ['allocation.exceeds_open_amount', 422],
  ['invoice.not_found', 404],
  ['allocation.item_not_found', 404],
  ['access.unauthenticated', 401],
  ['access.scope_missing', 403],
  ['access.throttled', 429],
  ['payment.already_reversed', 409],
  ['company.slug_taken', 409],
  ['mirror.conflict', 409],
  ['access.roles_conflict', 409],
  ['internal', 500],
])('the code %s answers %i', (code, status) => expect(statusOf(code)).toBe(status));

it('events are read across chunks that cut lines, characters and blocks', async () => {
  const bytes = new TextEncoder().encode(': hello\n\nid: 7\nevent: progress\ndata: {"text":\ndata: "Grüße"}\n\n: beat\n\ndata: 2\r\n\r\n');
  for (const size of [1, 2, 3, 7, 1000]) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size));
        controller.close();
      },
    });
    const seen: unknown[] = [];
    for await (const event of readEvents(stream)) seen.push(event);
    expect(seen).toEqual([{ id: '7', event: 'progress', data: { text: 'Grüße' } }, { data: 2 }]);
  }
});
