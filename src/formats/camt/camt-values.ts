import { parseDay, type Day } from '../../foundation/calendar/day.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal, type ParsedAmount } from '../../foundation/money/money.ts';
import { at, type CamtNode } from './camt-node.ts';

/** An amount as written; it is read when the currency it should have is known. */
export type WrittenAmount = { readonly text: string; readonly currencyCode: string };

export type Direction = 'CRDT' | 'DBIT';

/** The longest amount of the standard has 18 digits, a point and a sign. */
const MAX_AMOUNT_CHARS = 40;

export function writtenAmount(node: CamtNode | undefined): WrittenAmount | null {
  return node ? { text: node.text.trim(), currencyCode: node.currencyCode } : null;
}

export function currencyOf(amount: WrittenAmount): Currency | null {
  return isCurrency(amount.currencyCode) ? amount.currencyCode : null;
}

/** Minor units, never negative: the direction stands in an element of its own. */
export function readAmount(amount: WrittenAmount, currency: Currency): ParsedAmount {
  if (amount.text === '') return { ok: false, reason: 'the amount is empty' };
  if (amount.text.length > MAX_AMOUNT_CHARS) return { ok: false, reason: `"${amount.text.slice(0, 20)}…" is not an amount` };
  const parsed = parseDecimal(amount.text, currency);
  if (parsed.ok && amount.text.startsWith('-')) return { ok: false, reason: `"${amount.text}" is negative, which the standard does not allow` };
  return parsed;
}

export function signed(minor: bigint, direction: Direction): bigint {
  return direction === 'DBIT' ? -minor : minor;
}

export function directionOf(text: string): Direction | null {
  return text === 'CRDT' || text === 'DBIT' ? text : null;
}

export type ReadDay = { readonly day: Day | null; readonly problem: string | null };

/** A date choice (`Dt` or `DtTm`); of a time only its day, which is the bank's own. Absent: null without a problem. */
export function readDay(node: CamtNode | undefined, label: string): ReadDay {
  const written = (at(node, 'Dt') ?? at(node, 'DtTm'))?.text.trim() ?? '';
  if (written === '') return { day: null, problem: null };
  const day = written.length === 10 || /^.{10}[TZ+-]/.test(written) ? parseDay(written.slice(0, 10)) : undefined;
  if (day) return { day, problem: null };
  return { day: null, problem: `the ${label} "${written.slice(0, 40)}" is no day of the calendar` };
}

/** One space for any run of white space, none at the ends. */
export function flat(text: string): string {
  const trimmed = text.trim();
  return /[^\S ]|  /.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
}
