import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Profile } from '../csv/profile.ts';
import { readDelimited, type DelimitedRow } from '../csv/read-delimited.ts';
import type { StatementSink } from '../statement/statement-events.ts';
import { BANK_LINE_FIELDS } from './bank-line-fields.ts';
import { accountInPreamble, identifyLayout } from './identify-layout.ts';
import { readBankRow, type BankRow, type BankRowOptions } from './read-bank-row.ts';
import { referenceOf } from './reference-kind.ts';
import { statementOfAccount, type StatementOfAccount } from './statement-of-account.ts';

export type BankCsvOptions = {
  /** How the file is written; without one its header must be that of a known layout. Checked with `readProfile(json, BANK_LINE_FIELDS)`. */
  readonly profile?: Profile;
  /** Where neither the file nor the profile says the currency. */
  readonly defaultCurrency?: Currency;
  /** The own account, where the file does not name it. */
  readonly account?: string;
};

const REQUIRED = [
  ['bookedOn', 'valueOn'],
  ['amount', 'paidIn', 'paidOut'],
];
const HEAD_BYTES = 64 * 1024;
const MAX_HELD_LINES = 200_000;

/** Reads a bank's CSV export: one statement per account and currency, entries in file order, credits positive in minor units.
 *  Opening and closing come from a running balance if the file has one (`inBalance`: the balances follow each other row by row, and no row
 *  was unreadable), else they are null. Days of the head are null: a file read in one pass cannot know them beforehand.
 *  Problems: one per row without a readable date, amount or currency (the row is not delivered), per unreadable value day or balance (it is).
 *  Refuses `file.layout_unknown`, `file.not_bank_lines`, `file.summary_not_statement`, `file.currency_missing`, `file.accounts_mixed`, `profile.invalid`, and what
 *  `readDelimited` refuses. */
export async function readBankCsv(source: AsyncIterable<Uint8Array>, sink: StatementSink, options: BankCsvOptions = {}): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    const first = await readStart(iterator);
    const start = first.subarray(0, HEAD_BYTES);
    const profile = options.profile ?? identifyLayout(start);
    checkAmountColumns(profile);
    const account = accountInPreamble(start, profile) || (options.account ?? '');
    const assumedCurrency: BankRowOptions['assumedCurrency'] = { of: 'caller', currency: options.defaultCurrency };
    await readStatements(resumed(first, iterator), fileStatements(sink, account), { sink, rowOptions: { profile, assumedCurrency } });
  } finally {
    // A refusal leaves the source half read; a file behind it would stay open.
    await iterator.return?.();
  }
}

function checkAmountColumns({ columns }: Profile): void {
  if (columns?.['amount'] !== undefined && (columns['paidIn'] !== undefined || columns['paidOut'] !== undefined)) {
    throw new Refusal('profile.invalid', 'The profile names both "amount" and "paidIn" or "paidOut". Keep the one signed amount, or the two columns.', {
      key: 'columns',
    });
  }
}

async function readStatements(
  whole: AsyncIterable<Uint8Array>,
  statements: FileStatements,
  { sink, rowOptions }: { readonly sink: StatementSink; readonly rowOptions: BankRowOptions },
): Promise<void> {
  let unreadRows = 0;
  for await (const batch of readDelimited(whole, { profile: rowOptions.profile, fields: BANK_LINE_FIELDS, required: REQUIRED })) {
    const problems: Problem[] = [...batch.problems];
    unreadRows += batch.unreadRows;
    for (const row of batch.rows) {
      const read = readBankRow(row, rowOptions, problems);
      if (read === 'unread') unreadRows++;
      else if (read !== 'total') statements.add(row, read);
    }
    for (const problem of problems) sink.problem(problem);
    statements.deliver();
  }
  statements.close(unreadRows);
}

async function readStart(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES;) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  return Buffer.concat(chunks);
}

/** All bytes of a source whose first ones have been read already. */
async function* resumed(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

type FileStatements = {
  readonly add: (row: DelimitedRow, read: BankRow) => void;
  readonly deliver: () => void;
  readonly close: (unreadRows: number) => void;
};

/** The statements of one file. The first account's lines flow; those of further accounts wait for their turn. */
function fileStatements(sink: StatementSink, defaultAccount: string): FileStatements {
  const statements = new Map<string, StatementOfAccount>();
  let flowing: StatementOfAccount | undefined;

  const add = (row: DelimitedRow, read: BankRow): void => {
    const account = row.values['account'] || defaultAccount;
    const key = `${read.currency} ${account}`;
    let statement = statements.get(key);
    if (!statement) {
      statement = statementOfAccount(sink, account, read.currency);
      statements.set(key, statement);
      flowing ??= statement;
    }
    statement.add(lineOf(row, read), read.balance);
  };

  const deliver = (): void => {
    flowing?.deliver();
    const held = statements.values().reduce((sum, statement) => sum + statement.pending(), 0);
    if (held > MAX_HELD_LINES) {
      throw new Refusal(
        'file.accounts_mixed',
        `The file has ${statements.size} accounts in mixed order, with more than ${MAX_HELD_LINES} lines to sort. Export one file per account.`,
        { accounts: statements.size },
      );
    }
  };

  const close = (unreadRows: number): void => {
    for (const statement of statements.values()) statement.close(unreadRows);
  };
  return { add, deliver, close };
}

function lineOf({ line, values }: DelimitedRow, read: BankRow): Parameters<StatementOfAccount['add']>[0] {
  const reference = values['reference'] ?? '';
  return {
    where: `line ${line}`,
    booked: true,
    reversal: false,
    bookedOn: read.bookedOn,
    valueOn: read.valueOn,
    minor: read.minor,
    counterpartyName: values['counterpartyName'] ?? '',
    counterpartyAccount: values['counterpartyAccount'] ?? '',
    text: values['text'] ?? '',
    references: reference === '' ? [] : [referenceOf(reference)],
    bankReference: values['bankReference'] ?? '',
    code: values['code'] ?? '',
  };
}
