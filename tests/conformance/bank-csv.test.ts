import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBankCsv, type BankCsvOptions } from '../../src/formats/bank-csv/read-bank-csv.ts';
import { INVOICE_FIELDS, type InvoiceRow } from '../../src/formats/csv/invoice-row.ts';
import { readProfile } from '../../src/formats/csv/profile.ts';
import { readInvoiceRows } from '../../src/formats/csv/read-invoice-rows.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../../src/formats/statement/statement-events.ts';
import { Refusal, type Problem } from '../../src/foundation/errors/refusal.ts';
import { currency } from '../../src/foundation/money/currency.ts';

const SHARED = join(import.meta.dirname, '../../../shared');
const SAMPLES = join(SHARED, 'samples');
const IBM = join(SHARED, 'datasets/ibm-accounts-receivable.csv');

type Read = {
  readonly heads: readonly StatementHead[];
  readonly entries: readonly BankEntry[];
  readonly feet: readonly StatementFoot[];
  readonly problems: readonly Problem[];
};

async function read(path: string, options: BankCsvOptions = {}): Promise<Read> {
  const heads: StatementHead[] = [];
  const entries: BankEntry[] = [];
  const feet: StatementFoot[] = [];
  const problems: Problem[] = [];
  const sink = {
    head: (head: StatementHead) => heads.push(head),
    entries: (batch: readonly BankEntry[]) => entries.push(...batch),
    foot: (foot: StatementFoot) => feet.push(foot),
    problem: (problem: Problem) => problems.push(problem),
  };
  await readBankCsv(createReadStream(join(SAMPLES, path), { highWaterMark: 13 }), sink, options);
  return { heads, entries, feet, problems };
}

async function refusalOf(path: string): Promise<Refusal> {
  try {
    await read(path, { defaultCurrency: currency('EUR') });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

type Expected = {
  readonly account: string;
  readonly code: string;
  readonly lines: readonly (readonly [string, bigint])[];
  readonly balances: readonly (bigint | boolean | null)[];
};

const UNKNOWN_BALANCES = [null, null, null];
const STATEMENTS: Readonly<Record<string, Expected>> = {
  'csv_french_headers.csv': {
    account: '',
    code: 'EUR',
    lines: [
      ['2026-04-02', -123456n],
      ['2026-04-05', 350000n],
      ['2026-04-09', -450n],
    ],
    balances: UNKNOWN_BALANCES,
  },
  'csv_spanish_headers.csv': {
    account: 'ES9121000418450200051332',
    code: 'EUR',
    lines: [
      ['2026-04-02', -123456n],
      ['2026-04-05', 350000n],
      ['2026-04-09', -450n],
    ],
    balances: UNKNOWN_BALANCES,
  },
  'made-de-umsaetze-latin1.csv': {
    account: 'DE89370400440532013000',
    code: 'EUR',
    lines: [
      ['2026-09-01', 123456n],
      ['2026-09-02', -790n],
    ],
    balances: UNKNOWN_BALANCES,
  },
  'made-uk-debit-credit-preamble.csv': {
    account: '12345678',
    code: 'GBP',
    lines: [
      ['2026-09-01', 120000n],
      ['2026-09-02', -80000n],
    ],
    balances: [200000n, 240000n, true],
  },
  'made-us-checking.csv': {
    account: '',
    code: 'USD',
    lines: [
      ['2026-09-15', 500000n],
      ['2026-09-14', -2500n],
    ],
    balances: [1002500n, 1500000n, true],
  },
  'sample_statement.csv': {
    account: 'DE123456789',
    code: 'EUR',
    lines: [
      ['2026-03-20', 250000n],
      ['2026-03-21', -120000n],
    ],
    balances: [250000n, 380000n, true],
  },
};

describe.skipIf(!existsSync(join(SAMPLES, 'csv-xlsx')))('published and made bank CSV files', () => {
  test.each(Object.entries(STATEMENTS))('%s is read by its header alone, without a problem', async (name, expected) => {
    const { heads, entries, feet, problems } = await read(`csv-xlsx/${name}`);
    expect(problems).toEqual([]);
    expect(heads.map((head) => [head.account, head.currency])).toEqual([[expected.account, expected.code]]);
    expect(entries.map((entry) => [entry.bookedOn, entry.minor])).toEqual(expected.lines);
    expect(feet.map((foot) => [foot.opening, foot.closing, foot.inBalance])).toEqual([expected.balances]);
  });

  test('umlauts of a Latin-1 export survive', async () => {
    const { entries } = await read('csv-xlsx/made-de-umsaetze-latin1.csv');
    expect(entries[0]).toMatchObject({ counterpartyName: 'Müller & Söhne', counterpartyAccount: 'DE02120300000000202051', text: 'RG INV-1 Müller' });
    expect(entries[1]?.text).toBe('Gebühr');
  });

  test('a summary of statements is not a statement', async () => {
    expect((await refusalOf('csv-xlsx/camt_file.csv')).code).toBe('file.summary_not_statement');
  });

  test('a quote that is never closed is refused with the line where it opened', async () => {
    const refusal = await refusalOf('hostile/csv-quote-never-closed.csv');
    expect(refusal.code).toBe('file.quote_not_closed');
    expect(refusal.details['line']).toBe(2);
  });

  test('files of another kind are refused', async () => {
    expect((await refusalOf('hostile/xlsx-zip-bomb.xlsx')).code).toBe('file.nul_byte');
    expect((await refusalOf('accounting-csv/xero-sales-invoices.csv')).code).toBe('file.not_bank_lines');
  });
});

describe.skipIf(!existsSync(IBM))('a published file of settled invoices', () => {
  test('every invoice is read through a profile, to the cent', async () => {
    const profile = readProfile(
      {
        columns: {
          customerNumber: 'customerID',
          number: 'invoiceNumber',
          issuedOn: 'InvoiceDate',
          dueOn: 'DueDate',
          amount: 'InvoiceAmount',
          settledOn: 'SettledDate',
        },
        dateOrder: 'mdy',
        constants: { currency: 'USD' },
      },
      INVOICE_FIELDS,
    );
    const rows: InvoiceRow[] = [];
    const problems: Problem[] = [];
    for await (const batch of readInvoiceRows(createReadStream(IBM, { highWaterMark: 1000 }), { profile })) {
      rows.push(...batch.rows);
      problems.push(...batch.problems);
    }
    const facts: unknown = JSON.parse(readFileSync(IBM.replace(/\.csv$/, '.facts.json'), 'utf8'));
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(2466);
    expect(rows.reduce((sum, row) => sum + row.amountMinor, 0n)).toBe(14770318n);
    const late = rows.filter((row) => row.settledOn !== null && row.dueOn !== null && row.settledOn > row.dueOn);
    const issued = rows.map((row) => row.issuedOn).toSorted();
    expect({ late_count: late.length, invoice_date: [issued[0], issued.at(-1)], customers: new Set(rows.map((row) => row.customerNumber)).size }).toEqual({
      late_count: 877,
      invoice_date: ['2012-01-03', '2013-12-02'],
      customers: 100,
    });
    expect(facts).toMatchObject({ rows: rows.length, late_count: late.length, customers: 100 });
  });
});
