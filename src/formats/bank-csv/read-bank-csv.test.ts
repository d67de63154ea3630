import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import { readProfile } from '../csv/profile.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../statement/statement-events.ts';
import { BANK_LINE_FIELDS } from './bank-line-fields.ts';
import { KNOWN_LAYOUTS } from './known-layouts.ts';
import { readBankCsv, type BankCsvOptions } from './read-bank-csv.ts';

type Statement = { readonly head: StatementHead; readonly entries: BankEntry[]; readonly foot: StatementFoot };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, options: BankCsvOptions = {}, size = 11): Promise<{ statements: Statement[]; problems: Problem[] }> {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  let head: StatementHead | undefined;
  let entries: BankEntry[] = [];
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const sink = {
    head: (given: StatementHead) => {
      expect(head).toBeUndefined();
      head = given;
    },
    entries: (batch: readonly BankEntry[]) => entries.push(...batch),
    foot: (foot: StatementFoot) => {
      if (head) statements.push({ head, entries, foot });
      head = undefined;
      entries = [];
    },
    problem: (problem: Problem) => problems.push(problem),
  };
  await readBankCsv(pieces(bytes, size), sink, options);
  return { statements, problems };
}

async function refusalOf(content: string | Uint8Array, options: BankCsvOptions = {}): Promise<Refusal> {
  try {
    await read(content, options);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

const EUR = currency('EUR');
const FULL = 'Date,Description,Amount,Currency,Balance,Account,Reference\n';

describe('bank statements from CSV', () => {
  test('every known layout fits a valid profile and names columns of its own header', () => {
    for (const { header, profile } of KNOWN_LAYOUTS) {
      expect(readProfile(profile, BANK_LINE_FIELDS)).toEqual(profile);
      for (const column of Object.values(profile.columns ?? {})) expect(header).toContain(column);
    }
  });

  test('one statement per account and currency, however the rows are mixed', async () => {
    const { statements } = await read(
      `${FULL}2026-01-01,a,5.00,EUR,105.00,X,r1\n2026-01-01,b,1.00,USD,1.00,X,r2\n2026-01-02,c,-2.00,EUR,103.00,X,\n2026-01-02,d,7.00,EUR,7.00,Y,\n`,
    );
    expect(statements.map(({ head, entries }) => [head.account, head.currency, entries.map((entry) => [entry.ordinal, entry.text, entry.where])])).toEqual([
      [
        'X',
        'EUR',
        [
          [1, 'a', 'line 2'],
          [2, 'c', 'line 4'],
        ],
      ],
      ['X', 'USD', [[1, 'b', 'line 3']]],
      ['Y', 'EUR', [[1, 'd', 'line 5']]],
    ]);
    expect(statements[0]?.foot).toMatchObject({ opening: 10000n, closing: 10300n, credits: 500n, debits: 200n, inBalance: true });
  });

  test('balances that do not follow each other are not in balance', async () => {
    const { statements } = await read(`${FULL}2026-01-01,a,5.00,EUR,105.00,X,\n2026-01-02,c,-2.00,EUR,104.00,X,\n`);
    expect(statements[0]?.foot.inBalance).toBe(false);
  });

  test('with an unreadable row the balances prove nothing', async () => {
    const { statements, problems } = await read(`${FULL}2026-01-01,a,5.00,EUR,105.00,X,\n2026-01-02,c,two,EUR,103.00,X,\n`);
    expect(problems.map((problem) => problem.where)).toEqual(['line 3, column Amount']);
    expect(statements[0]?.foot).toMatchObject({ entries: 2, inBalance: false });
    expect(statements[0]?.entries).toHaveLength(1);
  });

  test('rows without a date are problems, totals are not', async () => {
    const header = 'Date,Type,Description,Paid out,Paid in,Balance\n';
    const { statements, problems } = await read(
      `${header}1 Sep 2026,DD,a,5.00,,95.00\n,DD,b,5.00,,\n32 Sep 2026,DD,c,5.00,,\nTotal,,,15.00,,\nSumme:,,,15.00,,\n`,
      {
        defaultCurrency: EUR,
      },
    );
    expect(problems.map((problem) => problem.where)).toEqual(['line 3, column Date', 'line 4, column Date']);
    expect(statements[0]?.entries.map((entry) => entry.minor)).toEqual([-500n]);
  });

  test.each([
    ['5.00', '', 500n],
    ['', '5.00', -500n],
    ['', '-5.00', -500n],
    ['0.00', '5.00', -500n],
    ['5.00', '0.00', 500n],
    ['0.00', '0.00', 0n],
    ['5.00', '5.00', undefined],
    ['-5.00', '', undefined],
    ['', '', undefined],
    ['x', '', undefined],
  ])('paid in "%s", paid out "%s" is %s', async (paidIn, paidOut, minor) => {
    const profile = readProfile({ columns: { bookedOn: 'd', paidIn: 'i', paidOut: 'o' }, currency: 'EUR' }, BANK_LINE_FIELDS);
    const { statements, problems } = await read(`d,i,o\n2026-01-01,${paidIn},${paidOut}\n`, { profile });
    expect(statements[0]?.entries[0]?.minor).toBe(minor);
    expect(problems).toHaveLength(minor === undefined ? 1 : 0);
  });

  test('a sign settles the currency of the file, before the default, and a later row cannot change it', async () => {
    const header = 'Date,Description,Amount\n';
    const { statements, problems } = await read(`${header}2026-01-01,a,£5.00\n2026-01-02,b,6.00\n2026-01-03,c,€7.00\n`, { defaultCurrency: EUR });
    expect(statements).toHaveLength(1);
    expect(statements[0]?.head.currency).toBe('GBP');
    expect(statements[0]?.entries.map((entry) => entry.minor)).toEqual([500n, 600n]);
    expect(problems.map((problem) => problem.where)).toEqual(['line 4, column Amount']);
  });

  test('a file that never says its currency is refused unless the caller does', async () => {
    const content = 'Date,Description,Amount\n2026-01-01,a,5.00\n';
    expect((await refusalOf(content)).code).toBe('file.currency_missing');
    expect((await read(content, { defaultCurrency: EUR, account: 'X' })).statements[0]?.head).toMatchObject({ account: 'X', currency: 'EUR' });
  });

  test('references keep their kind by check digits', async () => {
    const { statements } = await read(
      `${FULL}2026-01-01,a,1.00,EUR,,X,RF18 5390 0754 7034\n2026-01-01,a,1.00,EUR,,X,RF19539007547034\n2026-01-01,a,1.00,EUR,,X,210000000003139471430009017\n2026-01-01,a,1.00,EUR,,X,210000000003139471430009018\n`,
    );
    expect(statements[0]?.entries.map((entry) => entry.references[0]?.kind)).toEqual(['RF', 'other', 'QRR', 'other']);
  });

  test('a German export is read in its own encoding, and as UTF-8 when it plainly is', async () => {
    const header = KNOWN_LAYOUTS[0]?.header.join(';') ?? '';
    const content = `${header}\nX;01.09.26;02.09.26;GUTSCHRIFT;Gebühr;Müller;Y;1.234,56;EUR\n`;
    for (const encoding of ['windows-1252', 'utf-8']) {
      const { statements } = await read(iconv.encode(content, encoding));
      expect(statements[0]?.entries[0]).toMatchObject({
        counterpartyName: 'Müller',
        text: 'Gebühr',
        minor: 123456n,
        bookedOn: '2026-09-01',
        valueOn: '2026-09-02',
      });
    }
  });

  test('accents in a header identify a Windows-1252 file, a header without accents identifies nothing', async () => {
    const french = 'Date opération;Libellé;Débit;Crédit;Devise;Référence\n2026-04-09;Café;4,50;;EUR;FR-003\n';
    expect((await read(iconv.encode(french, 'windows-1252'))).statements[0]?.entries[0]).toMatchObject({ text: 'Café', minor: -450n });
    expect((await refusalOf(iconv.encode(`${FULL}2026-01-01,Café,5.00,EUR,,X,\n`, 'windows-1252'))).code).toBe('file.encoding_invalid');
  });

  test('an unknown header is refused with its columns and a profile to start from', async () => {
    const refusal = await refusalOf('Wann;Wer;Wieviel\n1.1.26;a;5\n');
    expect(refusal.code).toBe('file.layout_unknown');
    expect(refusal.message).toContain('"Wann", "Wer", "Wieviel"');
    expect(refusal.message).toContain('"bookedOn":"Wann"');
    const example = /\{.*\}/.exec(refusal.message)?.[0] ?? '';
    expect(() => readProfile(JSON.parse(example), BANK_LINE_FIELDS)).not.toThrow();
  });

  test.each([
    ['number,name,email,street,postalCode,city,terms', 'customers'],
    ['Kundennummer;Firma;E-Mail;Straße;PLZ;Ort', 'customers'],
    ['customerNumber,number,issuedOn,dueOn,amount,currency', 'invoices'],
    ['Rechnungsnummer;Kunde;Datum;Fällig am;Betrag', 'invoices'],
    ['Invoice No,Customer,Invoice Date,Due Date,Open Amount', 'invoices'],
  ])('a list of something else is told as such: %s', async (header, list) => {
    const refusal = await refusalOf(`${header}\n`);
    expect(refusal.code).toBe('file.not_bank_lines');
    expect(refusal.message).toContain(`looks like a list of ${list}`);
  });

  test('a list below the lines of its program is told as such', async () => {
    const preamble = 'Offene Posten Debitoren;Stand 30.11.2026\nMandant 4711;Nordlicht Handel GmbH\n\n';
    const refusal = await refusalOf(`${preamble}Konto;Name;Beleg;Belegdatum;Fällig;Betrag;Offen;KSt\n10021;Haldern;RE-1;13.10.2026;12.11.2026;8,00;8,00;410\n`);
    expect([refusal.code, refusal.details['list']]).toEqual(['file.not_bank_lines', 'invoices']);
  });

  test('a text of a bank line that speaks of an invoice makes no list of invoices', async () => {
    const rows = 'a;b;c\n1.3.26;Rechnung 7 Betrag;5\n2.3.26;Rechnung 8, fällig;6\n';
    expect((await refusalOf(`Wann;Wer;Wieviel\n${rows}`)).code).toBe('file.layout_unknown');
  });

  test('a known header with one column more is not that layout', async () => {
    expect((await refusalOf('Date,Description,Amount,Fee\n')).code).toBe('file.layout_unknown');
  });

  test('a profile cannot name both one amount and two', async () => {
    const profile = readProfile({ columns: { bookedOn: 'd', amount: 'a', paidIn: 'i' } }, BANK_LINE_FIELDS);
    expect((await refusalOf('d,a,i\n', { profile })).code).toBe('profile.invalid');
  });

  test.each([
    ['nothing', '', 'file.empty'],
    ['NUL bytes', 'PK\u0003\u0004\0\0', 'file.nul_byte'],
    ['an open quote', `${FULL}2026-01-01,"a,5.00\n`, 'file.quote_not_closed'],
    ['a summary', 'AccountId,StatementCreated,NumTransactions,NetAmount\n1,2,3,4\n', 'file.summary_not_statement'],
  ])('%s is refused', async (_, content, code) => {
    expect((await refusalOf(content)).code).toBe(code);
  });

  test('a refusal closes the source, before and after the layout is known', async () => {
    for (const content of ['Wann;Wer\n', `${FULL}2026-01-01,"a\n${'x\n'.repeat(50_000)}`, `${FULL}${'2026-01-01,a,1.00,EUR,,X,\n'.repeat(5_000)}\0`]) {
      let closed = false;
      async function* open(): AsyncGenerator<Uint8Array> {
        try {
          yield Buffer.from(content);
          yield Buffer.from('\0');
        } finally {
          closed = true;
        }
      }
      const sink = { head: () => {}, entries: () => {}, foot: () => {}, problem: () => {} };
      await expect(readBankCsv(open(), sink)).rejects.toBeInstanceOf(Refusal);
      expect(closed).toBe(true);
    }
  });

  test('any bytes behind a known header are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^[0-9,."\n -]{0,80}$/)), fc.integer({ min: 1, max: 60 }), async (text, size) => {
        await read(`${FULL}${text}`, {}, size).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
      }),
      { numRuns: 300 },
    );
  });
});
