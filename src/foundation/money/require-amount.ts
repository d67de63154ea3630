import { Refusal } from '../errors/refusal.ts';
import type { Currency } from './currency.ts';
import { parseDecimal } from './money.ts';

/** An amount that somebody wrote for a currency, in minor units. Refuses `amount.invalid`, naming what it is the amount of. */
export function requireAmount(text: string, code: Currency, what: string): bigint {
  const parsed = parseDecimal(text, code);
  if (!parsed.ok)
    throw new Refusal('amount.invalid', `${what}: ${parsed.reason}. Write it as in 1234.50, with at most the decimals of ${code}.`, { currency: code });
  return parsed.minor;
}
