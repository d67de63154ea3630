import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, base64url: 43 characters. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Lower-case hex of so many random bytes; for parts that are shown and looked up. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Compares without telling by its time where the difference is. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export function equalTexts(a: string, b: string): boolean {
  return equalBytes(sha256(a), sha256(b));
}
