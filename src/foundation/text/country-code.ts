import { folded } from './fold-text.ts';

/** Known as regions, but no countries: unions, reserved codes and stand-ins for tests. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
const LANGUAGES = ['en', 'de', 'fr', 'es', 'nl'] as const;
/** Names that people write and no list of names has. */
const ALSO: Readonly<Record<string, string>> = {
  USA: 'US',
  BRD: 'DE',
  HOLLAND: 'NL',
  ENGLAND: 'GB',
  GREATBRITAIN: 'GB',
  GROSSBRITANNIEN: 'GB',
  CZECHREPUBLIC: 'CZ',
};
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

const ENGLISH = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The code of ISO 3166 for two letters; one that was replaced (UK, DD) becomes the one in use. undefined where it is no country's. */
export function countryOfCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  const region = new Intl.Locale(`und-${code}`).region ?? code;
  return NO_COUNTRIES.has(region) || ENGLISH.of(region) === undefined ? undefined : region;
}

/** Names without accents, spaces and the second letter of an umlaut written out. */
function keyOf(name: string): string {
  return folded(name)
    .replace(/[^A-Z]/g, '')
    .replace(/AE/g, 'A')
    .replace(/OE/g, 'O')
    .replace(/UE/g, 'U');
}

/** Every code of a country that is in use. */
export function countryCodes(): readonly string[] {
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter((code) => countryOfCode(code) === code);
}

let codes: ReadonlyMap<string, string> | undefined;

function codesByName(): ReadonlyMap<string, string> {
  const all = countryCodes();
  const named = LANGUAGES.flatMap((language) => {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    return all.flatMap((code) => {
      const name = names.of(code);
      return name === undefined ? [] : [[keyOf(name), code] as const];
    });
  });
  return new Map([...named, ...Object.entries(ALSO).map(([name, code]) => [keyOf(name), code] as const)]);
}

/** The code of the country that a text means: a code, or a name in one of the languages of our columns. */
export function countryMeant(text: string): string | undefined {
  codes ??= codesByName();
  return countryOfCode(text) ?? codes.get(keyOf(text));
}
