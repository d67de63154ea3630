import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import { isAccountCode, type AccountCode } from './account.ts';

/** What made an entry: everything that one business act did carries the same cause and is reversed by it. */
export type Cause = { readonly kind: CauseKind; readonly id: string };

export type CauseKind =
  | 'document'
  | 'bank_line'
  | 'payment'
  | 'proposal'
  | 'application'
  | 'import'
  | 'reversal'
  | 'refund'
  | 'return'
  | 'set_aside'
  | 'write_off';

/** Debit positive, credit negative; minor units of `currency`, and of the company's base currency. */
export type PostingLine = {
  readonly account: AccountCode;
  readonly currency: Currency;
  readonly minor: bigint;
  readonly baseMinor: bigint;
  readonly receivableId?: string | null;
  readonly creditId?: string | null;
};

export type Posting = {
  readonly postedOn: Day;
  readonly valueOn: Day;
  readonly cause: Cause;
  readonly lines: readonly PostingLine[];
};

/** An entry balances in base currency, and in its own wherever it has one alone (an exchange difference has no amount in it). */
export function assertBalanced(posting: Posting): void {
  assert(posting.lines.length >= 2, 'an entry has at least two lines');
  let base = 0n;
  let own = 0n;
  let oneCurrency = true;
  const first = posting.lines[0]?.currency;
  for (const line of posting.lines) {
    assert(isAccountCode(line.account), `unknown account ${line.account}`);
    base += line.baseMinor;
    own += line.minor;
    if (line.currency !== first) oneCurrency = false;
  }
  assert(base === 0n, `entry of ${posting.cause.kind} ${posting.cause.id} is ${base} out of balance in base currency`);
  assert(!oneCurrency || own === 0n, `entry of ${posting.cause.kind} ${posting.cause.id} is ${own} out of balance`);
}

/** One debit and one credit of the same amount. */
export function transfer(options: {
  debit: AccountCode;
  credit: AccountCode;
  currency: Currency;
  minor: bigint;
  baseMinor: bigint;
  debitCreditId?: string;
  creditCreditId?: string;
}): PostingLine[] {
  const { debit, credit, currency, minor, baseMinor } = options;
  return [
    { account: debit, currency, minor, baseMinor, creditId: options.debitCreditId ?? null },
    { account: credit, currency, minor: -minor, baseMinor: -baseMinor, creditId: options.creditCreditId ?? null },
  ];
}
