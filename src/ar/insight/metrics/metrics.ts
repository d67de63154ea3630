import { addDays, addMonths, startOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import { requireSpan } from '../roll-forward.ts';
import { daysOf, periodOfMonths, salesHistory, type Period, type SalesHistory } from './credit-sales.ts';
import { METRIC_NAMES, type Figure, type FigureSet, type MetricName } from './figure.ts';
import { loadDiscountSums, NO_DISCOUNTS, type DiscountSums } from './load-discounts.ts';
import { addBothPaid, loadPaid, NO_BOTH_PAID } from './load-paid.ts';
import { loadAutoSums, loadPaymentSums, NO_AUTO, NO_PAYMENTS, type AutoSums, type PaymentSums } from './load-payments.ts';
import { loadBalances, loadCurrencies, loadSales, NO_BALANCE, type Balance, type SalesRow } from './load-positions.ts';
import { autoFigures, daysToPayFigure, discountFigure, paymentFigures } from './money-figures.ts';
import { POSITION_METRICS, positionFigures, salesReach, type PositionFacts } from './position-figures.ts';

export const DEFAULT_MONTHS = 3;

export type MetricsRequest = {
  /** Last day of the period, and the day as of which everything is told. */
  readonly to: Day;
  /** First day of the period; without one it is the last `months` calendar months. */
  readonly from?: Day;
  readonly months?: number;
  /** Only these; what they do not need is not read. */
  readonly only?: readonly MetricName[];
};

export type MetricsReport = {
  readonly period: Period;
  readonly days: number;
  /** By their own amounts. */
  readonly currencies: readonly FigureSet[];
  /** All currencies together by the base amounts that were frozen when things were posted. */
  readonly base: FigureSet;
};

/** Metrics of a period as of its last day, by posting day, in every currency and in the base currency; days to pay by value day.
 *  Read it in a unit of work that sees one state throughout. Refuses `report.span_invalid` where the period begins after its end. */
export async function metricsOf(ctx: Ctx, request: MetricsRequest): Promise<MetricsReport> {
  const firsts = await loadCurrencies(ctx);
  const period = periodOf(request, firsts);
  const wanted = new Set<MetricName>(request.only ?? METRIC_NAMES);
  const loaded = await loadFigures(ctx, { firsts, period, wanted });
  const keep = (figures: readonly Figure[]): Figure[] =>
    METRIC_NAMES.filter((name) => wanted.has(name)).flatMap((name) => figures.find((one) => one.metric === name) ?? []);
  return {
    period,
    days: daysOf(period),
    currencies: [...firsts.keys()].map((currency) => ({ currency, figures: keep(loaded(currency)) })),
    base: { currency: ctx.company.baseCurrency, figures: keep(loaded(null)) },
  };
}

type PeriodRequest = Pick<MetricsRequest, 'to' | 'from' | 'months'>;

function periodOf({ from, to, months }: PeriodRequest, firsts: ReadonlyMap<Currency, Day | null>): Period {
  if (from === undefined) return periodOfMonths(to, months ?? DEFAULT_MONTHS, earliestOf(firsts));
  requireSpan({ from, to });
  return { from, to };
}

/** The period that a request means. Refuses `report.span_invalid`. */
export async function metricPeriod(ctx: Ctx, request: PeriodRequest): Promise<Period> {
  return periodOf(request, request.from === undefined ? await loadCurrencies(ctx) : new Map());
}

export function earliestOf(firsts: ReadonlyMap<Currency, Day | null>): Day | null {
  return [...firsts.values()].reduce((found, on) => (on !== null && (found === null || on < found) ? on : found), null);
}

type Question = { readonly firsts: ReadonlyMap<Currency, Day | null>; readonly period: Period; readonly wanted: ReadonlySet<MetricName> };

/** Figures of a currency, or of all in base amounts for null. */
type FiguresOf = (currency: Currency | null) => Figure[];

async function loadFigures(ctx: Ctx, { firsts, period, wanted }: Question): Promise<FiguresOf> {
  const makers: FiguresOf[] = [];
  if (POSITION_METRICS.some((name) => wanted.has(name))) {
    const factsOf = await loadPositionFacts(ctx, firsts, period);
    makers.push((currency) => positionFigures(factsOf(currency), period));
  }
  if (wanted.has('daysToPay')) {
    const paid = await loadPaid(ctx, period);
    const all = [...paid.values()].reduce(addBothPaid, NO_BOTH_PAID);
    makers.push((currency) => [daysToPayFigure(currency === null ? all.base : (paid.get(currency) ?? NO_BOTH_PAID).own)]);
  }
  if (wanted.has('applicationRate') || wanted.has('straightThroughRate')) makers.push(await paymentMaker(ctx, period));
  if (wanted.has('autoMatchPrecision')) {
    const auto = await loadAutoSums(ctx, period);
    const all = [...auto.values()].reduce((a: AutoSums, b) => ({ applied: a.applied + b.applied, takenBack: a.takenBack + b.takenBack }), NO_AUTO);
    makers.push((currency) => autoFigures(currency === null ? all : (auto.get(currency) ?? NO_AUTO)));
  }
  if (wanted.has('discountsTaken')) makers.push(await discountMaker(ctx, period, 'taken'));
  if (wanted.has('discountsUnearned')) makers.push(await discountMaker(ctx, period, 'unearned'));
  return (currency) => makers.flatMap((make) => make(currency));
}

async function paymentMaker(ctx: Ctx, period: Period): Promise<FiguresOf> {
  const sums = await loadPaymentSums(ctx, period);
  const all = [...sums.values()].reduce(
    (a: PaymentSums, b) => ({
      received: a.received + b.baseReceived,
      applied: a.applied + b.baseApplied,
      baseReceived: 0n,
      baseApplied: 0n,
      payments: a.payments + b.payments,
      straightThrough: a.straightThrough + b.straightThrough,
    }),
    NO_PAYMENTS,
  );
  return (currency) => paymentFigures(currency === null ? all : (sums.get(currency) ?? NO_PAYMENTS));
}

async function discountMaker(ctx: Ctx, period: Period, which: 'taken' | 'unearned'): Promise<FiguresOf> {
  const sums = await loadDiscountSums(ctx, period, which);
  const all = [...sums.values()].reduce((a: DiscountSums, b) => ({ minor: a.minor + b.base, base: 0n, count: a.count + b.count }), NO_DISCOUNTS);
  return (currency) => [discountFigure(which, currency === null ? all : (sums.get(currency) ?? NO_DISCOUNTS))];
}

/** Most countbacks end within a quarter: older sales are read only for those that do not. */
const SALES_MONTHS = 3;

async function loadPositionFacts(ctx: Ctx, firsts: Question['firsts'], period: Period): Promise<(currency: Currency | null) => PositionFacts> {
  const currencies = [...firsts.keys()];
  const dayBefore = addDays(period.from, -1);
  const balances = await loadBalances(ctx, currencies, [dayBefore, period.to]);
  const usual = addMonths(startOfMonth(period.to), 1 - SALES_MONTHS);
  const since = period.from < usual ? period.from : usual;
  const build = async (from: Day) => {
    const histories = historiesOf(firsts, await loadSales(ctx, currencies, { from, to: period.to }));
    return (currency: Currency | null): PositionFacts => {
      const opening = balanceOf(balances.get(dayBefore), currency);
      const closing = balanceOf(balances.get(period.to), currency);
      return { opening: opening.open, closing: closing.open, current: closing.current, unapplied: closing.unapplied, history: histories(currency) };
    };
  };
  const factsOf = await build(since);
  const firstOn = earliestOf(firsts);
  const enough = firstOn === null || startOfMonth(firstOn) >= since || [...currencies, null].every((currency) => salesReach(factsOf(currency), period.to));
  return enough ? factsOf : build(startOfMonth(firstOn));
}

/** Amounts of one currency, or base amounts of all. */
export function balanceOf(
  balances: ReadonlyMap<Currency, Balance> | undefined,
  currency: Currency | null,
): { open: bigint; current: bigint; unapplied: bigint } {
  if (currency !== null) {
    const { open, current, unapplied } = balances?.get(currency) ?? NO_BALANCE;
    return { open: open.minor, current: current.minor, unapplied: unapplied.minor };
  }
  return [...(balances?.values() ?? [])].reduce(
    (all, one) => ({ open: all.open + one.open.base, current: all.current + one.current.base, unapplied: all.unapplied + one.unapplied.base }),
    { open: 0n, current: 0n, unapplied: 0n },
  );
}

export function historiesOf(firsts: ReadonlyMap<Currency, Day | null>, rows: readonly SalesRow[]): (currency: Currency | null) => SalesHistory {
  const built = new Map<Currency | null, SalesHistory>();
  built.set(
    null,
    salesHistory(
      earliestOf(firsts),
      rows.map((row) => [row.posted_on, { invoices: row.base_invoices, creditNotes: row.base_notes }]),
    ),
  );
  for (const [currency, firstOn] of firsts) {
    const own = rows.filter((row) => row.currency === currency);
    built.set(
      currency,
      salesHistory(
        firstOn,
        own.map((row) => [row.posted_on, { invoices: row.invoices, creditNotes: row.notes }]),
      ),
    );
  }
  const none = salesHistory(null, []);
  return (currency) => built.get(currency) ?? none;
}
