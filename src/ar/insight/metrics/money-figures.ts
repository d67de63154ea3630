import { count, figure, minor, type Figure } from './figure.ts';
import { whole } from './fraction.ts';
import type { DiscountSums } from './load-discounts.ts';
import type { AutoSums, PaymentSums } from './load-payments.ts';
import { autoMatchPrecision, percentage, weightedDaysToPay, type PaidSums } from './payment-figures.ts';

/** `amountDays`: sum of amount times days, in minor units of the currency times days. */
export function daysToPayFigure(sums: PaidSums): Figure {
  return figure('daysToPay', weightedDaysToPay(sums), { amountDays: minor(sums.minorDays), paid: minor(sums.minor), allocations: count(sums.allocations) });
}

export function paymentFigures(sums: PaymentSums): Figure[] {
  return [
    figure('applicationRate', percentage(sums.applied, sums.received), { applied: minor(sums.applied), received: minor(sums.received) }),
    figure('straightThroughRate', percentage(sums.straightThrough, sums.payments), {
      straightThrough: count(sums.straightThrough),
      payments: count(sums.payments),
    }),
  ];
}

export function autoFigures(sums: AutoSums): Figure[] {
  return [figure('autoMatchPrecision', autoMatchPrecision(sums), { autoApplied: count(sums.applied), takenBack: count(sums.takenBack) })];
}

export function discountFigure(which: 'taken' | 'unearned', sums: DiscountSums): Figure {
  return figure(which === 'taken' ? 'discountsTaken' : 'discountsUnearned', whole(sums.minor), {
    [which === 'taken' ? 'discounts' : 'receivables']: count(sums.count),
  });
}
