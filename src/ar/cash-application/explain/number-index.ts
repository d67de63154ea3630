import { normalised } from '../../../foundation/text/fold-text.ts';
import { coreOf, type Span } from './tokens.ts';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Hash of the letters and digits of a number as printed, upper-cased; equal for equal `normalised` plain texts. */
function fullHash(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code > 126) return fullHash(normalised(text));
    if (code >= 97 && code <= 122) code -= 32;
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90)) hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  return hash;
}

/** Hash of the digits alone, leading zeros aside. */
function coreHash(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57 || (code === 48 && hash === FNV_OFFSET)) continue;
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  return hash;
}

type Numbered = { readonly number: string; readonly reference: string };

/** Positions of the items that a value of the line names, by their full number or reference and by their digits. */
export type NumberIndex = { readonly byFull: ReadonlyMap<string, readonly number[]>; readonly byCore: ReadonlyMap<string, readonly number[]> };

/** `endings`: by the last two digits, whether any value ends so; it spares most numbers the hashing. */
export type WantedHashes = { readonly full: ReadonlySet<number>; readonly core: ReadonlySet<number>; readonly endings: Uint8Array };

/** The last two digits of a text as a number, or -1 where it does not end in two digits. */
function endingOf(text: string): number {
  const tens = text.charCodeAt(text.length - 2) - 48;
  const ones = text.charCodeAt(text.length - 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Whether a number can equal none of the wanted values: neither its full text nor its digits (four or more) end like one of them. */
function isRuledOut(text: string, wanted: WantedHashes): boolean {
  const ending = endingOf(text);
  return ending >= 0 && wanted.endings[ending] === 0;
}

/** What the spans of a line could equal, as hashes: most items are passed over by them without a new string. */
export function wantedHashes(spans: readonly Span[]): WantedHashes {
  const full = new Set<number>();
  const core = new Set<number>();
  const endings = new Uint8Array(100);
  for (const span of spans) {
    const ending = endingOf(span.value);
    if (ending >= 0) endings[ending] = 1;
    full.add(fullHash(span.value));
    if (span.checked) full.add(fullHash(span.value.slice(4)));
    const digits = coreOf(span.value);
    if (digits.length >= 4) core.add(coreHash(digits));
  }
  return { full, core, endings };
}

function put(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else if (list.at(-1) !== index) list.push(index);
}

/** Collects the items that may be named by the line. Equality is decided on the strings of this index, never on the hashes. */
export function indexNumbers(items: readonly Numbered[], wanted: WantedHashes): NumberIndex {
  const byFull = new Map<string, number[]>();
  const byCore = new Map<string, number[]>();
  for (let index = 0; index < items.length; index++) {
    const { number, reference } = items[index]!;
    if (reference !== '' && !isRuledOut(reference, wanted) && wanted.full.has(fullHash(reference))) put(byFull, normalised(reference), index);
    if (isRuledOut(number, wanted)) continue;
    if (wanted.full.has(fullHash(number))) put(byFull, normalised(number), index);
    if (wanted.core.size === 0) continue;
    if (wanted.core.has(coreHash(number))) put(byCore, normalised(number).replace(/\D/g, '').replace(/^0+/, ''), index);
  }
  return { byFull, byCore };
}
