import type { Day } from '../../foundation/calendar/day.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** A reference that travelled with the payment.
 *  RF: ISO 11649 creditor reference. QRR: Swiss 27-digit QR or ISR reference. SCOR: a structured creditor reference that is no valid RF number.
 *  EREF: end-to-end identification. MREF: direct debit mandate. other: any further one the bank passed on. */
export type BankReference = { readonly kind: 'RF' | 'QRR' | 'SCOR' | 'EREF' | 'MREF' | 'other'; readonly value: string };

/** One movement of an account as a bank reported it: what becomes a bank line. A booked batch comes as one of these per detail. */
export type BankEntry = {
  /** 1-based within its statement, one per entry emitted, in file order. */
  readonly ordinal: number;
  /** 1-based number of the bank's entry (camt: Ntry) within the statement; the details of one batch share it. */
  readonly entry: number;
  /** The place in the file, for people: "entry 12, detail 3" or "line 14". */
  readonly where: string;
  /** False: pending or information only; to be listed, never posted. */
  readonly booked: boolean;
  /** The bank marked it as taking back an earlier movement; the sign of `minor` already says which way the money went. */
  readonly reversal: boolean;
  readonly bookedOn: Day | null;
  readonly valueOn: Day | null;
  /** Minor units of `currency`, signed as it moves the balance: credits positive. */
  readonly minor: bigint;
  readonly currency: Currency;
  /** Debtor of a credit, creditor of a debit; the ultimate party where the party itself is missing; '' when absent. */
  readonly counterpartyName: string;
  /** IBAN or other identification as given, '' when absent. */
  readonly counterpartyAccount: string;
  /** Unstructured remittance joined with a space, else the bank's additional information. */
  readonly text: string;
  readonly references: readonly BankReference[];
  /** The bank's own reference of the detail, else of the entry, '' when absent. */
  readonly bankReference: string;
  /** Bank transaction code, e.g. PMNT/RCDT/ESCT, or the bank's proprietary one. */
  readonly code: string;
};

export type StatementHead = {
  readonly kind: 'statement' | 'report' | 'notification';
  readonly reference: string;
  /** The bank's running number as given ('' when absent); a legal number before an electronic one. */
  readonly sequence: string;
  /** IBAN or other identification of the own account, '' when absent. */
  readonly account: string;
  readonly currency: Currency | null;
  /** As given in the file, '' when absent. */
  readonly createdAt: string;
  readonly from: Day | null;
  readonly to: Day | null;
};

/** A balance as the bank gives it, signed (credit positive), in minor units of its own currency. */
export type StatementBalance = {
  /** ISO 20022 balance type (OPBD, PRCD, CLBD, ITBD, CLAV ...) or the bank's own. */
  readonly type: string;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly on: Day | null;
};

/** Totals at the end of a statement. Amounts in minor units of `currency`, balances signed (credit positive). */
export type StatementFoot = {
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  readonly openingOn: Day | null;
  readonly closingOn: Day | null;
  readonly currency: Currency | null;
  /** Entries as the bank counts them: booked or not, readable or not. */
  readonly entries: number;
  /** Details inside the entries, whether or not an entry was split into them. */
  readonly details: number;
  /** Sums of the readable entries by direction, both positive. */
  readonly credits: bigint;
  readonly debits: bigint;
  /** Does opening plus the booked entries give closing; null where a balance is missing. False too where one is given in another currency than the account's. */
  readonly inBalance: boolean | null;
  /** Every readable balance in file order, for formats that know more than opening and closing. */
  readonly balances?: readonly StatementBalance[];
};

/** Where a reader delivers. Per statement: `head`, any number of `entries` batches, `foot`; `problem` at any time.
 *  Batches are bounded, so the sink decides what is kept. */
export type StatementSink = {
  head(head: StatementHead): void;
  entries(batch: readonly BankEntry[]): void;
  foot(foot: StatementFoot): void;
  problem(problem: Problem): void;
};

/** A push parser fed with raw bytes in chunks of any size; it never holds the file.
 *  Both methods throw `Refusal('file.*')` when the whole file must be refused; what was delivered before is then void. */
export type StatementReader = { write(chunk: Uint8Array): void; end(): void };
