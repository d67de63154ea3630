import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { decimalsOf, type Currency } from '../../foundation/money/currency.ts';
import { multiplyDivideRounded } from '../../foundation/money/money.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { exchangeRateTable } from './tables.ts';

const SCALE = 10;
const UNIT = 10n ** BigInt(SCALE);

/** Base units for one unit of the currency, as a decimal string of at most ten decimals. */
export type Rate = string;

function scaled(rate: Rate): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(whole) * UNIT + BigInt(fraction.slice(0, SCALE).padEnd(SCALE, '0'));
}

/** Amount in base minor units, rounded half away from zero. */
export function toBase(minor: bigint, options: { currency: Currency; base: Currency; rate: Rate }): bigint {
  if (options.currency === options.base) return minor;
  const shift = decimalsOf(options.base) - decimalsOf(options.currency);
  const numerator = scaled(options.rate) * (shift > 0 ? 10n ** BigInt(shift) : 1n);
  return multiplyDivideRounded(minor, numerator, UNIT * (shift < 0 ? 10n ** BigInt(-shift) : 1n));
}

export type RateLookup = (currency: Currency, on: Day) => Rate;

/** A rate, or nothing where the company has none on or before the day. */
export type KnownRates = (currency: Currency, on: Day) => Rate | undefined;

/** The newest rate on or before a day, for the currencies named; the base currency is 1. */
export async function loadKnownRates(ctx: Ctx, currencies: Iterable<Currency>): Promise<KnownRates> {
  const foreign = [...new Set(currencies)].filter((code) => code !== ctx.company.baseCurrency);
  const rates =
    foreign.length === 0
      ? []
      : await ctx.tx.rows(sql<{ currency: string; on_day: Day; rate: string }>`
          select currency, on_day, rate from exchange_rate
          where company_id = ${ctx.company.id} and currency = any (${foreign}::text[]) order by currency, on_day desc`);
  return (code, on) => (code === ctx.company.baseCurrency ? '1' : rates.find((row) => row.currency === code && row.on_day <= on)?.rate);
}

/** The known rates as a lookup that refuses `rate.missing` where the company has none: amounts are never converted by guess. */
export async function loadRates(ctx: Ctx, currencies: Iterable<Currency>): Promise<RateLookup> {
  return requireRates(ctx, await loadKnownRates(ctx, currencies));
}

/** Refuses `rate.missing` instead of finding nothing. */
export function requireRates(ctx: Ctx, known: KnownRates): RateLookup {
  return (code, on) => {
    const rate = known(code, on);
    if (rate === undefined) {
      throw new Refusal(
        'rate.missing',
        `There is no exchange rate from ${code} to ${ctx.company.baseCurrency} for ${on}. Add one first: dunlin rates set ${code} RATE --on ${on}.`,
        { currency: code, day: on },
      );
    }
    return rate;
  };
}

export async function setRates(ctx: Ctx, rates: readonly { currency: Currency; on: Day; rate: Rate }[]): Promise<void> {
  for (const { rate } of rates) {
    if (!/^\d{1,9}(\.\d{1,10})?$/.test(rate) || /^0*(\.0*)?$/.test(rate)) {
      throw new Refusal('rate.invalid', `"${rate}" is not an exchange rate; write base units for one unit of the currency, for example 0.9215.`, { rate });
    }
  }
  // The last one wins where a list names a day twice: one statement cannot write a row two times.
  const newest = new Map(rates.map((rate) => [`${rate.currency}|${rate.on}`, rate]));
  await insertRows(
    ctx.tx,
    exchangeRateTable,
    [...newest.values()].map((rate) => ({ company_id: ctx.company.id, currency: rate.currency, on_day: rate.on, rate: rate.rate, source: 'entered' })),
    'on conflict (company_id, currency, on_day) do update set rate = excluded.rate, source = excluded.source',
  );
}
