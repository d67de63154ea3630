import { describe, expect, it } from 'vitest';
import { currency } from '../../foundation/money/currency.ts';
import { epcCode } from './epc-code.ts';
import { rfReference } from './payment-reference.ts';

const TRANSFER = {
  holder: 'Müller & Söhne GmbH',
  iban: 'DE89 3704 0044 0532 0130 00',
  bic: 'COBADEFFXXX',
  minor: 123_456n,
  currency: currency('EUR'),
  reference: rfReference('INV-000042') ?? '',
};

describe('the code for banking apps', () => {
  it('has its eleven fields in order, the reference in the structured one', () => {
    expect(epcCode(TRANSFER)?.split('\n')).toEqual([
      'BCD',
      '002',
      '1',
      'SCT',
      'COBADEFFXXX',
      'Müller & Söhne GmbH',
      'DE89370400440532013000',
      'EUR1234.56',
      '',
      rfReference('INV-000042'),
    ]);
  });

  it('takes a reference that is no creditor reference as free text, on one line', () => {
    expect(
      epcCode({ ...TRANSFER, reference: 'INV 42\r\nEUR1.00' })
        ?.split('\n')
        .slice(8),
    ).toEqual(['', '', 'INV 42 EUR1.00']);
  });

  it('is not made without euro, a right account, an amount, a holder, or above the largest transfer', () => {
    expect(epcCode({ ...TRANSFER, currency: currency('USD') })).toBeNull();
    expect(epcCode({ ...TRANSFER, iban: 'DE88370400440532013000' })).toBeNull();
    expect(epcCode({ ...TRANSFER, minor: 0n })).toBeNull();
    expect(epcCode({ ...TRANSFER, holder: ' ' })).toBeNull();
    expect(epcCode({ ...TRANSFER, minor: 100_000_000_000n })).toBeNull();
  });

  it('leaves out a code of a bank that is none, and cuts a long holder at 70 characters', () => {
    const lines = epcCode({ ...TRANSFER, bic: 'nonsense!', holder: 'ü'.repeat(80) })?.split('\n');
    expect(lines?.[4]).toBe('');
    expect([...(lines?.[5] ?? '')]).toHaveLength(70);
  });
});
