import iconv from 'iconv-lite';
import { byteOrderMarkOf } from './decode-text.ts';

/** How the encoding was told: by a byte order mark, because all bytes are ASCII, because the text is valid UTF-8, by the zero bytes of UTF-16,
 *  by the letters that come out; `given`: somebody said so. */
export type EncodingReason = 'mark' | 'ascii' | 'valid_utf8' | 'zero_bytes' | 'letters' | 'given';

export type FoundEncoding = {
  readonly value: string;
  readonly reason: EncodingReason;
  /** False where another encoding would give letters that are nearly as likely. */
  readonly sure: boolean;
};

export type FirstLook = {
  readonly encoding: FoundEncoding;
  /** The first bytes. */
  readonly head: Uint8Array;
  readonly bytes: number;
  /** False where the file goes on behind the bytes that were looked at. */
  readonly complete: boolean;
  /** Of no text: too many control characters or zero bytes. */
  readonly binary: boolean;
};

const HEAD_BYTES = 256 * 1024;
const MAX_WINDOWS = 4_000;
/** In the order of preference where the letters say the same. */
const ONE_BYTE_ENCODINGS = ['windows-1252', 'iso-8859-15', 'cp850', 'macintosh'] as const;
const LETTERS = new Set('äöüÄÖÜßéèêëàâçñóíáúïîôûùœŒæøåÅÆØÉÈÇÑÀÁÂÓÚÍÊÎÔÛ');
const MARKS = new Set('€£–—’‘“”„…°§´«»¿¡ºª\u00a0•');

/** Reads a file once, up to `maxBytes`, and says how its text is encoded. Never throws for content. */
export async function lookThrough(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<FirstLook> {
  const head: Uint8Array[] = [];
  const tally = byteTally();
  let bytes = 0;
  let kept = 0;
  let complete = true;
  for await (const chunk of source) {
    const part = bytes + chunk.length > maxBytes ? chunk.subarray(0, maxBytes - bytes) : chunk;
    if (kept < HEAD_BYTES) {
      head.push(part.subarray(0, HEAD_BYTES - kept));
      kept += head.at(-1)?.length ?? 0;
    }
    tally.add(part);
    bytes += part.length;
    if (part.length < chunk.length || bytes === maxBytes) {
      complete = part.length === chunk.length;
      break;
    }
  }
  const start = Buffer.concat(head);
  const { encoding, binary } = tally.conclude(start, complete);
  return { encoding, head: start, bytes, complete, binary };
}

function byteTally() {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let valid = true;
  let high = 0;
  let controls = 0;
  let count = 0;
  const zeros = [0, 0];
  const windows: [number, number, number][] = [];
  let last = 0x20;
  let waiting: [number, number, number] | undefined;
  const add = (chunk: Uint8Array): void => {
    if (waiting && chunk.length > 0) waiting[2] = chunk[0] as number;
    if (chunk.length > 0) waiting = undefined;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === 0) zeros[(count + at) % 2] = (zeros[(count + at) % 2] ?? 0) + 1;
      else if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a) controls++;
      if (byte < 0x80) continue;
      high++;
      if (windows.length >= MAX_WINDOWS) continue;
      const window: [number, number, number] = [at === 0 ? last : (chunk[at - 1] as number), byte, chunk[at + 1] ?? 0x20];
      windows.push(window);
      if (at === chunk.length - 1) waiting = window;
    }
    count += chunk.length;
    last = chunk.at(-1) ?? last;
    if (!valid) return;
    try {
      utf8.decode(chunk, { stream: true });
    } catch {
      valid = false;
    }
  };
  const conclude = (start: Uint8Array, complete: boolean): { encoding: FoundEncoding; binary: boolean } => {
    const mark = byteOrderMarkOf(start);
    const [even = 0, odd = 0] = zeros;
    const wide = mark?.encoding.startsWith('utf-16') === true;
    if (mark) return { encoding: { value: mark.encoding, reason: 'mark', sure: true }, binary: !wide && isBinary(even + odd, controls, count) };
    // Western text in UTF-16 has a zero byte in nearly every second place, and in the other places hardly any.
    if (odd * 3 > count && even * 50 < count) return { encoding: { value: 'utf-16le', reason: 'zero_bytes', sure: true }, binary: false };
    if (even * 3 > count && odd * 50 < count) return { encoding: { value: 'utf-16be', reason: 'zero_bytes', sure: true }, binary: false };
    const binary = isBinary(even + odd, controls, count);
    if (high === 0) return { encoding: { value: 'utf-8', reason: 'ascii', sure: true }, binary };
    if (valid && complete) valid = endsWhole(utf8);
    if (valid) return { encoding: { value: 'utf-8', reason: 'valid_utf8', sure: true }, binary };
    return { encoding: byLetters(windows), binary };
  };
  return { add, conclude };
}

function endsWhole(utf8: InstanceType<typeof TextDecoder>): boolean {
  try {
    utf8.decode();
    return true;
  } catch {
    return false;
  }
}

function isBinary(zeros: number, controls: number, count: number): boolean {
  return zeros * 200 > count || controls * 20 > count;
}

/** Which one-byte encoding gives letters where letters belong. */
function byLetters(windows: readonly (readonly [number, number, number])[]): FoundEncoding {
  const scored = ONE_BYTE_ENCODINGS.map((encoding) => {
    const table = Array.from({ length: 256 }, (_, byte) => iconv.decode(Buffer.from([byte]), encoding));
    const score = windows.reduce((sum, [before, byte, after]) => sum + likelihood(table[before] ?? '', table[byte] ?? '', table[after] ?? ''), 0);
    return { encoding, score, text: windows.map(([, byte]) => table[byte]).join('') };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  const sure = best.score > 0 && scored.every((other) => other.score < best.score || other.text === best.text);
  return { value: best.encoding, reason: 'letters', sure };
}

function likelihood(before: string, char: string, after: string): number {
  if (LETTERS.has(char)) {
    const upper = char !== char.toLowerCase();
    if (upper && /\p{Ll}/u.test(before)) return -1;
    return /\p{L}/u.test(before) || /\p{L}/u.test(after) ? 3 : 0;
  }
  if (MARKS.has(char)) return 1;
  return char === '\ufffd' || /\p{Cc}/u.test(char) ? -5 : -1;
}
