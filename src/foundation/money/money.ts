import { assert } from '../errors/refusal.ts';
import { decimalsOf, type Currency } from './currency.ts';

/** An exact amount in minor units of its currency. */
export type Money = { readonly minor: bigint; readonly currency: Currency };

export type ParsedAmount = { readonly ok: true; readonly minor: bigint } | { readonly ok: false; readonly reason: string };

/** 18 digits fit bigint columns (int8) with room for sums over a book. */
const MAX_DIGITS = 15;

/** Reads a plain decimal (`-1234.50`, a point, no grouping) into minor units.
 *  Trailing zeros beyond the currency's decimals are exact; a non-zero excess digit is refused, as are exponents, NaN and more than 15 whole digits. */
export function parseDecimal(text: string, code: Currency): ParsedAmount {
  const found = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!found) return { ok: false, reason: `"${text}" is not an amount` };
  const [, sign, whole = '', fraction = ''] = found;
  const decimals = decimalsOf(code);
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  const excess = fraction.slice(decimals);
  if (/[1-9]/.test(excess)) return { ok: false, reason: `"${text}" has more than the ${decimals} decimals of ${code}` };
  const digits = (whole + kept).replace(/^0+/, '');
  if (digits.length > MAX_DIGITS) return { ok: false, reason: `"${text}" is larger than ${MAX_DIGITS} digits` };
  const minor = BigInt(whole + kept);
  return { ok: true, minor: sign === '-' ? -minor : minor };
}

/** Decimal string with exactly the currency's decimals and a point: `-7.90`. */
export function formatDecimal(minor: bigint, code: Currency): string {
  const decimals = decimalsOf(code);
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return negative ? `-${text}` : text;
}

/** `a x b / c`, rounded half away from zero: the one rounding of amounts. */
export function multiplyDivideRounded(a: bigint, b: bigint, c: bigint): bigint {
  assert(c !== 0n, 'division by zero');
  const product = a * b;
  const negative = product < 0n !== c < 0n;
  const numerator = product < 0n ? -product : product;
  const denominator = c < 0n ? -c : c;
  const rounded = (2n * numerator + denominator) / (2n * denominator);
  return negative ? -rounded : rounded;
}

/** Splits `total` in the proportion of `weights`; the parts add up exactly, the rounding rest falls on the last non-zero weight.
 *  All weights zero: everything on the last. */
export function allocateProportionally(total: bigint, weights: readonly bigint[]): bigint[] {
  assert(weights.length > 0, 'nothing to allocate to');
  const sum = weights.reduce((a, b) => a + b, 0n);
  let last = weights.length - 1;
  if (sum !== 0n) while (last > 0 && weights[last] === 0n) last--;
  const parts = weights.map((weight, index) => (index === last || sum === 0n ? 0n : multiplyDivideRounded(total, weight, sum)));
  parts[last] = total - parts.reduce((a, b) => a + b, 0n);
  return parts;
}
