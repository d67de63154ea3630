import { currencyCodes } from '../../src/foundation/money/currency.ts';
import { countryCodes } from '../../src/foundation/text/country-code.ts';
import type { Language } from './words.ts';

/** Codes that a person rather knows by name: of ISO 3166, ISO 4217, ISO 639. */
export type CodeKind = 'country' | 'currency' | 'language';

export type Named = { readonly code: string; readonly name: string };

const TYPE = { country: 'region', currency: 'currency', language: 'language' } as const;

/** Codes of ISO 639-1 have two letters. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');

function languageCodes(): readonly string[] {
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter((code) => new Intl.Locale(code).language === code);
}

const CODES = { country: countryCodes, currency: currencyCodes, language: languageCodes } as const;

const made = new Map<string, readonly Named[]>();

/** Every code of the kind that has a name in the language, in the order of names. */
export function namedCodes(kind: CodeKind, in_: Language): readonly Named[] {
  const key = `${kind} ${in_}`;
  const found = made.get(key);
  if (found) return found;
  const names = new Intl.DisplayNames(in_, { type: TYPE[kind], fallback: 'none' });
  const all = CODES[kind]().flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [{ code, name }];
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
