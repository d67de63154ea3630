import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { BankEntry, StatementSink } from '../statement/statement-events.ts';
import { RunningBalance } from './running-balance.ts';

const BATCH = 1_000;

/** The lines of one account and currency in one file, delivered as one statement. */
export class StatementOfAccount {
  readonly #sink: StatementSink;
  readonly #account: string;
  readonly #currency: Currency;
  readonly #balance = new RunningBalance();
  #pending: BankEntry[] = [];
  #headDelivered = false;
  #entries = 0;
  #credits = 0n;
  #debits = 0n;
  #earliest: Day | null = null;
  #latest: Day | null = null;

  constructor(sink: StatementSink, account: string, currency: Currency) {
    this.#sink = sink;
    this.#account = account;
    this.#currency = currency;
  }

  get pending(): number {
    return this.#pending.length;
  }

  add(line: Omit<BankEntry, 'ordinal' | 'entry' | 'currency'>, balance: bigint | null): void {
    this.#entries++;
    if (line.minor < 0n) this.#debits -= line.minor;
    else this.#credits += line.minor;
    const day = line.bookedOn ?? line.valueOn;
    if (day !== null && (this.#earliest === null || day < this.#earliest)) this.#earliest = day;
    if (day !== null && (this.#latest === null || day > this.#latest)) this.#latest = day;
    this.#balance.add(line.minor, balance, day);
    this.#pending.push({ ...line, ordinal: this.#entries, entry: this.#entries, currency: this.#currency });
  }

  /** Hands on what has gathered. Only one statement may deliver until its foot. */
  deliver(): void {
    if (!this.#headDelivered) {
      this.#headDelivered = true;
      this.#sink.head({
        kind: 'statement',
        reference: '',
        sequence: '',
        account: this.#account,
        currency: this.#currency,
        createdAt: '',
        from: null,
        to: null,
      });
    }
    for (let from = 0; from < this.#pending.length; from += BATCH) this.#sink.entries(this.#pending.slice(from, from + BATCH));
    this.#pending = [];
  }

  /** `unreadRows`: rows of the file that could not be read. With any, the balances prove nothing, whatever they sum to. */
  close(unreadRows: number): void {
    this.deliver();
    const proof = this.#balance.prove();
    this.#sink.foot({
      opening: proof?.opening ?? null,
      closing: proof?.closing ?? null,
      openingOn: proof ? this.#earliest : null,
      closingOn: proof ? this.#latest : null,
      currency: this.#currency,
      entries: this.#entries + unreadRows,
      details: this.#entries + unreadRows,
      credits: this.#credits,
      debits: this.#debits,
      inBalance: proof ? proof.consistent && unreadRows === 0 && proof.opening + this.#credits - this.#debits === proof.closing : null,
    });
  }
}
