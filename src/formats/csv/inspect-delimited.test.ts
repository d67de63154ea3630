import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { GuessedKind } from './header-words.ts';
import { inspectDelimited, type InspectOptions } from './inspect-delimited.ts';
import type { Inspection } from './inspection.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readCustomerRows } from './read-customer-rows.ts';
import { readInvoiceRows } from './read-invoice-rows.ts';
import { readPaymentRows } from './read-payment-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function inspect(content: string | Uint8Array, kind: GuessedKind = 'invoices', more: Partial<InspectOptions> & { size?: number } = {}): Promise<Inspection> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return inspectDelimited(() => pieces(bytes, more.size ?? 7), { kind, fileName: 'list.csv', given: {}, kept: [], ...more });
}

function golden(name: string): Buffer {
  return readFileSync(path.join(FIXTURES, name));
}

/** Our field to the file's column, as guessed. */
function guessed(inspection: Inspection): Record<string, string> {
  return Object.fromEntries(inspection.guesses.map((guess) => [guess.field, inspection.columns[guess.column]?.name ?? '']));
}

const codes = (inspection: Inspection) => inspection.findings.map((finding) => finding.code);

describe('files of other programs', () => {
  test('customers whose countries are written out, and whose mail addresses are not all in order', async () => {
    const rows = [
      'K1;Alpha GmbH;rechnung@alpha.de;Deutschland',
      'K2;Beta AG;keine Adresse;Österreich',
      'K3;Gamma;post@gamma.at;Austria',
      'K4;Delta;siehe Akte;Germany',
    ];
    const found = await inspect(['Kundennummer;Firma;E-Mail Adresse;Land', ...rows].join('\n'), 'customers');
    expect(guessed(found)).toEqual({ number: 'Kundennummer', name: 'Firma', email: 'E-Mail Adresse', country: 'Land' });
  });

  test('open items of a German ledger, with a preamble, in Windows-1252', async () => {
    const found = await inspect(golden('open-items-de.csv'));
    expect(found.looksLike).toMatchObject({ kind: 'invoices', asAsked: true });
    expect(found.writing).toMatchObject({
      encoding: { value: 'windows-1252', reason: 'letters', sure: true },
      delimiter: { value: ';' },
      skipLines: 3,
      headerLine: 4,
      dateOrder: { value: 'dmy', reason: 'day_over_12', sure: true, firstOver12: 21, secondOver12: 0, either: 5 },
      decimalMark: { value: ',', reason: 'counts', comma: 25, point: 1 },
    });
    expect(guessed(found)).toEqual({
      customerNumber: 'Konto',
      customerName: 'Name',
      number: 'Beleg',
      issuedOn: 'Belegdatum',
      dueOn: 'Fällig',
      amount: 'Betrag',
      openAmount: 'Offen',
    });
    expect(found.rows).toBe(13);
    expect(found.sample[3]).toEqual({ line: 8, cells: ['10052', 'Kessin Bau KG', 'RE-104377', '28.10.2026', '31.11.2026', '2.150,00', '2.150,00', '410'] });
    expect(found.sample[8]?.cells[1]).toBe('Voßholm Design UG');
    expect(found.checks).toEqual({
      dueAfterIssued: [
        { dateOrder: 'dmy', both: 12, dueOnOrAfter: 12 },
        { dateOrder: 'mdy', both: 2, dueOnOrAfter: 0 },
      ],
      openWithinGross: { both: 13, within: 12 },
    });
    expect(codes(found)).toEqual(['decimal_mark_mixed']);
  });

  test('open items of an American ledger', async () => {
    const found = await inspect(golden('open-items-us.csv'));
    expect(found.looksLike).toMatchObject({ kind: 'invoices', asAsked: true });
    expect(found.writing).toMatchObject({ delimiter: { value: ',' }, dateOrder: { value: 'mdy', secondOver12: 8 }, decimalMark: { value: '.' } });
    expect(guessed(found)).toMatchObject({
      customerNumber: 'Customer #',
      number: 'Invoice #',
      dueOn: 'Due Date',
      amount: 'Invoice Total',
      openAmount: 'Balance Due',
    });
    expect(found.columns[1]?.samples).toContain('O\'Donnell "Red" Paints');
  });

  test('open items of a French ledger in UTF-16', async () => {
    const found = await inspect(golden('open-items-fr-utf16.csv'));
    expect(found.writing).toMatchObject({ encoding: { value: 'utf-16le', reason: 'mark' }, delimiter: { value: '\t' }, decimalMark: { value: ',' } });
    expect(guessed(found)).toMatchObject({ number: 'N° facture', dueOn: 'Échéance', openAmount: 'Reste à payer', currency: 'Devise' });
  });

  test('customers in Dutch, and in German from DOS', async () => {
    const dutch = await inspect(golden('customers-nl.csv'), 'customers');
    expect(dutch.looksLike).toMatchObject({ kind: 'customers', asAsked: true });
    expect(guessed(dutch)).toMatchObject({ number: 'Debiteurnummer', city: 'Plaats', email: 'E-mailadres', vatId: 'BTW nummer', creditLimit: 'Kredietlimiet' });
    const dos = await inspect(golden('customers-de-dos.csv'), 'customers');
    expect(dos.writing.encoding).toEqual({ value: 'cp850', reason: 'letters', sure: true });
    expect(dos.sample[2]?.cells[1]).toBe('Größe & Maß GmbH');
  });

  test('payments in Spanish', async () => {
    const found = await inspect(golden('payments-es.csv'), 'payments');
    expect(found.looksLike).toMatchObject({ kind: 'payments', asAsked: true });
    expect(guessed(found)).toMatchObject({ receivedOn: 'Fecha de cobro', number: 'Nº factura', amount: 'Importe cobrado', method: 'Forma de pago' });
  });

  test.each(readdirSync(FIXTURES).filter((name) => !name.startsWith('bank')))('%s is read as guessed', async (name) => {
    const kind: GuessedKind = name.startsWith('customers') ? 'customers' : name.startsWith('payments') ? 'payments' : 'invoices';
    const found = await inspect(golden(name), kind);
    const reader = { customers: readCustomerRows, invoices: readInvoiceRows, payments: readPaymentRows }[kind];
    let rows = 0;
    for await (const batch of reader(pieces(golden(name), 11), { profile: found.profile, defaultCurrency: 'EUR' as Currency })) rows += batch.rows.length;
    // One amount of the German file has the other decimal mark; all its other rows, and all of the others, are read.
    expect(rows).toBe(name === 'open-items-de.csv' ? found.rows - 1 : found.rows - (name === 'open-items-us.csv' ? found.rows : 0));
  });
});

describe('a wrong file is noticed', () => {
  test.each<[string, GuessedKind, string]>([
    ['customers-nl.csv', 'invoices', 'customers'],
    ['customers-nl.csv', 'payments', 'customers'],
    ['open-items-de.csv', 'customers', 'invoices'],
    ['open-items-us.csv', 'payments', 'invoices'],
    ['payments-es.csv', 'invoices', 'payments'],
    ['payments-es.csv', 'customers', 'payments'],
    ['bank-export-de.csv', 'invoices', 'bank_statement'],
    ['bank-export-de.csv', 'payments', 'bank_statement'],
  ])('%s given as %s looks like %s', async (name, kind, like) => {
    const found = await inspect(golden(name), kind);
    expect(found.looksLike).toMatchObject({ kind: like, asAsked: false });
    expect(codes(found)).toContain('other_kind');
  });

  test.each<[string, Uint8Array, string]>([
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n'), 'pdf'],
    ['a workbook', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('xl/workbook.xml')]), 'workbook'],
    ['a workbook of the last century', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'workbook'],
    ['an archive', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('photo.txt')]), 'zip'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'image'],
    ['a web page', Buffer.from('<!DOCTYPE html><html><table>'), 'html'],
    ['JSON', Buffer.from('[{"number": "1"}]'), 'json'],
    ['a camt message', Buffer.from('<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'), 'camt'],
    ['MT940', Buffer.from(':20:X\r\n:25:1/2\r\n:28C:1\r\n'), 'mt940'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['blank lines', Buffer.from('\r\n \r\n'), 'empty'],
    ['bytes', Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 89) % 256)), 'binary'],
  ])('%s', async (_, bytes, kind) => {
    const found = await inspect(bytes);
    expect(found.looksLike).toMatchObject({ kind, asAsked: false });
    expect(codes(found)).toEqual(['no_table']);
  });
});

describe('dates and amounts', () => {
  const file = (...rows: string[]) => ['Invoice No,Customer,Invoice Date,Due Date,Amount', ...rows].join('\n');

  test('an order that no date proves is told by due days that follow their invoice', async () => {
    const found = await inspect(file('1,A,05/03/2026,05/04/2026,1.50', '2,B,11/02/2026,11/03/2026,2.50', '3,C,10/01/2026,12/01/2026,2.50'));
    expect(found.writing.dateOrder).toMatchObject({ value: 'mdy', reason: 'habit', sure: false });
    expect(codes(found)).toContain('date_order_unsure');
    const told = await inspect(file('1,A,10/11/2026,09/12/2026,1.50', '2,B,11/10/2026,10/11/2026,2.50', '3,C,01/02/2026,02/03/2026,1.50'));
    expect(told.writing.dateOrder).toMatchObject({ value: 'dmy', reason: 'due_after_issued', firstOver12: 0, secondOver12: 0 });
  });

  test('a given order is taken, and the evidence against it is told', async () => {
    const found = await inspect(file('1,A,31/03/2026,30/04/2026,1.50', '2,B,11/02/2026,13/03/2026,2.50'), 'invoices', { given: { dateOrder: 'mdy' } });
    expect(found.writing.dateOrder).toMatchObject({ value: 'mdy', reason: 'given', firstOver12: 3 });
    expect(found.profile.dateOrder).toBe('mdy');
    expect(codes(found)).toContain('date_order_mixed');
  });

  test('year-first dates and compact ones need no order', async () => {
    expect((await inspect(file('1,A,2026-03-05,2026-04-04,1.50'))).writing.dateOrder).toMatchObject({ value: 'ymd', reason: 'year_first', sure: true });
    expect((await inspect(file('1,A,20260305,20260404,1.50'))).writing.dateOrder).toMatchObject({ value: 'ymd' });
  });

  test('an amount that could be either says nothing', async () => {
    const found = await inspect('Rechnung;Kunde;Datum;Betrag\n1;A;13.03.2026;1.234\n2;B;14.03.2026;2.500\n');
    expect(found.writing.decimalMark).toMatchObject({ value: ',', reason: 'habit', sure: false });
    expect(codes(found)).toContain('decimal_mark_unsure');
  });

  test('open amounts alone are taken for the amounts; the currency of a header is a constant', async () => {
    const found = await inspect('Customer No,Invoice,Date,Balance Due (USD)\nC1,1,2026-03-13,10.00\n');
    expect(found.guesses.find((guess) => guess.field === 'amount')).toMatchObject({ column: 3, reason: 'open_as_amount' });
    expect(found.profile.constants).toEqual({ currency: 'USD' });
  });

  test('swapped amounts, a sign in its own column and several rows of one invoice are told', async () => {
    const rows = Array.from({ length: 8 }, (_, at) => `${at >> 1};K${at};1${at}.10.2026;20.11.2026;${at + 1},00;${at + 2},50;S`);
    const found = await inspect(['Rechnung;Konto;Datum;Fällig;Betrag;Offen;S/H', ...rows].join('\n'));
    expect(codes(found).toSorted()).toEqual(['number_repeated', 'open_and_gross_swapped', 'sign_in_own_column']);
  });
});

describe('odd files', () => {
  test('a file without header, with one column, with a header twice, with a column twice', async () => {
    expect(codes(await inspect('1001,Acme,2026-01-05,12.50\n1002,Bolt,2026-01-06,13.50\n'))).toContain('header_missing');
    expect(codes(await inspect('Invoice\n1\n2\n'))).toEqual(expect.arrayContaining(['one_column', 'columns_missing']));
    const twice = await inspect('Invoice,Customer,Date,Amount\n1,A,2026-01-05,1.00\nInvoice,Customer,Date,Amount\n2,B,2026-01-06,2.00\n');
    expect(twice.findings.find((one) => one.code === 'header_repeated')).toMatchObject({ line: 3, count: 1 });
    const column = await inspect('Invoice,Customer,Date,Amount,Amount\n1,A,2026-01-05,1.00,2.00\n');
    expect(codes(column)).toEqual(expect.arrayContaining(['column_twice', 'columns_missing']));
    expect(codes(await inspect('Invoice,Customer,Date,Amount\n'))).toContain('no_rows');
  });

  test('quotes that open, or are out of place, or are no quotes at all', async () => {
    const open = await inspect('Invoice,Customer,Date,Amount\n1,"A",2026-01-05,1.00\n2,"B,2026-01-06,2.00\n3,C,2026-01-06,2.00\n', 'invoices', {
      given: { quoting: 'standard' },
    });
    expect(open.findings.find((one) => one.code === 'quote_not_closed')).toMatchObject({ line: 3 });
    const none = await inspect('Invoice\tCustomer\tDate\tAmount\n1\t6" pipe\t2026-01-05\t1.00\n2\tB\t2026-01-06\t2.00\n');
    expect(none.profile).toMatchObject({ quoting: 'none', delimiter: '\t' });
  });

  test('UTF-16 without a mark, zero bytes, one huge line', async () => {
    const text = 'Invoice;Customer;Date;Amount\r\n1;Köhler;05.01.2026;1,00\r\n';
    expect((await inspect(iconv.encode(text, 'utf-16be', { addBOM: false }))).writing.encoding).toMatchObject({ value: 'utf-16be', reason: 'zero_bytes' });
    const zero = await inspect(`Invoice,Customer,Date,Amount\n${'1,A,2026-01-05,1.00\n'.repeat(50)}2,\0,2026-01-05,1.00\n`);
    expect(codes(zero)).toContain('zero_bytes');
    const huge = await inspect(Buffer.alloc(3_000_000, 'ab,'), 'invoices', { size: 65_536 });
    expect(codes(huge)).toContain('record_too_large');
  });

  test('a broken UTF-8 file is not called Windows-1252 without a word', async () => {
    const found = await inspect(Buffer.concat([Buffer.from('Invoice,Customer,Date,Amount\n1,Köhler é,2026-01-05,1.00\n'), Buffer.from([0xc3])]));
    expect(codes(found)).toContain('encoding_unsure');
  });

  test('more than is looked at is told', async () => {
    const found = await inspect(`Invoice,Customer,Date,Amount\n${'1,A,2026-01-05,1.00\n'.repeat(500)}`, 'invoices', { maxBytes: 1_000 });
    expect([found.complete, found.bytes, found.rows < 60]).toEqual([false, 1_000, true]);
    expect(codes(found)).toContain('only_part_looked_at');
  });
});

describe('what was said before', () => {
  const kept: Profile = {
    ...PLAIN_PROFILE,
    columns: { number: 'Nr X', customerName: 'Wer', issuedOn: 'Wann', amount: 'Wieviel' },
    dateOrder: 'mdy',
    decimalMark: ',',
    delimiter: ';',
  };
  const FILE = 'Nr X;Wer;Wann;Wieviel;Rest\n1;A;11/02/2026;1,50;x\n';

  test('a kept profile is used where all its columns stand in the header', async () => {
    const found = await inspect(FILE, 'invoices', {
      kept: [
        { name: 'other', profile: { ...kept, columns: { number: 'Nr Y' } } },
        { name: 'mine', profile: kept },
      ],
    });
    expect(found.keptProfile).toBe('mine');
    expect(found.guesses.map((guess) => guess.reason)).toEqual(Array.from({ length: 4 }, () => 'kept_profile'));
    expect(found.profile).toMatchObject({ columns: kept.columns, dateOrder: 'mdy' });
    expect(found.looksLike.asAsked).toBe(true);
  });

  test('given columns are all columns, and the sample begins where it is asked to', async () => {
    const found = await inspect(`${FILE}2;B;11/03/2026;1,50;x\n3;C;11/04/2026;1,50;x\n`, 'invoices', {
      kept: [{ name: 'mine', profile: kept }],
      given: { columns: { number: 'Rest' } },
      fromLine: 3,
    });
    expect(guessed(found)).toEqual({ number: 'Rest' });
    expect(found.missing).toEqual([['amount'], ['issuedOn'], ['customerNumber', 'customerName']]);
    expect(found.sample.map((row) => row.line)).toEqual([3, 4]);
    expect(found.rows).toBe(3);
  });
});

describe('whatever the bytes', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('1.234,56', '31.11.2026', '"', '""', ';', '\0', 'Betrag', 'Konto', '\r', '€ 5', 'x'.repeat(400)),
  );
  const table = fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 30 }).map((rows) => rows.map((row) => row.join(';')).join('\n'));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    table.map((text) => Buffer.from(text)),
    table.map((text) => iconv.encode(text, 'utf-16le')),
    table.map((text) => iconv.encode(text, 'windows-1252')),
  );

  test('nothing is thrown, and the pieces do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom<GuessedKind>('customers', 'invoices', 'payments'),
        fc.integer({ min: 1, max: 40 }),
        async (content, kind, size) => {
          const one = await inspect(content, kind, { size: 100_000 });
          expect(await inspect(content, kind, { size })).toEqual(one);
          expect(one.guesses.every((guess) => guess.column < one.columns.length)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
