import type { Day } from '../../foundation/calendar/day.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { BankEntry, StatementBalance, StatementHead, StatementSink } from '../statement/statement-events.ts';
import { bookedBalances, readBalance } from './camt-balance.ts';
import { readAccount } from './camt-detail.ts';
import { readEntry, type HeldDetails } from './camt-entry.ts';
import { child, textAt, type CamtNode } from './camt-node.ts';
import { currencyOf, readDay, writtenAmount } from './camt-values.ts';

/** One block (Stmt, Rpt or Ntfctn) while it is read. */
export type CamtStatement = {
  /** A child of the block other than an entry. */
  record(node: CamtNode): void;
  entry(node: CamtNode, details: HeldDetails): void;
  finish(): void;
};

const BATCH_ENTRIES = 500;
const MAX_BALANCES = 1_000;
/** The balances that can tell the account's currency where the account does not. */
const BOOKED_TYPES = new Set(['OPBD', 'PRCD', 'CLBD']);

/** Collects head and balances, sums the entries and hands them on in batches. The head goes out before the first batch, so that anything standing before the entries is in it.
 *  `number` is the block's place in the file: problems of a second block say so. */
export function createCamtStatement(sink: StatementSink, kind: StatementHead['kind'], number: number): CamtStatement {
  const prefix = number > 1 ? `statement ${number}, ` : '';
  const balances: StatementBalance[] = [];
  let head: StatementHead = { kind, reference: '', sequence: '', account: '', currency: null, createdAt: '', from: null, to: null };
  let headSent = false;
  let batch: BankEntry[] = [];
  let ordinal = 0;
  const sums = { entries: 0, details: 0, credits: 0n, debits: 0n, booked: 0n };

  const problem = (where: string, message: string): void => sink.problem({ where: prefix + where, message });

  function flush(): void {
    if (!headSent) {
      head = { ...head, currency: accountCurrency(null) };
      sink.head(head);
      headSent = true;
    }
    if (batch.length > 0) sink.entries(batch);
    batch = [];
  }

  /** The account's own, else that of its booked balances, else that of the first entry: once known it stays. */
  function accountCurrency(ofEntry: Currency | null): Currency | null {
    if (head.currency !== null) return head.currency;
    const known = balances.find((each) => BOOKED_TYPES.has(each.type))?.currency ?? ofEntry ?? balances[0]?.currency ?? null;
    if (known !== null && ofEntry !== null) head = { ...head, currency: known };
    return known;
  }

  function account(node: CamtNode): void {
    if (headSent)
      problem(
        'account',
        'The account stands after more than one batch of entries; the file is not ordered as the standard says. Check the account before posting.',
      );
    const code = textAt(node, 'Ccy');
    if (code !== '' && !isCurrency(code))
      problem('account', `The account has the currency "${code.slice(0, 10)}", which is no ISO 4217 code; the one of its balances and entries is used.`);
    head = { ...head, account: readAccount(node), currency: isCurrency(code) ? code : head.currency };
  }

  function period(node: CamtNode): void {
    const from = periodDay(node, 'Fr');
    const to = periodDay(node, 'To');
    head = { ...head, from: from.day, to: to.day };
    for (const each of [from, to]) if (each.problem) problem('period', `${each.problem}.`);
  }

  function balance(node: CamtNode): void {
    const read = readBalance(node);
    for (const each of read.problems) problem('balances', `${each}.`);
    if (!read.balance) return;
    if (balances.length === MAX_BALANCES) problem('balances', `There are more than ${MAX_BALANCES} balances; the further ones are left out.`);
    if (balances.length <= MAX_BALANCES) balances.push(read.balance);
  }

  return {
    record(node) {
      if (node.name === 'Id') head = { ...head, reference: textAt(node) };
      else if (node.name === 'CreDtTm') head = { ...head, createdAt: textAt(node) };
      else if (node.name === 'LglSeqNb') head = { ...head, sequence: textAt(node) };
      else if (node.name === 'ElctrncSeqNb') head = { ...head, sequence: head.sequence || textAt(node) };
      else if (node.name === 'FrToDt') period(node);
      else if (node.name === 'Acct') account(node);
      else if (node.name === 'Bal') balance(node);
    },
    entry(node, details) {
      sums.entries++;
      sums.details += details.count;
      const amount = writtenAmount(child(node, 'Amt'));
      const where = `entry ${sums.entries}`;
      const currency = accountCurrency(amount ? currencyOf(amount) : null);
      const read = readEntry(node, details, { entry: sums.entries, where: prefix + where, kind, currency });
      for (const each of read.problems) problem(where, `Entry ${sums.entries}: ${each}.`);
      if (read.minor !== null) {
        if (read.minor < 0n) sums.debits -= read.minor;
        else sums.credits += read.minor;
        if (read.booked) sums.booked += read.minor;
      }
      for (const line of read.lines) {
        batch.push({ ...line, ordinal: ++ordinal });
        if (batch.length === BATCH_ENTRIES) flush();
      }
    },
    finish() {
      flush();
      const currency = head.currency;
      const { opening, closing, foreign } = bookedBalances(balances, currency);
      for (const each of foreign) {
        problem(
          'balances',
          `The balance ${each.type} of ${formatDecimal(each.minor, each.currency)} is in ${each.currency}, the account in ${currency ?? 'an unknown currency'}: the statement can't be checked by it. Compare it with the bank.`,
        );
      }
      const agrees = opening !== null && closing !== null ? opening.minor + sums.booked === closing.minor : null;
      sink.foot({
        opening: opening?.minor ?? null,
        closing: closing?.minor ?? null,
        openingOn: opening?.on ?? null,
        closingOn: closing?.on ?? null,
        currency,
        entries: sums.entries,
        details: sums.details,
        credits: sums.credits,
        debits: sums.debits,
        inBalance: foreign.length > 0 ? false : agrees,
        balances,
      });
    },
  };
}

/** A period has times (FrDtTm) or, from version 7 on, also plain dates (FrDt). */
function periodDay(node: CamtNode, side: 'Fr' | 'To'): { readonly day: Day | null; readonly problem: string | null } {
  const written = textAt(node, `${side}DtTm`) || textAt(node, `${side}Dt`);
  const dated: CamtNode = { name: side, currencyCode: '', text: '', children: [{ name: 'Dt', currencyCode: '', text: written, children: null }] };
  return readDay(dated, side === 'Fr' ? 'first day of the period' : 'last day of the period');
}
