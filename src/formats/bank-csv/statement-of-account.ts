import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { BankEntry, StatementSink } from '../statement/statement-events.ts';
import { runningBalance } from './running-balance.ts';

const BATCH = 1_000;

type Line = Omit<BankEntry, 'ordinal' | 'entry' | 'currency'>;

export type StatementOfAccount = {
  readonly add: (line: Line, balance: bigint | null) => void;
  /** Lines that have not been delivered. */
  readonly pending: () => number;
  /** Hands on what has gathered. Only one statement may deliver until its foot. */
  readonly deliver: () => void;
  /** `unreadRows`: rows of the file that could not be read. With any, the balances prove nothing, whatever they sum to. */
  readonly close: (unreadRows: number) => void;
};

/** The lines of one account and currency in one file, delivered as one statement. */
export function statementOfAccount(sink: StatementSink, account: string, currency: Currency): StatementOfAccount {
  const balances = runningBalance();
  let pending: BankEntry[] = [];
  let headDelivered = false;
  let count = 0;
  let credits = 0n;
  let debits = 0n;
  let earliest: Day | null = null;
  let latest: Day | null = null;

  const add = (line: Line, balance: bigint | null): void => {
    count++;
    if (line.minor < 0n) debits -= line.minor;
    else credits += line.minor;
    const day = line.bookedOn ?? line.valueOn;
    if (day !== null && (earliest === null || day < earliest)) earliest = day;
    if (day !== null && (latest === null || day > latest)) latest = day;
    balances.add(line.minor, balance, day);
    pending.push({ ...line, ordinal: count, entry: count, currency });
  };

  const deliver = (): void => {
    if (!headDelivered) {
      headDelivered = true;
      sink.head({ kind: 'statement', reference: '', sequence: '', account, currency, createdAt: '', from: null, to: null });
    }
    for (let from = 0; from < pending.length; from += BATCH) sink.entries(pending.slice(from, from + BATCH));
    pending = [];
  };

  const close = (unreadRows: number): void => {
    deliver();
    const proof = balances.prove();
    const entries = count + unreadRows;
    sink.foot({
      opening: proof?.opening ?? null,
      closing: proof?.closing ?? null,
      openingOn: proof ? earliest : null,
      closingOn: proof ? latest : null,
      currency,
      entries,
      details: entries,
      credits,
      debits,
      inBalance: proof ? proof.consistent && unreadRows === 0 && proof.opening + credits - debits === proof.closing : null,
    });
  };
  return { add, pending: () => pending.length, deliver, close };
}
