import { normalised } from '../../foundation/text/fold-text.ts';

/** Remainder modulo 97 of a text of digits and upper-case letters (A = 10 to Z = 35). Source: ISO 7064, MOD 97-10. */
function mod97(text: string): number {
  let remainder = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const value = code >= 65 ? code - 55 : code - 48;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

const RF = /^RF\d{2}[A-Z0-9]{1,21}$/;

/** Whether a text, spaces aside, is a creditor reference with right check digits. Source: ISO 11649. */
export function isValidRf(text: string): boolean {
  const compact = text.replace(/\s/g, '').toUpperCase();
  return RF.test(compact) && mod97(compact.slice(4) + compact.slice(0, 4)) === 1;
}

/** The creditor reference of a document number (`RF` + check digits + the number's letters and digits), or null when that is not 1 to 21 characters long.
 *  Source: ISO 11649. */
export function rfReference(number: string): string | null {
  const body = normalised(number);
  if (body.length < 1 || body.length > 21) return null;
  return `RF${String(98 - mod97(`${body}RF00`)).padStart(2, '0')}${body}`;
}

const MOD10_CARRY = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/** Whether 27 digits end in the right check digit of a Swiss QR reference. Source: Swiss Implementation Guidelines QR-bill, annex B (modulo 10, recursive). */
export function isValidQrr(digits: string): boolean {
  if (!/^\d{27}$/.test(digits) || /^0+$/.test(digits)) return false;
  let carry = 0;
  for (let index = 0; index < 26; index++) carry = MOD10_CARRY[(carry + digits.charCodeAt(index) - 48) % 10] ?? 0;
  return (10 - carry) % 10 === digits.charCodeAt(26) - 48;
}

/** Lengths of the account numbers seen in practice; a country that is not here is taken at any length. Source: the IBAN registry of ISO 13616. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 21,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SA: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  TR: 26,
  UA: 29,
};

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** Whether a compact text is an account number with right check digits (and not an RF reference, which uses the same arithmetic). */
export function isIban(compact: string): boolean {
  if (!IBAN.test(compact) || compact.startsWith('RF')) return false;
  const length = IBAN_LENGTHS[compact.slice(0, 2)];
  return (length === undefined || length === compact.length) && mod97(compact.slice(4) + compact.slice(0, 4)) === 1;
}

/** A digit core shorter than this is found inside the payer's own items only; it is too common to look up in the whole book. */
const MIN_CORE_DIGITS = 4;

/** All digits of a normalised number, without leading zeros. */
function digitsOf(value: string): string {
  return value.replace(/\D/g, '').replace(/^0+/, '');
}

/** What is stored per receivable, for its number and again for its reference: the full normalised number, and its digits without leading zeros
 *  when they are at least four and differ. For lookup by equality with `tokensOfLine`. */
export function tokensOfNumber(number: string): string[] {
  const full = normalised(number);
  if (full === '') return [];
  const core = digitsOf(full);
  return core.length >= MIN_CORE_DIGITS && core !== full ? [full, core] : [full];
}
