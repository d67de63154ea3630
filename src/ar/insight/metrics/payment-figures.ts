import { quotient, type Fraction } from './fraction.ts';

/** A settled amount and the days from its issue day to its value day; negative where the money came first. */
export type PaidAmount = { readonly minor: bigint; readonly days: number };

/** Sums from which weighted days to pay follow; they add up over parts. */
export type PaidSums = { readonly minorDays: bigint; readonly minor: bigint; readonly allocations: number };

export const NOTHING_PAID: PaidSums = { minorDays: 0n, minor: 0n, allocations: 0 };

export function paidSums(paid: readonly PaidAmount[]): PaidSums {
  return paid.reduce(
    (sums, { minor, days }) => ({ minorDays: sums.minorDays + minor * BigInt(days), minor: sums.minor + minor, allocations: sums.allocations + 1 }),
    NOTHING_PAID,
  );
}

export function addPaid(a: PaidSums, b: PaidSums): PaidSums {
  return { minorDays: a.minorDays + b.minorDays, minor: a.minor + b.minor, allocations: a.allocations + b.allocations };
}

/** Days to pay, weighted by amount. */
export function weightedDaysToPay(sums: PaidSums): Fraction | null {
  return quotient(sums.minorDays, sums.minor);
}

/** `part` of `all` in percent: applied of received, straight-through of payments, what stands of what was applied by itself. */
export function percentage(part: bigint | number, all: bigint | number): Fraction | null {
  return quotient(BigInt(part) * 100n, BigInt(all));
}

/** One less the share that was taken back later, in percent. */
export function autoMatchPrecision(of: { applied: number; takenBack: number }): Fraction | null {
  return percentage(of.applied - of.takenBack, of.applied);
}
