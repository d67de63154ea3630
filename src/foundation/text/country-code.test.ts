import { describe, expect, it } from 'vitest';
import { countryMeant, countryOfCode } from './country-code.ts';

describe('a country', () => {
  it('is meant by its code and by its name in several languages', () => {
    for (const text of ['DE', 'de', 'Deutschland', 'germany', 'Allemagne', 'Duitsland', 'BRD']) expect([text, countryMeant(text)]).toEqual([text, 'DE']);
    for (const text of ['Österreich', 'Oesterreich', 'AUSTRIA']) expect([text, countryMeant(text)]).toEqual([text, 'AT']);
    expect([countryMeant('USA'), countryMeant('United States'), countryMeant('UK'), countryMeant('Schweiz')]).toEqual(['US', 'US', 'GB', 'CH']);
  });

  it('is not a stand-in, a union or any other text', () => {
    for (const text of ['ZZ', 'EU', 'XA', 'QQ', 'Atlantis', '', 'D']) expect([text, countryMeant(text)]).toEqual([text, undefined]);
    expect(countryOfCode('Germany')).toBeUndefined();
  });
});
