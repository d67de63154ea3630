import { describe, expect, it } from 'vitest';
import { connectionSentence } from './connection-sentence.ts';

describe('why a connection did not come about', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, /refused the connection/],
    [{ code: 'ESOCKET', originalCode: 'ENOTFOUND' }, /does not exist/],
    [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, /has expired/],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }, /never greeted/],
    [{ message: 'fetch failed', cause: { code: 'EHOSTUNREACH' } }, /cannot be reached/],
    [{ message: 'fetch failed', cause: { errors: [{ code: 'ECONNREFUSED' }] } }, /refused the connection/],
  ])('is told from %j', (error, sentence) => {
    expect(connectionSentence('mail.test:587', error)).toMatch(new RegExp(`^mail\\.test:587 .*${sentence.source}`));
  });

  it('is not made up for other errors', () => {
    for (const error of [null, undefined, 'text', {}, { code: 'EOTHER' }, { code: 42 }]) expect(connectionSentence('mail.test:587', error)).toBeNull();
  });
});
