import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { assert, Refusal } from '../errors/refusal.ts';
import { readOrCreateSecret, replaceSecret } from './secret-file.ts';

/** Keys by version; new secrets are sealed with the current one, old ones still open. */
export type KeyRing = { readonly current: number; readonly keys: ReadonlyMap<number, Buffer> };

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

function ringText(ring: KeyRing): string {
  return JSON.stringify({ current: ring.current, keys: Object.fromEntries([...ring.keys].map(([version, key]) => [version, key.toString('base64')])) });
}

function ringOf(text: string, file: string): KeyRing {
  const invalid = () =>
    new Refusal('secrets.key_unreadable', `The key file ${file} is damaged. Restore it from a backup: what was sealed with it can't be read without it.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const { current, keys } = parsed as { current?: unknown; keys?: unknown };
  if (typeof current !== 'number' || typeof keys !== 'object' || keys === null) throw invalid();
  const ring = new Map(Object.entries(keys as Record<string, string>).map(([version, key]) => [Number(version), Buffer.from(key, 'base64')]));
  if (!ring.has(current) || [...ring.values()].some((key) => key.length !== KEY_BYTES)) throw invalid();
  return { current, keys: ring };
}

/** The key ring of a file, made with its first key on first use (mode 0600). */
export function openKeyRing(file: string): KeyRing {
  return ringOf(
    readOrCreateSecret(file, () => ringText({ current: 1, keys: new Map([[1, randomBytes(KEY_BYTES)]]) })),
    file,
  );
}

/** Adds a key and makes it the current one. Re-seal what the older keys sealed before you take them away. */
export function addKey(file: string): KeyRing {
  const ring = openKeyRing(file);
  const version = Math.max(...ring.keys.keys()) + 1;
  const grown: KeyRing = { current: version, keys: new Map([...ring.keys, [version, randomBytes(KEY_BYTES)]]) };
  replaceSecret(file, ringText(grown));
  return grown;
}

/** Seals a text with AES-256-GCM: `v<key>.<base64url of iv, tag, ciphertext>`. `purpose` (say `connection:<id>`) is authenticated:
 *  a sealed text that is moved to another row does not open there. */
export function sealText(ring: KeyRing, text: string, purpose: string): string {
  const key = ring.keys.get(ring.current);
  assert(key, 'the key ring has its current key');
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `v${ring.current}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Refuses `secrets.unreadable` for a text that was changed, sealed for another purpose, or sealed with a key that is gone. */
export function openText(ring: KeyRing, sealed: string, purpose: string): string {
  const refusal = () =>
    new Refusal('secrets.unreadable', 'A stored secret does not open: it was changed, or its key is missing. Enter the secret again, or restore the key file.');
  const found = /^v(\d+)\.([\w-]+)$/.exec(sealed);
  const key = found ? ring.keys.get(Number(found[1])) : undefined;
  const bytes = Buffer.from(found?.[2] ?? '', 'base64url');
  if (!key || bytes.length < IV_BYTES + TAG_BYTES) throw refusal();
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw refusal();
  }
}

/** Whether a sealed text waits to be sealed again with the current key. */
export function isOutdated(ring: KeyRing, sealed: string): boolean {
  return !sealed.startsWith(`v${ring.current}.`);
}
