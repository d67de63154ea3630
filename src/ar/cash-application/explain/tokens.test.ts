import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '../../../foundation/calendar/day.ts';
import { currency } from '../../../foundation/money/currency.ts';
import type { Line } from './explanation.ts';
import { aliasKey, nameTokens } from '../../customers/payer-name.ts';
import { isIban, isValidQrr, isValidRf, rfReference, tokensOfNumber } from '../../receivables/payment-reference.ts';
import { tokensOfLine } from './tokens.ts';

function lineOf(text: string, references: Line['references'] = []): Line {
  const on = day('2026-06-15');
  return { lineId: 'l', minor: 1n, currency: currency('EUR'), valueOn: on, bookedOn: on, text, references, counterpartyName: '', counterpartyAccount: '' };
}
const tokens = (text: string, references: Line['references'] = []): string[] => tokensOfLine(lineOf(text, references));

describe('what is stored per number', () => {
  it.each([
    ['INV-2026-000123', ['INV2026000123', '2026000123']],
    ['inv-12', ['INV12']],
    ['0001234', ['0001234', '1234']],
    ['1930000123', ['1930000123']],
    ['RÉ 7/2026', ['RE72026', '72026']],
    ['--', []],
  ])('%s is stored as %j', (number, expected) => {
    expect(tokensOfNumber(number)).toEqual(expected);
  });
});

describe('what is looked up for a line', () => {
  it.each([
    ['a number in any spelling', 'RE: inv 2026 000123 thanks', ['INV2026000123', '2026000123']],
    ['a number without its prefix', 'payment 2026/000123', ['2026000123']],
    ['a number glued to words by signs', '/INV/1930000123/PAY', ['1930000123']],
    ['a number split by a space', 'RECHNUNG 1930 000123', ['1930000123']],
    ['leading zeros and the digits without them', 'PAYMENT 0001234567', ['0001234567', '1234567']],
    ['a creditor reference in groups of four', 'ZAHLUNG RF18 5390 0754 7034 DANKE', ['RF18539007547034', '539007547034']],
    ['a creditor reference glued to a word', 'REFRF18539007547034', ['RF18539007547034']],
    ['a Swiss reference in groups', '21 00000 00003 13947 14300 09017', ['210000000003139471430009017']],
    ['an abbreviated list', 'INV 000123/124/125', ['INV000123', 'INV000124', 'INV000125']],
    ['an abbreviated list of long numbers', 'INV-2026-000123, 124', ['INV2026000123', 'INV2026000124', '2026000124']],
  ])('%s', (_, text, expected) => {
    expect(tokens(text)).toEqual(expect.arrayContaining(expected));
  });

  it('reads structured references too', () => {
    expect(
      tokens('', [
        { kind: 'scor', value: 'RF18539007547034' },
        { kind: 'EREF', value: 'INV-77-1' },
      ]),
    ).toEqual(expect.arrayContaining(['RF18539007547034', 'INV771']));
  });

  it.each([
    ['a day', 'PAID 15.06.2026 OR 2026-06-15 OR 20260615'],
    ['an amount', 'INVOICES 1.200,00 and 12,345.67 and EUR 4500'],
    ['an account number', 'FROM DE89 3704 0044 0532 0130 00'],
    ['a year', 'YEAR 2026'],
  ])('%s is no number of a document', (_, text) => {
    expect(tokens(text)).toEqual([]);
  });

  it('does not read a part of a longer compound as a number', () => {
    expect(tokens('INV-123-4')).not.toContain('INV123');
    expect(tokens('INV-123')).not.toContain('INV12');
  });

  it('looks up at most 64 tokens of whatever text', () => {
    const many = Array.from({ length: 300 }, (__, index) => `INV-2026-${100_000 + index}`).join(' ');
    expect(tokens(many)).toHaveLength(64);
    fc.assert(fc.property(fc.string({ maxLength: 3_000 }), (text) => tokens(text).length <= 64));
  });

  it('finds the tokens of every number in a text that contains it', () => {
    const number = fc
      .tuple(
        fc.constantFrom('INV', 'RG', 'AR', 'Re', ''),
        fc.constantFrom('-', '/', '', '.'),
        fc.integer({ min: 2_100, max: 9_999 }),
        fc.constantFrom('-', '/', '.'),
        fc.integer({ min: 0, max: 999_999 }),
      )
      .map(([prefix, first, series, second, count]) => `${prefix}${prefix === '' ? '' : first}${series}${second}${String(count).padStart(6, '0')}`);
    const words = fc.constantFrom('', 'PAYMENT', 'thank you for', 'Rechnung Nr.', 'PO 4500012345,', 'vom 12.05.2026,', 'ACME Ltd,');
    fc.assert(
      fc.property(number, words, words, fc.constantFrom(' ', ', ', ': '), (printed, before, after, join) => {
        const found = tokens(`${before}${join}${printed} ${after}`);
        expect(found).toEqual(expect.arrayContaining(tokensOfNumber(printed)));
      }),
    );
  });
});

describe('check digits', () => {
  it('a creditor reference made of a number is valid, and no other check digits are', () => {
    expect(rfReference('539007547034')).toBe('RF18539007547034');
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9-]{1,18}$/), fc.integer({ min: 1, max: 96 }), (number, shift) => {
        const made = rfReference(number);
        if (made === null) return;
        expect(isValidRf(made)).toBe(true);
        const other = String(((Number(made.slice(2, 4)) - 2 + shift) % 97) + 2).padStart(2, '0');
        expect(isValidRf(`RF${other}${made.slice(4)}`)).toBe(false);
      }),
    );
  });

  it('no number of more than 21 characters becomes a reference', () => {
    expect(rfReference('1234567890123456789012')).toBeNull();
    expect(rfReference('')).toBeNull();
  });

  it('a Swiss reference needs 27 digits with the right last one', () => {
    expect(isValidQrr('210000000003139471430009017')).toBe(true);
    expect(isValidQrr('210000000003139471430009018')).toBe(false);
    expect(isValidQrr('000000000000000000000000000')).toBe(false);
  });

  it('an account number is told from a creditor reference', () => {
    expect(isIban('DE89370400440532013000')).toBe(true);
    expect(isIban('DE89370400440532013001')).toBe(false);
    expect(isIban('RF18539007547034')).toBe(false);
  });
});

describe('payer names', () => {
  it.each([
    ['Müller & Söhne GmbH', 'MULLER SOHNE'],
    ['MULLER SOHNE G.m.b.H.', 'MULLER SOHNE'],
    ['The Acme Trading Co., Ltd.', 'ACME TRADING'],
    ['Dubois S.A.R.L.', 'DUBOIS'],
    ["O'Neill plc", 'ONEILL'],
    ['AG', 'AG'],
  ])('%s is learned as %s', (name, key) => {
    expect(aliasKey(name)).toBe(key);
  });

  it('keeps the words in order', () => {
    expect(nameTokens('Nord Süd Handel KG')).toEqual(['NORD', 'SUD', 'HANDEL']);
  });
});
