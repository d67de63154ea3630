import { addDays, addMonths, daysBetween, endOfMonth, startOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import type { SalesMonth } from './dso.ts';

/** Invoices and credit notes of a time, both positive, gross of tax like the receivables; without fees, interest, deposits and opening items. */
export type Sales = { readonly invoices: bigint; readonly creditNotes: bigint };

export const NO_SALES: Sales = { invoices: 0n, creditNotes: 0n };

function added(a: Sales, b: Sales | undefined): Sales {
  return b === undefined ? a : { invoices: a.invoices + b.invoices, creditNotes: a.creditNotes + b.creditNotes };
}

export function creditSales({ invoices, creditNotes }: Sales): bigint {
  return invoices - creditNotes;
}

/** Sales of one currency by posting day, also added up by month. */
export type SalesHistory = {
  /** Posting day of the very first invoice; null where nothing was ever sold. */
  readonly firstOn: Day | null;
  readonly byDay: ReadonlyMap<Day, Sales>;
  readonly byMonth: ReadonlyMap<Day, Sales>;
};

export function salesHistory(firstOn: Day | null, days: Iterable<readonly [Day, Sales]>): SalesHistory {
  const byDay = new Map<Day, Sales>();
  const byMonth = new Map<Day, Sales>();
  for (const [on, sales] of days) {
    byDay.set(on, added(sales, byDay.get(on)));
    const month = startOfMonth(on);
    byMonth.set(month, added(sales, byMonth.get(month)));
  }
  return { firstOn, byDay, byMonth };
}

/** Sales posted from the first to the last day, both included. */
export function salesBetween(history: SalesHistory, from: Day, to: Day): Sales {
  let total = NO_SALES;
  for (let first = from; first <= to; first = addDays(endOfMonth(first), 1)) {
    const last = endOfMonth(first) < to ? endOfMonth(first) : to;
    if (first === startOfMonth(first) && last === endOfMonth(first)) {
      total = added(total, history.byMonth.get(first));
      continue;
    }
    for (let on = first; on <= last; on = addDays(on, 1)) total = added(total, history.byDay.get(on));
  }
  return total;
}

export type CalendarSales = SalesMonth & { readonly from: Day; readonly to: Day };

/** Months for a countback as of a day, newest first: the running month up to that day, back to the month of the first invoice. */
export function* monthsBack(history: SalesHistory, asOf: Day): Generator<CalendarSales> {
  if (history.firstOn === null) return;
  const earliest = startOfMonth(history.firstOn);
  for (let from = startOfMonth(asOf); from >= earliest; from = addMonths(from, -1)) {
    const to = endOfMonth(from) < asOf ? endOfMonth(from) : asOf;
    yield { from, to, days: daysBetween(from, to) + 1, sales: creditSales(salesBetween(history, from, to)) };
  }
}

export type Period = { readonly from: Day; readonly to: Day };

export function daysOf({ from, to }: Period): number {
  return daysBetween(from, to) + 1;
}

/** The last calendar months up to a day, a running one with its elapsed days; beginning at the earliest with the month of the first invoice. */
export function periodOfMonths(asOf: Day, months: number, firstOn: Day | null): Period {
  const from = addMonths(startOfMonth(asOf), 1 - months);
  const earliest = firstOn === null || firstOn > asOf ? from : startOfMonth(firstOn);
  return { from: from < earliest ? earliest : from, to: asOf };
}
