import { describe, expect, test } from 'vitest';
import type { Problem } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import { INVOICE_FIELDS, type InvoiceRow } from './invoice-row.ts';
import { readProfile } from './profile.ts';
import { readInvoiceRows } from './read-invoice-rows.ts';
import type { RowOptions } from './row-batch.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function read(text: string, options: RowOptions = { defaultCurrency: currency('EUR') }): Promise<{ rows: InvoiceRow[]; problems: Problem[] }> {
  const rows: InvoiceRow[] = [];
  const problems: Problem[] = [];
  for await (const batch of readInvoiceRows(once(text), options)) {
    rows.push(...batch.rows);
    problems.push(...batch.problems);
  }
  return { rows, problems };
}

describe('invoices from delimited files', () => {
  test('an amount that no book could hold is called too large, in either way of writing', async () => {
    const header = 'customerNumber,number,issuedOn,amount';
    const profile = readProfile({ decimalMark: ',', delimiter: ';' }, INVOICE_FIELDS);
    for (const [text, options] of [
      [`${header}\nC1,I-1,2026-09-01,999999999999999.99`, { defaultCurrency: currency('EUR') }],
      [`${header.replaceAll(',', ';')}\nC1;I-1;2026-09-01;999999999999999,99`, { defaultCurrency: currency('EUR'), profile }],
    ] as const) {
      const { rows, problems } = await read(text, options);
      expect(rows).toEqual([]);
      expect(problems).toMatchObject([{ where: 'line 2, column amount', code: 'amount_too_large' }]);
    }
  });

  test('a plain file needs no profile', async () => {
    const { rows, problems } = await read(
      'customerNumber,number,issuedOn,dueOn,amount,currency,terms,settledOn,openAmount,reference\nC1,INV-1,2026-09-01,2026-10-01,1190.00,chf,net 30,2026-09-20,0.00,PO 7\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        customerNumber: 'C1',
        customerName: null,
        number: 'INV-1',
        issuedOn: '2026-09-01',
        dueOn: '2026-10-01',
        currency: 'CHF',
        amountMinor: 119000n,
        terms: 'net 30',
        settledOn: '2026-09-20',
        openAmountMinor: 0n,
        reference: 'PO 7',
      },
    ]);
  });

  test('absent cells are null, and the currency of the row goes before that of the profile and the company', async () => {
    const profile = readProfile(
      {
        columns: { customerName: 'Kunde', number: 'Nr', issuedOn: 'Datum', amount: 'Brutto', currency: 'Währung' },
        constants: { currency: 'CHF' },
        delimiter: ';',
        decimalMark: ',',
        dateOrder: 'dmy',
      },
      INVOICE_FIELDS,
    );
    const { rows } = await read('Kunde;Nr;Datum;Brutto;Währung\nMüller;1;1.9.26;1.190,00;USD\nMüller;2;1.9.26;-5;\n', {
      profile,
      defaultCurrency: currency('EUR'),
    });
    expect(rows.map((row) => [row.currency, row.amountMinor, row.dueOn, row.settledOn, row.openAmountMinor, row.customerName])).toEqual([
      ['USD', 119000n, null, null, null, 'Müller'],
      ['CHF', -500n, null, null, null, 'Müller'],
    ]);
  });

  test.each([
    ['C1,1,2026-02-30,2026-10-01,5,,', 'issuedOn', 'does not exist'],
    ['C1,1,2026-09-01,2026-10-01,abc,,', 'amount', 'not an amount'],
    ['C1,1,2026-09-01,2026-10-01,,,', 'amount', 'empty'],
    ['C1,,2026-09-01,2026-10-01,5,,', 'number', 'no number'],
    [',1,2026-09-01,2026-10-01,5,,', 'customerNumber', 'no customer'],
    ['C1,1,2026-09-01,2026-10-01,5,2026-02-30,', 'settledOn', 'look unpaid'],
    ['C1,1,2026-09-01,2026-10-01,5,,1.234', 'openAmount', 'what is owed'],
  ])('%s is kept back because of its %s', async (line, column, part) => {
    const { rows, problems } = await read(`customerNumber,number,issuedOn,dueOn,amount,settledOn,openAmount\n${line}\nC1,2,2026-09-01,2026-10-01,5,,\n`);
    expect(rows.map((row) => row.number)).toEqual(['2']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.where).toBe(`line 2, column ${column}`);
    expect(problems[0]?.message).toContain(part);
    expect(problems[0]?.message).toContain('the invoice was not read');
  });

  test('an impossible due day leaves the row without one', async () => {
    const { rows, problems } = await read('customerNumber,number,issuedOn,dueOn,amount\nC1,1,2026-09-01,2026-09-31,5\n');
    expect(rows[0]?.dueOn).toBeNull();
    expect(problems.map((problem) => problem.where)).toEqual(['line 2, column dueOn']);
  });

  test('the second row of a number is a problem, a row that was kept back does not count', async () => {
    const { rows, problems } = await read('customerNumber,number,issuedOn,amount\nC1,1,2026-09-01,x\nC1,1,2026-09-01,5\nC1,1,2026-09-01,6\n');
    expect(rows.map((row) => row.line)).toEqual([3]);
    expect(problems.map((problem) => problem.where)).toEqual(['line 2, column amount', 'line 4, column number']);
    expect(problems[1]?.message).toContain('line 3 already');
  });

  test('without any currency the row is kept back', async () => {
    const { rows, problems } = await read('customerNumber,number,issuedOn,amount\nC1,1,2026-09-01,5\n', {});
    expect(rows).toEqual([]);
    expect(problems[0]?.where).toBe('line 2, column currency');
  });
});
