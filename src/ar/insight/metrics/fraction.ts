import { assert } from '../../../foundation/errors/refusal.ts';

/** An exact quotient of whole numbers: positive denominator, no common divisor. Figures are kept so until they are shown. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Null where the denominator is zero: a figure that cannot be told, never 0 and never infinity. */
export function quotient(numerator: bigint, denominator: bigint): Fraction | null {
  if (denominator === 0n) return null;
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, sign * denominator);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

export function whole(value: bigint | number): Fraction {
  return { numerator: BigInt(value), denominator: 1n };
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const found = quotient(numerator, denominator);
  assert(found, 'the denominator of a fraction is never zero');
  return found;
}

export function sum(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Null when one of the two cannot be told. */
export function difference(a: Fraction | null, b: Fraction | null): Fraction | null {
  return a === null || b === null ? null : sum(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** Decimal text with exactly `decimals` places, halves away from zero: the one rounding of figures. */
export function showFraction(value: Fraction, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const negative = value.numerator < 0n;
  const size = negative ? -value.numerator : value.numerator;
  const units = (2n * size * scale + value.denominator) / (2n * value.denominator);
  const digits = units.toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return negative && units !== 0n ? `-${text}` : text;
}
