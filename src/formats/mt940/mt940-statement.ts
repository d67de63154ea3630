import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { BankEntry, StatementHead, StatementSink } from '../statement/statement-events.ts';
import { addToSums, noSums, type LineSums } from './line-sums.ts';
import { readEntry, type EntryFields } from './mt940-entry.ts';
import type { Mt940Field } from './mt940-fields.ts';
import { readOwnAccount } from './mt940-values.ts';
import { readTotal, totalProblems, type ReportTotal } from './report-total.ts';
import { createStatementBalances, isBalance, type StatementBalances } from './statement-balances.ts';
import { createStatementCurrency } from './statement-currency.ts';

/** One message (:20: and what follows it) while it is read. */
export type Mt940Statement = {
  field(field: Mt940Field): void;
  finish(): void;
};

export type StatementOptions = {
  /** Where no balance says it. */
  readonly defaultCurrency: Currency | undefined;
  /** The own account, where the file does not name it. */
  readonly account: string;
  readonly kind: StatementHead['kind'];
  /** Its place in the file, named where it has no reference. */
  readonly number: number;
};

const BATCH_ENTRIES = 500;
const MAX_TOTALS = 10;

/** Collects head and balances, sums the lines and hands them on in batches. Where the currency is none in use, nothing is delivered: a problem says so. */
export function createMt940Statement(sink: StatementSink, options: StatementOptions): Mt940Statement {
  const problem = (told: Problem): void => sink.problem(told);
  const currency = createStatementCurrency(options.defaultCurrency, problem);
  const balances = createStatementBalances(currency, problem);
  const sums = noSums();
  const totals: ReportTotal[] = [];
  let head = { kind: options.kind, reference: '', sequence: '', account: options.account, createdAt: '' };
  /** Behind the account number; balances know better. */
  let accountCurrency = '';
  let headSent = false;
  let batch: BankEntry[] = [];
  let pending: EntryFields | null = null;
  let ordinal = 0;

  function flush(): void {
    if (!headSent) sink.head({ ...head, currency: currency.known, from: null, to: null });
    headSent = true;
    if (batch.length > 0) sink.entries(batch);
    batch = [];
  }

  /** A line is read when all that belongs to it has come. */
  function completeLine(): void {
    const fields = pending;
    pending = null;
    if (!fields || currency.outOfUse !== '') return;
    const where = `line ${fields.line.line}`;
    const inCurrency = currency.forLine(fields.line.line);
    const read = inCurrency === null ? null : readEntry(fields, { currency: inCurrency, booked: head.kind === 'statement' });
    for (const message of read?.problems ?? []) problem({ where, message });
    if (!read?.entry) {
      sums.unreadable++;
      return;
    }
    addToSums(sums, read.entry.minor);
    batch.push({ ...read.entry, ordinal: ++ordinal, entry: sums.entries, where });
    if (batch.length === BATCH_ENTRIES) flush();
  }

  function beginLine(field: Mt940Field): void {
    completeLine();
    currency.learn(accountCurrency);
    sums.entries++;
    pending = { line: field, information: [], nonStandard: [] };
  }

  /** What only MT942 has makes it a report, as long as no line came. */
  function asReport(): void {
    if (sums.entries === 0 && balances.opening === null) head = { ...head, kind: 'report' };
  }

  function headField(tag: string, value: string): void {
    if (tag === '20') head = { ...head, reference: value };
    else if (tag === '28' || tag === '28C') head = { ...head, sequence: value };
    else if (tag === '13' || tag === '13D') head = { ...head, createdAt: value };
    else if (tag === '25' || tag === '25P') {
      const own = readOwnAccount(value);
      head = { ...head, account: own.account || head.account };
      accountCurrency = own.currencyCode;
    } else if (tag === '34F') {
      currency.learn(/^[A-Z]{3}/.exec(value)?.[0] ?? '');
      asReport();
    }
  }

  function total(field: Mt940Field): void {
    asReport();
    const read = readTotal(field);
    if (!read) problem({ where: `line ${field.line}`, message: `The total :${field.tag}: can't be read and was not compared.` });
    else if (totals.length < MAX_TOTALS) totals.push(read);
  }

  function outsideLine(field: Mt940Field): void {
    completeLine();
    if (isBalance(field.tag)) balances.read(field);
    else if (field.tag === '90D' || field.tag === '90C') total(field);
    else if (sums.entries === 0) headField(field.tag, (field.lines[0] ?? '').trim());
    else if (field.tag !== '86') {
      const message = `The field :${field.tag}: stands among the lines, where it has no meaning; it is left out.`;
      problem({ where: `line ${field.line}`, message });
    }
  }

  return {
    field(field) {
      if (field.tag === '61') beginLine(field);
      else if (field.tag === '86' && pending) pending.information.push(...field.lines);
      else if (field.tag === 'NS' && pending) pending.nonStandard.push(...field.lines);
      else outsideLine(field);
    },
    finish() {
      completeLine();
      const where = `statement ${head.reference || options.number}`;
      if (currency.outOfUse !== '') return problem({ where, message: outOfUseMessage(currency.outOfUse, sums.entries) });
      const missing = missingMessage(head.kind, sums, balances);
      if (missing !== null) problem({ where, message: missing });
      for (const each of totalProblems(totals, sums, currency.known)) problem(each);
      flush();
      sink.foot({
        opening: balances.opening?.minor ?? null,
        closing: balances.closing?.minor ?? null,
        openingOn: balances.opening?.on ?? null,
        closingOn: balances.closing?.on ?? null,
        currency: currency.known,
        entries: sums.entries,
        details: sums.entries,
        credits: sums.credits,
        debits: sums.debits,
        inBalance: balances.agreeWith(sums),
        balances: balances.all,
      });
    },
  };
}

function outOfUseMessage(code: string, lines: number): string {
  const left = lines === 1 ? 'its one line was' : `its ${lines} lines were`;
  return `The statement is in ${code}, which is no currency in use; ${left} left out. Ask the bank for a statement in a currency of today.`;
}

function missingMessage(kind: StatementHead['kind'], sums: LineSums, balances: StatementBalances): string | null {
  if (sums.entries === 0 && balances.all.length === 0)
    return kind === 'statement' ? 'There is neither a line nor a balance in this statement; nothing can be checked. Ask the bank for the file again.' : null;
  if (kind !== 'statement') return null;
  if (balances.opening === null) return 'There is no opening balance; the statement was not checked by its balances. Compare it with the bank.';
  if (balances.closing === null) return 'There is no closing balance; the file may be cut off. Compare it with the bank.';
  return null;
}
