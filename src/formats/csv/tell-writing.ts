import { currencyNamedIn } from './read-amount.ts';
import type { ColumnToGuess } from './guess-columns.ts';
import type { DueCheck, FoundDateOrder, FoundDecimalMark } from './inspection.ts';
import type { DateOrder, DecimalMark, Delimiter } from './profile.ts';

type Habits = { readonly delimiter: Delimiter; readonly decimalMark: DecimalMark };

/** The order of dates by counting, over all columns of dates, which place can only be the day. `checks`: where the counts leave it open, how many due days
 *  follow their invoice under each order. */
export function tellDateOrder(columns: readonly ColumnToGuess[], habits: Habits, checks: readonly DueCheck[]): FoundDateOrder {
  let [firstOver12, secondOver12, yearFirst, either, named, points] = [0, 0, 0, 0, 0, 0];
  for (const { facts } of columns) {
    if (facts.look !== 'date') continue;
    firstOver12 += facts.dates.first;
    secondOver12 += facts.dates.second;
    yearFirst += facts.dates.year_first + facts.dates.compact;
    either += facts.dates.either;
    named += facts.dates.named;
    points += facts.samples.filter((sample) => /^\d{1,2}\.\d/.test(sample)).length;
  }
  const counts = { firstOver12, secondOver12, yearFirst, either };
  const told = (value: DateOrder, reason: FoundDateOrder['reason'], sure: boolean): FoundDateOrder => ({ value, reason, sure, ...counts });
  if (yearFirst > firstOver12 + secondOver12 + either) return told('ymd', 'year_first', true);
  if (firstOver12 + secondOver12 > 0) {
    const [most, least] = [Math.max(firstOver12, secondOver12), Math.min(firstOver12, secondOver12)];
    return told(firstOver12 >= secondOver12 ? 'dmy' : 'mdy', 'day_over_12', least * 20 <= most);
  }
  if (either === 0 && named === 0) return told('ymd', 'no_dates', true);
  const [best, other] = checks.filter((check) => check.dateOrder !== 'ymd').toSorted((a, b) => b.dueOnOrAfter - a.dueOnOrAfter);
  if (best && other && best.dueOnOrAfter > other.dueOnOrAfter) {
    return told(best.dateOrder, 'due_after_issued', best.dueOnOrAfter === best.both && other.dueOnOrAfter * 5 < other.both * 4);
  }
  // Points stand in dates of countries that begin with the day; so do semicolons and decimal commas.
  return told(points > 0 || habits.delimiter === ';' || habits.decimalMark === ',' ? 'dmy' : 'mdy', 'habit', either === 0);
}

/** The decimal mark by counting the amounts that show it. */
export function tellDecimalMark(columns: readonly ColumnToGuess[], delimiter: Delimiter): FoundDecimalMark {
  let [comma, point, amounts] = [0, 0, 0];
  for (const { facts } of columns) {
    if (facts.look !== 'amount') continue;
    comma += facts.commaMarks;
    point += facts.pointMarks;
    amounts += facts.counts.amount ?? 0;
  }
  if (comma + point === 0) return { value: delimiter === ';' ? ',' : '.', reason: 'habit', sure: amounts === 0, comma, point };
  const [most, least] = [Math.max(comma, point), Math.min(comma, point)];
  return { value: comma > point ? ',' : '.', reason: 'counts', sure: least * 5 <= most, comma, point };
}

const HEADER_CURRENCY = /(?:^|[\s(["_-])(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|JPY|€|£)\)?\]?\s*$/;

/** The one currency that the name or all samples of an amount column say; undefined where they say none. */
export function currencyOfColumn({ name, facts }: ColumnToGuess): string | undefined {
  const found = HEADER_CURRENCY.exec(name.trim())?.[1];
  if (found !== undefined) return found === '€' ? 'EUR' : found === '£' ? 'GBP' : found;
  const named = new Set(facts.samples.map((sample) => currencyNamedIn(sample)));
  const [only] = named;
  return named.size === 1 ? only : undefined;
}
