import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword, PASSWORD_COST, verifyPassword } from './password.ts';
import { addKey, isOutdated, openKeyRing, openText, sealText } from './secret-box.ts';
import { readOrCreateSecret } from './secret-file.ts';
import { equalBytes, equalTexts, randomToken } from './token.ts';

describe('secrets at rest', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-crypto-'));
    file = path.join(folder, 'deep', 'secrets.key');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('have a key that is made once, for its owner alone', () => {
    const ring = openKeyRing(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(
      openKeyRing(file)
        .keys.get(1)
        ?.equals(ring.keys.get(1) ?? Buffer.alloc(0)),
    ).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readOrCreateSecret(file, () => 'another')).toBe(text);
  });

  it('open for the purpose that they were sealed for, and differ every time', () => {
    const ring = openKeyRing(file);
    const sealed = sealText(ring, 'sk_live_Ünïcode', 'connection:1');
    expect(sealed).not.toContain('live');
    expect(sealText(ring, 'sk_live_Ünïcode', 'connection:1')).not.toBe(sealed);
    expect(openText(ring, sealed, 'connection:1')).toBe('sk_live_Ünïcode');
    expect(openText(ring, sealText(ring, '', 'p'), 'p')).toBe('');
    expect(() => openText(ring, sealed, 'connection:2')).toThrow(expect.objectContaining({ code: 'secrets.unreadable' }));
  });

  it('do not open when any byte was changed', () => {
    const ring = openKeyRing(file);
    const sealed = sealText(ring, 'secret', 'p');
    const [version, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const bent = Buffer.from(bytes);
      bent[i] = (bent[i] ?? 0) ^ 1;
      expect(() => openText(ring, `${version}.${bent.toString('base64url')}`, 'p')).toThrow(expect.objectContaining({ code: 'secrets.unreadable' }));
    }
    for (const bent of ['', 'v1.', 'v9.AAAA', sealed.slice(0, 20), sealed.replace('v1', 'v2')])
      expect(() => openText(ring, bent, 'p')).toThrow(expect.objectContaining({ code: 'secrets.unreadable' }));
  });

  it('move to a new key while old ones still open', () => {
    const old = sealText(openKeyRing(file), 'kept', 'p');
    const ring = addKey(file);
    expect(ring.current).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openText(openKeyRing(file), old, 'p')).toBe('kept');
    expect(isOutdated(ring, old)).toBe(true);
    expect(sealText(ring, 'kept', 'p')).toMatch(/^v2\./);
  });

  it('are not sealed anew over a key file that was damaged', () => {
    openKeyRing(file);
    for (const damaged of ['', '{}', '{"current":1,"keys":{"1":"AAAA"}}', '{"current":2,"keys":{}}']) {
      writeFileSync(file, damaged);
      expect(() => openKeyRing(file)).toThrow(expect.objectContaining({ code: 'secrets.key_unreadable' }));
    }
  });
});

describe('passwords and tokens', () => {
  it('are hashed with argon2id, dear by default, with a salt of their own', async () => {
    const cheap = { memoryKiB: 256, passes: 1 };
    const [a, b] = await Promise.all([hashPassword('four words in a row', cheap), hashPassword('four words in a row', cheap)]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
    expect(a).not.toBe(b);
    expect(await verifyPassword(a, 'four words in a row')).toBe(true);
    expect(await verifyPassword(a, 'four words in a roW')).toBe(false);
    expect(await verifyPassword('not a hash', 'x')).toBe(false);
    expect(PASSWORD_COST).toEqual({ memoryKiB: 65_536, passes: 3 });
  });

  it('are the same however the keyboard composes an accent', async () => {
    expect(await verifyPassword(await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9', { memoryKiB: 256, passes: 1 }), 'cafe\u0301 cafe\u0301 cafe\u0301')).toBe(
      true,
    );
  });

  it('have 256 bits and are compared whole', () => {
    const tokens = new Set(Array.from({ length: 1000 }, randomToken));
    expect(tokens.size).toBe(1000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(equalTexts('a', 'a')).toBe(true);
    expect(equalTexts('a', 'ab')).toBe(false);
    expect(equalBytes(Buffer.from('ab'), Buffer.from('ac'))).toBe(false);
  });
});
