/** What the lines of one statement come to, in minor units; both sums positive. */
export type LineSums = {
  /** Readable or not. */
  entries: number;
  unreadable: number;
  credits: bigint;
  debits: bigint;
  creditLines: number;
  debitLines: number;
};

export function noSums(): LineSums {
  return { entries: 0, unreadable: 0, credits: 0n, debits: 0n, creditLines: 0, debitLines: 0 };
}

/** Adds one readable line, signed as it moves the balance. */
export function addToSums(sums: LineSums, minor: bigint): void {
  if (minor < 0n) {
    sums.debits -= minor;
    sums.debitLines++;
  } else {
    sums.credits += minor;
    sums.creditLines++;
  }
}
