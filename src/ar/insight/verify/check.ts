import type { RawBuilder } from 'kysely';

/** One invariant: a query that returns the rows that break it, worst first. No rows: it holds. */
export type Check = {
  readonly name: string;
  /** What must be true, in words. */
  readonly rule: string;
  readonly breaking: (company: string) => RawBuilder<Record<string, unknown>>;
};

export type CheckResult = {
  readonly name: string;
  readonly ok: boolean;
  /** How many rows break it. */
  readonly rows: number;
  /** The rule, and the first rows that break it. */
  readonly detail: string;
};
