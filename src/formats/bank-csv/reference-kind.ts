import type { BankReference } from '../statement/statement-events.ts';

const QR_CARRY = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/** What kind of reference a bare column value is, by its check digits: RF (ISO 11649, modulo 97), QRR (27 digits, modulo 10 recursive), or other. */
export function referenceOf(text: string): BankReference {
  const compact = text.replace(/\s/g, '').toUpperCase();
  if (isCreditorReference(compact)) return { kind: 'RF', value: compact };
  if (isQrReference(compact)) return { kind: 'QRR', value: compact };
  return { kind: 'other', value: text };
}

function isCreditorReference(text: string): boolean {
  if (!/^RF\d{2}[A-Z0-9]{1,21}$/.test(text)) return false;
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

function isQrReference(text: string): boolean {
  if (!/^\d{27}$/.test(text) || /^0+$/.test(text)) return false;
  let carry = 0;
  for (const digit of text.slice(0, 26)) carry = QR_CARRY[(carry + Number(digit)) % 10] ?? 0;
  return (10 - carry) % 10 === Number(text[26]);
}
