import { currency as currencyOf } from '../../../src/foundation/money/currency.ts';
import { formatDecimal, parseDecimal } from '../../../src/foundation/money/money.ts';

/** Minor units of a decimal string of the API; 0n for what can't be read, which the fields tell beside themselves. */
export function minorOf(amount: string, currency: string): bigint {
  const read = parseDecimal(amount, currencyOf(currency));
  return read.ok ? read.minor : 0n;
}

export function amountOf(minor: bigint, currency: string): string {
  return formatDecimal(minor, currencyOf(currency));
}

export function addAmounts(amounts: readonly string[], currency: string): string {
  return amountOf(
    amounts.reduce((sum, amount) => sum + minorOf(amount, currency), 0n),
    currency,
  );
}

export function subtractAmounts(from: string, amount: string, currency: string): string {
  return amountOf(minorOf(from, currency) - minorOf(amount, currency), currency);
}

export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}

/** A probability in whole percent; what is short of certain never reads as 100 %. */
export function sureness(probability: number, percent: (share: number, digits: number) => string): string {
  return percent(probability < 1 ? Math.floor(probability * 100) / 100 : 1, 0);
}
