import { currencyCodes } from '../../src/foundation/money/currency.ts';
import type { Language } from './words.ts';

/** Codes that a person rather knows by name: of ISO 3166, ISO 4217, ISO 639. */
export type CodeKind = 'country' | 'currency' | 'language';

export type Named = { readonly code: string; readonly name: string };

const TYPE = { country: 'region', currency: 'currency', language: 'language' } as const;

/** Known to browsers as regions, but no countries: unions, reserved codes and stand-ins for tests. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

function codesOf(kind: CodeKind): readonly string[] {
  if (kind === 'currency') return currencyCodes();
  return kind === 'country' ? PAIRS.filter((code) => !NO_COUNTRIES.has(code)) : PAIRS.map((code) => code.toLowerCase());
}

/** Whether the code stands for itself: one that was replaced (`DD`, `iw`) is written as another. */
function inUse(code: string, kind: CodeKind): boolean {
  if (kind === 'currency') return true;
  return kind === 'country' ? new Intl.Locale(`und-${code}`).region === code : new Intl.Locale(code).language === code;
}

const made = new Map<string, readonly Named[]>();

/** Every code of the kind that has a name in the language, in the order of names. */
export function namedCodes(kind: CodeKind, in_: Language): readonly Named[] {
  const key = `${kind} ${in_}`;
  const found = made.get(key);
  if (found) return found;
  const names = new Intl.DisplayNames(in_, { type: TYPE[kind], fallback: 'none' });
  const all = codesOf(kind).flatMap((code) => {
    const name = names.of(code);
    return name === undefined || !inUse(code, kind) ? [] : [{ code, name }];
  });
  const sorted = all.toSorted((a, b) => a.name.localeCompare(b.name, in_));
  made.set(key, sorted);
  return sorted;
}

/** The code that a text means, being one, a name, or the beginning of a single name; null when it can't be told. */
export function codeMeant(text: string, kind: CodeKind, in_: Language): string | null {
  const asked = text.trim().toLocaleLowerCase(in_);
  if (asked === '') return null;
  const all = namedCodes(kind, in_);
  const exact = all.find(({ code, name }) => code.toLowerCase() === asked || name.toLocaleLowerCase(in_) === asked);
  if (exact) return exact.code;
  const begun = all.filter(({ name }) => name.toLocaleLowerCase(in_).startsWith(asked));
  return begun.length === 1 ? (begun[0] as Named).code : null;
}

/** What is sent for a text: the code that it means, or itself, so that the server says what is wrong with it. */
export function codeSent(text: string, kind: CodeKind, in_: Language): string {
  return codeMeant(text, kind, in_) ?? text.trim();
}
