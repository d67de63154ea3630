import { InvalidArgumentError } from 'commander';
import { parseDay, type Day } from '../../foundation/calendar/day.ts';
import { isId } from '../../foundation/ids/id.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';

/** Readers of option values: a value that can't be read is wrong usage, told with what to write instead. */
export function dayOption(text: string): Day {
  const found = parseDay(text);
  if (found === undefined) throw new InvalidArgumentError(`"${text}" is not a day of the calendar; write it as YYYY-MM-DD.`);
  return found;
}

export function currencyOption(text: string): Currency {
  const code = text.toUpperCase();
  if (!isCurrency(code)) throw new InvalidArgumentError(`"${text}" is not an ISO 4217 currency code; use for example EUR, USD or GBP.`);
  return code;
}

export function portOption(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError(`"${text}" is not a port; write a number from 1 to 65535, or 0 for any free one.`);
  return port;
}

export function countOption(text: string): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError(`"${text}" is not a number from 1 to 9999999.`);
  return Number(text);
}

export function idOption(text: string): string {
  const own = text.toLowerCase();
  if (!isId(own)) throw new InvalidArgumentError(`"${text}" is no id; lists show them in their last column.`);
  return own;
}
