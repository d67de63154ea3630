import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readTwilioWebhook, type TwilioDelivery } from './read-webhook.ts';

const SID = `SM${'0'.repeat(32)}`;
const URL_OF_HOOK = 'https://ar.seller.test/hooks/twilio?c=1';
const FORM = 'application/x-www-form-urlencoded';

function signed(fields: Readonly<Record<string, string>>, signedUrl = URL_OF_HOOK): TwilioDelivery {
  const text = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}${fields[name]}`)
    .join('');
  return {
    url: URL_OF_HOOK,
    body: new TextEncoder().encode(new URLSearchParams(fields).toString()),
    contentType: FORM,
    signature: createHmac('sha1', 'secret')
      .update(signedUrl + text)
      .digest('base64'),
  };
}

describe('callbacks about a message', () => {
  it.each([
    ['queued', 'underway'],
    ['sending', 'underway'],
    ['accepted', 'underway'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ])('%s means %s', (reported, state) => {
    expect(readTwilioWebhook('secret', signed({ MessageSid: SID, MessageStatus: reported }))).toEqual({
      ok: true,
      event: { kind: 'status', outsideId: SID, state, reported, about: null, code: null },
    });
  });

  it.each([
    ['30003', 'address'],
    ['30007', 'content'],
    ['21610', 'opted_out'],
    ['30002', 'account'],
    ['30008', 'retry'],
    ['39999', null],
  ])('error %s is about: %s', (code, about) => {
    expect(readTwilioWebhook('secret', signed({ MessageSid: SID, MessageStatus: 'undelivered', ErrorCode: code }))).toMatchObject({
      ok: true,
      event: { state: 'failed', about, code: Number(code) },
    });
  });
});

describe('messages from outside', () => {
  it.each([
    [{ Body: 'We paid yesterday.' }, null],
    [{ Body: ' Stop. ' }, 'stop'],
    [{ Body: 'please stop by tomorrow' }, null],
    [{ Body: 'whatever', OptOutType: 'STOP' }, 'stop'],
    [{ Body: 'START' }, 'start'],
    [{ Body: 'Hilfe' }, 'help'],
  ])('%j wishes %s', (fields, wish) => {
    expect(readTwilioWebhook('secret', signed({ MessageSid: SID, SmsStatus: 'received', From: '+4915112345678', To: '+15005550006', ...fields }))).toEqual({
      ok: true,
      event: { kind: 'inbound', outsideId: SID, from: '+4915112345678', to: '+15005550006', text: fields.Body, wish },
    });
  });
});

describe('the signature', () => {
  it('may be made over the address with or without its port', () => {
    for (const url of ['https://ar.seller.test:443/hooks/twilio?c=1', URL_OF_HOOK])
      expect(readTwilioWebhook('secret', signed({ MessageSid: SID, MessageStatus: 'sent' }, url)).ok).toBe(true);
    expect(readTwilioWebhook('secret', signed({ MessageSid: SID, MessageStatus: 'sent' }, 'https://ar.seller.test:8443/hooks/twilio?c=1')).ok).toBe(false);
  });

  it('of another body form needs the hash of the body in the address', () => {
    const body = new TextEncoder().encode('{"a":1}');
    const url = `${URL_OF_HOOK}&bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const delivery: TwilioDelivery = { url, body, contentType: 'application/json', signature: createHmac('sha1', 'secret').update(url).digest('base64') };
    // It is of the provider, and names no message.
    expect(readTwilioWebhook('secret', delivery)).toMatchObject({ ok: false, status: 400 });
    expect(readTwilioWebhook('secret', { ...delivery, body: new TextEncoder().encode('{"a":2}') })).toMatchObject({ ok: false, status: 403 });
  });

  it('comes before everything: what is not signed is not read', () => {
    expect(readTwilioWebhook('other', signed({ MessageSid: SID, MessageStatus: 'sent' }))).toEqual({
      ok: false,
      status: 403,
      reason: 'The signature does not fit.',
    });
    expect(readTwilioWebhook('secret', { ...signed({}), body: new Uint8Array(200_000) })).toMatchObject({ ok: false, status: 400 });
    expect(readTwilioWebhook('secret', signed({ MessageSid: 'x', MessageStatus: 'sent' }))).toMatchObject({ ok: false, status: 400 });
  });
});
