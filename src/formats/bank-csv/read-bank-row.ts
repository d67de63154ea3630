import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { cellPlace } from '../csv/map-columns.ts';
import type { Profile } from '../csv/profile.ts';
import { currencyNamedIn, readAmount } from '../csv/read-amount.ts';
import { readDay } from '../csv/read-day.ts';
import type { DelimitedRow } from '../csv/read-delimited.ts';
import type { BankLineField } from './bank-line-fields.ts';

/** A row of a bank's CSV export. Amounts in minor units of `currency`, signed as they move the balance. */
export type BankRow = {
  readonly bookedOn: Day | null;
  readonly valueOn: Day | null;
  readonly minor: bigint;
  readonly currency: Currency;
  /** Running balance after the row, null where the cell is empty or unreadable. */
  readonly balance: bigint | null;
};

export type BankRowOptions = {
  readonly profile: Profile;
  /** Currency of rows without one of their own. The first such row of the file settles it for all: a sign there, else the caller's default. */
  assumedCurrency: { readonly of: 'caller' | 'file'; readonly currency: Currency | undefined };
};

const TOTAL = /^(sub)?(totals?|summe|gesamt(summe)?|totaal|totale|somme|suma)\b/i;

/** Reads one row: a bank row, `total` for a line of totals, or `unread` with a problem added for each reason.
 *  An unreadable value day or balance becomes null, with a problem, and the row stays.
 *  Refuses `file.currency_missing` when nothing at all says the currency of the file. */
export function readBankRow(row: DelimitedRow, options: BankRowOptions, problems: Problem[]): BankRow | 'total' | 'unread' {
  const { profile } = options;
  const report = (field: BankLineField, message: string): 'unread' => {
    problems.push({ where: cellPlace(profile, row.line, field), message });
    return 'unread';
  };
  const leading: BankLineField = row.values['bookedOn'] === undefined ? 'valueOn' : 'bookedOn';
  const dated = readDay(row.values[leading] ?? '', profile.dateOrder);
  if (!dated.ok) return TOTAL.test(row.firstCell) ? 'total' : report(leading, `${dated.reason}; the line was not read`);

  const currency = currencyOf(row, options);
  if (currency === '') return report('currency', 'the currency is empty; the line was not read');
  if (!isCurrency(currency)) return report('currency', `"${currency}" is not an ISO 4217 currency code; the line was not read`);
  const amount = amountOf(row, { decimalMark: profile.decimalMark, currency });
  if ('reason' in amount) return report(amount.field, `${amount.reason}; the line was not read`);

  let valueOn = leading === 'valueOn' ? dated.day : null;
  const valueText = row.values['valueOn'] ?? '';
  if (leading === 'bookedOn' && valueText !== '') {
    const parsed = readDay(valueText, profile.dateOrder);
    if (parsed.ok) valueOn = parsed.day;
    else report('valueOn', `${parsed.reason}; the line was read without its value day`);
  }
  let balance: bigint | null = null;
  const balanceText = row.values['balance'] ?? '';
  if (balanceText !== '') {
    const parsed = readAmount(balanceText, { decimalMark: profile.decimalMark, currency });
    if (parsed.ok) balance = parsed.minor;
    else report('balance', `${parsed.reason}; the line was read without its balance`);
  }
  return { bookedOn: leading === 'bookedOn' ? dated.day : null, valueOn, minor: amount.minor, currency, balance };
}

/** Column or constant, else what the first row without them showed: a sign that names one currency, or the caller's default. */
function currencyOf(row: DelimitedRow, options: BankRowOptions): string {
  const given = row.values['currency'] ?? '';
  if (given !== '') return given.toUpperCase();
  const assumed = options.assumedCurrency;
  if (assumed.of === 'file') return assumed.currency ?? '';
  const amount = row.values['amount'] || row.values['paidIn'] || row.values['paidOut'] || '';
  const currency = currencyNamedIn(amount) ?? assumed.currency;
  if (currency === undefined && row.values['currency'] === undefined) {
    throw new Refusal(
      'file.currency_missing',
      `The file does not say its currency: it has no currency column, and line ${row.line} has no currency sign. Give the account's currency, or a profile with {"currency": "EUR"}.`,
      { line: row.line },
    );
  }
  if (currency !== undefined) options.assumedCurrency = { of: 'file', currency };
  return currency ?? '';
}

type Style = { readonly decimalMark: Profile['decimalMark']; readonly currency: Currency };
type RowAmount = { readonly minor: bigint } | { readonly field: BankLineField; readonly reason: string };

function amountOf(row: DelimitedRow, style: Style): RowAmount {
  const single = row.values['amount'];
  if (single !== undefined) {
    const parsed = readAmount(single, style);
    return parsed.ok ? { minor: parsed.minor } : { field: 'amount', reason: parsed.reason };
  }
  return amountOfTwoColumns(row.values['paidIn'] ?? '', row.values['paidOut'] ?? '', style);
}

/** The column gives the direction. Some banks write money out with a minus too, and a zero in the column that does not apply. */
function amountOfTwoColumns(paidIn: string, paidOut: string, style: Style): RowAmount {
  if (paidIn === '' && paidOut === '') return { field: 'paidIn', reason: 'neither money in nor money out is given' };
  const zero = { ok: true, minor: 0n } as const;
  const into = paidIn === '' ? zero : readAmount(paidIn, style);
  if (!into.ok) return { field: 'paidIn', reason: into.reason };
  const out = paidOut === '' ? zero : readAmount(paidOut, style);
  if (!out.ok) return { field: 'paidOut', reason: out.reason };
  if (into.minor < 0n) return { field: 'paidIn', reason: 'money in is negative' };
  if (into.minor !== 0n && out.minor !== 0n) return { field: 'paidIn', reason: 'both money in and money out are given' };
  return { minor: into.minor - (out.minor < 0n ? -out.minor : out.minor) };
}
