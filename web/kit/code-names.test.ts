import { describe, expect, it } from 'vitest';
import { codeMeant, namedCodes } from './code-names.ts';

describe('codes and their names', () => {
  it('a code, a name, or the beginning of one name alone is understood, in the language of the app', () => {
    expect(codeMeant('de', 'country', 'en')).toBe('DE');
    expect(codeMeant('Germany', 'country', 'en')).toBe('DE');
    expect(codeMeant(' öster', 'country', 'de')).toBe('AT');
    expect(codeMeant('Deutschland', 'country', 'de')).toBe('DE');
    expect(codeMeant('eur', 'currency', 'de')).toBe('EUR');
    expect(codeMeant('Schweizer Franken', 'currency', 'de')).toBe('CHF');
    expect(codeMeant('Deutsch', 'language', 'de')).toBe('de');
  });

  it('what fits several or none is not guessed', () => {
    for (const text of ['', 'Uni', 'Atlantis', 'QQ']) expect(codeMeant(text, 'country', 'en'), text).toBeNull();
  });

  it('codes that were replaced, unions and stand-ins are not offered', () => {
    const codes = new Set(namedCodes('country', 'en').map(({ code }) => code));
    expect(['DD', 'UK', 'YU', 'EU', 'XA', 'ZZ'].filter((code) => codes.has(code))).toEqual([]);
    expect(['DE', 'GB', 'CH', 'US', 'XK'].filter((code) => !codes.has(code))).toEqual([]);
    expect(namedCodes('currency', 'en').find(({ code }) => code === 'JPY')?.name).toBe('Japanese Yen');
    expect(namedCodes('language', 'en').map(({ code }) => code)).not.toContain('iw');
  });
});
