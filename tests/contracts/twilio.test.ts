import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShortMessageAccount } from '../../src/ar/messages/ports.ts';
import { readTwilioWebhook } from '../../src/connectors/twilio/read-webhook.ts';
import { createShortMessageSender } from '../../src/connectors/twilio/short-message-sender.ts';
import { publishedContract, type Contract } from './published-contract.ts';
import { startTwilioFake, type TwilioFake } from './twilio-fake.ts';

const contract = publishedContract('twilio', 'api_v2010.openapi.json');
const VECTORS = path.join(import.meta.dirname, '../../../shared/contracts/webhook-vectors.json');
const TO = '+4915112345678';
const MESSAGE = { id: 'm1', to: TO, text: 'Rechnung 7 ist fällig: 119,00 €', statusUrl: 'https://ar.seller.test/hooks/twilio?c=1' };

describe.skipIf(contract === null)('Twilio, held against its published contract', () => {
  let fake: TwilioFake;
  const sender = createShortMessageSender({ timeoutMs: 400 });
  const account = (over: Partial<ShortMessageAccount> = {}): ShortMessageAccount => ({
    accountSid: fake.accountSid,
    authToken: fake.authToken,
    from: '+15005550006',
    baseUrl: fake.baseUrl,
    ...over,
  });
  const wanted = { to: TO, text: MESSAGE.text, sentAfter: new Date('2026-05-04T07:59:00Z') };

  beforeEach(async () => {
    fake = await startTwilioFake(contract as Contract);
  });
  afterEach(async () => {
    await fake.close();
    expect(fake.violations).toEqual([]);
  });

  it('takes a message, from a number or from a service', async () => {
    expect(await sender.send(account(), MESSAGE)).toEqual({ kind: 'accepted', outsideId: fake.messages[0]?.sid, detail: '' });
    expect(await sender.send(account({ from: `MG${'a'.repeat(32)}` }), { ...MESSAGE, statusUrl: null })).toMatchObject({ kind: 'accepted' });
    expect(fake.messages.map(({ to, body, from, service }) => [to, body, from, service])).toEqual([
      [TO, MESSAGE.text, '+15005550006', null],
      [TO, MESSAGE.text, null, `MG${'a'.repeat(32)}`],
    ]);
  });

  it.each([
    [21211, 'address'],
    [21614, 'address'],
    [21612, 'address'],
    [21610, 'address'],
    [30003, 'address'],
    [30005, 'address'],
    [30006, 'address'],
    [21617, 'content'],
    [30007, 'content'],
    [21606, 'account'],
    [21408, 'content'],
    [20003, 'account'],
    [99999, 'content'],
  ])('refuses with code %i: %s', async (code, reason) => {
    fake.refusals.set(TO, code);
    const outcome = await sender.send(account(), MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', reason });
    expect(outcome.detail).toContain(String(code));
  });

  it('says of a number that opted out that it did', async () => {
    fake.refusals.set(TO, 21610);
    expect((await sender.send(account(), MESSAGE)).detail).toMatch(/has stopped short messages/);
  });

  it('refuses what it cannot send by its own rules', async () => {
    expect(await sender.send(account(), { ...MESSAGE, text: '' })).toMatchObject({ kind: 'refused', reason: 'content' });
    expect(await sender.send(account(), { ...MESSAGE, text: 'x'.repeat(1601) })).toMatchObject({ kind: 'refused', reason: 'content' });
  });

  it.each([
    ['asks to wait', { kind: 'status', status: 429, code: 20429, retryAfter: '7' }, { kind: 'retry', afterMs: 7000 }, 0],
    ['asks to wait without a time', { kind: 'status', status: 429, code: 20429 }, { kind: 'retry', afterMs: 1000 }, 0],
    ['has its queue full', { kind: 'status', status: 400, code: 30001 }, { kind: 'retry' }, 0],
    ['fails', { kind: 'status', status: 503 }, { kind: 'unknown' }, 0],
    ['fails after it took the message', { kind: 'thenStatus', status: 500 }, { kind: 'unknown' }, 1],
    ['drops the connection', { kind: 'drop' }, { kind: 'unknown' }, 0],
    ['drops the connection after it took the message', { kind: 'thenDrop' }, { kind: 'unknown' }, 1],
    ['never answers', { kind: 'silent' }, { kind: 'unknown' }, 0],
    ['answers with a page of a proxy', { kind: 'noise' }, { kind: 'unknown' }, 0],
  ] as const)('%s: $2.kind', async (_name, mishap, outcome, taken) => {
    fake.mishap = mishap;
    expect(await sender.send(account(), MESSAGE)).toMatchObject(outcome);
    expect(fake.messages).toHaveLength(taken);
  });

  it('with a wrong token waits for a person, and shows no token', async () => {
    const outcome = await sender.send(account({ authToken: 'wrong-token' }), MESSAGE);
    expect(outcome).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    expect(JSON.stringify(outcome)).not.toContain('wrong-token');
    await expect(sender.find(account({ authToken: 'wrong-token' }), wanted)).rejects.toMatchObject({ kind: 'auth' });
  });

  it('is down: surely not sent', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    const away = account({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await sender.send(away, MESSAGE)).toMatchObject({ kind: 'retry', detail: expect.stringMatching(/refused the connection/) as unknown });
    await expect(sender.find(away, wanted)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await sender.send(account({ baseUrl: 'http://api.example.test' }), MESSAGE)).toMatchObject({ kind: 'refused', reason: 'account' });
  });

  it('finds what an answer was lost of, whether it waits or was sent', async () => {
    fake.mishap = { kind: 'thenDrop' };
    expect(await sender.send(account(), MESSAGE)).toMatchObject({ kind: 'unknown' });
    fake.mishap = null;
    const message = fake.messages[0];
    expect(await sender.find(account(), wanted)).toEqual({ outsideId: message?.sid, state: 'queued' });
    Object.assign(message ?? {}, { status: 'delivered', sent: new Date('2026-05-04T08:00:05Z') });
    expect(await sender.find(account(), wanted)).toEqual({ outsideId: message?.sid, state: 'delivered' });
  });

  it('finds none where there is none: other texts, other numbers and older messages do not count', async () => {
    await sender.send(account(), { ...MESSAGE, text: 'Another text' });
    await sender.send(account(), { ...MESSAGE, to: '+4915187654321' });
    fake.now = new Date('2026-05-03T08:00:00Z');
    await sender.send(account(), MESSAGE);
    for (const one of fake.messages) one.sent = one.created;
    expect(await sender.find(account(), wanted)).toBeNull();
  });

  it('looks through all pages, and does not say "none" when it cannot see the end', async () => {
    await sender.send(account(), MESSAGE);
    for (let n = 0; n < 6; n += 1) await sender.send(account(), { ...MESSAGE, text: `Other ${n}` });
    for (const one of fake.messages) one.sent = one.created;
    fake.pageSize = 2;
    expect(await sender.find(account(), wanted)).toMatchObject({ outsideId: fake.messages[0]?.sid });
    fake.messages.splice(0, 1);
    for (let n = 0; n < 30; n += 1) await sender.send(account(), { ...MESSAGE, text: `More ${n}` });
    for (const one of fake.messages) one.sent = one.created;
    await expect(sender.find(account(), wanted)).rejects.toMatchObject({ kind: 'unavailable' });
    fake.mishap = { kind: 'status', status: 503 };
    await expect(sender.find(account(), wanted)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('would notice a request and an answer that break the contract', async () => {
    await fetch(`${fake.baseUrl}/2010-04-01/Accounts/${fake.accountSid}/Messages.json?Nope=1`);
    await fetch(`${fake.baseUrl}/2010-04-01/Accounts/short/Messages.json`, { method: 'POST', body: new URLSearchParams({ Body: 'x', Text: 'y' }) });
    await fetch(`${fake.baseUrl}/nowhere`);
    expect(fake.violations.length).toBeGreaterThanOrEqual(5);
    fake.violations.length = 0;
    await sender.send(account(), MESSAGE);
    Object.assign(fake.messages[0] ?? {}, { status: 'invented' });
    await sender.find(account(), wanted);
    expect(fake.violations.splice(0)).not.toEqual([]);
  });
});

describe.skipIf(!existsSync(VECTORS))('signed callbacks as the vendor computes them', () => {
  type Vector = { vendor: string; secret: string; url: string; params: Record<string, string>; header: string };
  const vectors = existsSync(VECTORS)
    ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as { vectors: Vector[] }).vectors.filter(({ vendor }) => vendor === 'twilio')
    : [];
  const delivery = ({ url, params, header }: Vector) => ({
    url,
    body: new TextEncoder().encode(new URLSearchParams(params).toString()),
    contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
    signature: header,
  });

  it.each(vectors)('are taken, and rejected after any change ($url)', (vector) => {
    expect(readTwilioWebhook(vector.secret, delivery(vector))).toEqual({
      ok: true,
      event: { kind: 'status', outsideId: vector.params['MessageSid'], state: 'delivered', reported: 'delivered', about: null, code: null },
    });
    for (const name of Object.keys(vector.params)) {
      const changed = { ...vector, params: { ...vector.params, [name]: `${vector.params[name]}0` } };
      expect(readTwilioWebhook(vector.secret, delivery(changed)), name).toMatchObject({ ok: false, status: 403 });
    }
    expect(readTwilioWebhook(`${vector.secret}6`, delivery(vector))).toMatchObject({ ok: false, status: 403 });
    expect(readTwilioWebhook(vector.secret, { ...delivery(vector), url: `${vector.url}1` })).toMatchObject({ ok: false, status: 403 });
    expect(readTwilioWebhook(vector.secret, { ...delivery(vector), signature: '' })).toMatchObject({ ok: false, status: 403 });
    expect(readTwilioWebhook('', delivery(vector))).toMatchObject({ ok: false, status: 403 });
  });

  it('there is one', () => expect(vectors.length).toBeGreaterThan(0));
});
