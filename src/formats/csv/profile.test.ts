import { describe, expect, test } from 'vitest';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { INVOICE_FIELDS } from './invoice-row.ts';
import { PLAIN_PROFILE, readProfile } from './profile.ts';

function refusalOf(value: unknown): Refusal {
  try {
    readProfile(value, INVOICE_FIELDS);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the profile was accepted');
}

describe('profiles', () => {
  test('an empty profile means a plain file whose headers are our field names', () => {
    expect(readProfile({}, INVOICE_FIELDS)).toEqual(PLAIN_PROFILE);
  });

  test('constants stand in "constants" or at top level', () => {
    expect(readProfile({ constants: { currency: 'EUR' } }, INVOICE_FIELDS).constants).toEqual({ currency: 'EUR' });
    expect(readProfile({ currency: 'USD' }, INVOICE_FIELDS).constants).toEqual({ currency: 'USD' });
  });

  test('an unknown key is refused with its name and the allowed ones', () => {
    const refusal = refusalOf({ colums: {} });
    expect(refusal.code).toBe('profile.invalid');
    expect(refusal.message).toContain('"colums"');
    expect(refusal.message).toContain('columns, constants, dateOrder');
    expect(refusal.message).toContain('customerNumber');
  });

  test.each([
    [null, 'JSON object'],
    [[], 'JSON object'],
    [{ columns: { nummer: 'No' } }, '"nummer"'],
    [{ columns: {} }, 'empty'],
    [{ columns: { number: 7 } }, 'columns.number'],
    [{ columns: { number: ' ' } }, 'columns.number'],
    [{ constants: { betrag: '7' } }, '"betrag"'],
    [{ currency: 'EURO' }, 'ISO 4217'],
    [{ currency: 'EUR', constants: { currency: 'USD' } }, 'twice'],
    [{ dateOrder: 'ydm' }, '"ymd", "dmy", "mdy"'],
    [{ decimalMark: ';' }, '"decimalMark"'],
    [{ delimiter: ':' }, '"delimiter"'],
    [{ encoding: 'base64' }, 'encoding'],
    [{ encoding: 'klingon' }, 'encoding'],
    [{ skipLines: -1 }, 'skipLines'],
    [{ skipLines: 1.5 }, 'skipLines'],
    [{ quoting: 'single' }, '"quoting"'],
    [{ name: 7 }, '"name"'],
    [JSON.parse('{"__proto__": 1}'), '__proto__'],
  ])('%j is refused', (value, part) => {
    const refusal = refusalOf(value);
    expect(refusal.code).toBe('profile.invalid');
    expect(refusal.message).toContain(part);
  });
});
