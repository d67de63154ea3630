import { formatDecimal } from '../../foundation/money/money.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { isIban, isValidRf } from './payment-reference.ts';

const MAX_MINOR = 99_999_999_999n;
const MAX_BYTES = 331;

/** What control characters would do to a format of lines. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** At most so many characters, and never half of one. */
function cut(text: string, maxCharacters: number): string {
  return [...oneLine(text)].slice(0, maxCharacters).join('').trim();
}

/** The text of a QR code from which banking apps fill in a SEPA credit transfer; null where there can be none: another currency, no valid IBAN, no amount,
 *  or an amount above EUR 999,999,999.99. A valid RF reference goes into the structured field, anything else into the free one.
 *  Source: EPC069-12 v3.1, version 002, UTF-8, SCT; 331 bytes at most. */
export function epcCode(transfer: { holder: string; iban: string; bic: string; minor: bigint; currency: Currency; reference: string }): string | null {
  const iban = transfer.iban.replaceAll(/\s/g, '').toUpperCase();
  const bic = transfer.bic.replaceAll(/\s/g, '').toUpperCase();
  const holder = cut(transfer.holder, 70);
  const { minor, currency } = transfer;
  if (currency !== 'EUR' || !isIban(iban) || holder === '' || minor <= 0n || minor > MAX_MINOR) return null;
  const structured = isValidRf(transfer.reference);
  const lines = [
    'BCD',
    '002',
    '1',
    'SCT',
    /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(bic) ? bic : '',
    holder,
    iban,
    `EUR${formatDecimal(minor, currency)}`,
    '',
    structured ? transfer.reference.replaceAll(/\s/g, '').toUpperCase() : '',
    structured ? '' : cut(transfer.reference, 140),
  ];
  const text = lines.join('\n').replace(/\n+$/, '');
  return Buffer.byteLength(text) <= MAX_BYTES ? text : null;
}
