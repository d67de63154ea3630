import { randomFillSync } from 'node:crypto';

/** A UUIDv7 in lower case: sorts by the instant of its making. */
export type Id<Brand extends string = string> = string & { readonly __id?: Brand };

export type NewId = () => string;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Makes UUIDv7 (RFC 9562) whose order is the order of making, also within one millisecond: the 12 bits after the time count on.
 *  `now` gives milliseconds, `random` fills bytes; both are arguments so that simulations repeat. */
export function idMaker(now: () => number, random: (bytes: Uint8Array) => void = (bytes) => void randomFillSync(bytes)): NewId {
  const POOL = 1024;
  const pool = new Uint8Array(POOL * 8);
  let used = POOL;
  let lastMs = 0;
  let counter = 0;
  return () => {
    const ms = Math.max(now(), lastMs);
    if (ms > lastMs) {
      lastMs = ms;
      counter = 0;
    } else if (++counter > 0xfff) {
      lastMs = ms + 1;
      counter = 0;
    }
    if (used >= POOL) {
      random(pool);
      used = 0;
    }
    const at = used++ * 8;
    const time = lastMs.toString(16).padStart(12, '0');
    const h = (i: number) => HEX[pool[at + i] as number] as string;
    const variant = HEX[((pool[at] as number) & 0x3f) | 0x80] as string;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${h(1)}-${h(2)}${h(3)}${h(4)}${h(5)}${h(6)}${h(7)}`;
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return UUID.test(text);
}
