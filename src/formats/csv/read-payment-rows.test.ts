import { describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import { PAYMENT_FIELDS, type PaymentRow } from './payment-row.ts';
import { readProfile } from './profile.ts';
import { readPaymentRows } from './read-payment-rows.ts';
import type { RowOptions } from './row-batch.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function read(
  text: string,
  options: RowOptions = { defaultCurrency: currency('EUR') },
): Promise<{ rows: PaymentRow[]; problems: Problem[]; read: number }> {
  const rows: PaymentRow[] = [];
  const problems: Problem[] = [];
  let count = 0;
  for await (const batch of readPaymentRows(once(text), options)) {
    rows.push(...batch.rows);
    problems.push(...batch.problems);
    count += batch.read;
  }
  return { rows, problems, read: count };
}

describe('payments from delimited files', () => {
  test('a plain file needs no profile', async () => {
    const { rows, problems } = await read(
      'customerNumber,customerName,number,amount,currency,receivedOn,method,reference,awaitsBank\nC-1,Acme,R-1,120.50,chf,2026-03-01,Check,No 7,Yes\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        customerNumber: 'C-1',
        customerName: 'Acme',
        invoiceNumber: 'R-1',
        currency: 'CHF',
        amountMinor: 12050n,
        receivedOn: '2026-03-01',
        method: 'check',
        reference: 'No 7',
        awaitsBank: true,
      },
    ]);
  });

  test('what is not said is a bank transfer in the currency of the company that awaits nothing', async () => {
    const { rows } = await read('number,amount,receivedOn\nR-1,5,2026-03-01\n');
    expect(rows[0]).toMatchObject({ customerNumber: null, customerName: null, currency: 'EUR', method: 'bank_transfer', reference: null, awaitsBank: false });
  });

  test.each([
    ['amount', 'C-1,R-1,twelve,2026-03-01,,', 'not an amount'],
    ['amount', 'C-1,R-1,0,2026-03-01,,', 'more than zero'],
    ['amount', 'C-1,R-1,-5,2026-03-01,,', 'more than zero'],
    ['receivedOn', 'C-1,R-1,5,2026-02-30,,', 'day on which it was received'],
    ['method', 'C-1,R-1,5,2026-03-01,pigeon,', 'there are bank_transfer, check, cash, card'],
    ['awaitsBank', 'C-1,R-1,5,2026-03-01,,maybe', 'neither yes nor no'],
    ['customerNumber', ',,5,2026-03-01,,', 'names neither a customer nor an invoice'],
  ])('a row is kept back by its %s: %s', async (field, line, message) => {
    const { rows, problems, read: count } = await read(`customerNumber,number,amount,receivedOn,method,awaitsBank\n${line}\nC-2,,1,2026-03-02,,\n`);
    expect(rows.map((row) => row.customerNumber)).toEqual(['C-2']);
    expect(problems).toMatchObject([{ line: 2, field, where: `line 2, column ${field}`, message: expect.stringContaining(message) as string }]);
    expect(count).toBe(2);
  });

  test('a profile names the columns, the decimal mark and the order of days', async () => {
    const profile = readProfile(
      {
        columns: { customerName: 'Kunde', amount: 'Betrag', receivedOn: 'Eingang' },
        constants: { method: 'cash' },
        dateOrder: 'dmy',
        decimalMark: ',',
        delimiter: ';',
      },
      PAYMENT_FIELDS,
    );
    const { rows } = await read('Kunde;Betrag;Eingang\nAcme;1.200,00;02.03.2026\n', { profile, defaultCurrency: currency('EUR') });
    expect(rows[0]).toMatchObject({ customerName: 'Acme', amountMinor: 120000n, receivedOn: '2026-03-02', method: 'cash' });
  });

  test('a file that names neither customers nor invoices is refused', async () => {
    const refused = await read('amount,receivedOn\n5,2026-03-01\n').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect((refused as Refusal).code).toBe('file.column_missing');
  });
});
