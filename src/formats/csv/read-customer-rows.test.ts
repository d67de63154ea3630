import { describe, expect, test } from 'vitest';
import type { Problem } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import { CUSTOMER_FIELDS, type CustomerRow } from './customer-row.ts';
import { readProfile } from './profile.ts';
import { readCustomerRows } from './read-customer-rows.ts';
import type { RowOptions } from './row-batch.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function read(text: string, options: RowOptions = { defaultCurrency: currency('EUR') }): Promise<{ rows: CustomerRow[]; problems: Problem[] }> {
  const rows: CustomerRow[] = [];
  const problems: Problem[] = [];
  for await (const batch of readCustomerRows(once(text), options)) {
    rows.push(...batch.rows);
    problems.push(...batch.problems);
  }
  return { rows, problems };
}

const HEADER = 'number,name,email,iban,parentNumber,kind,country,language,terms,creditLimit';

describe('customers from delimited files', () => {
  test('every field is typed and put in its usual form', async () => {
    const header = `${HEADER},group,timeZone,street,address2,postalCode,city,vatId,phone,managementEmail`;
    const place = 'pilot,Europe/Vienna,Ring 1,Top 4,1010,Wien,atu 12345678,+43 1 234-5,boss@example.com';
    const { rows, problems } = await read(`${header}\nC2,Müller,a@example.com,de89 3704 0044 0532 0130 00,C1,Company,de,de_at,net 30,"1,000.00",${place}\n`);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        number: 'C2',
        name: 'Müller',
        email: 'a@example.com',
        iban: 'DE89370400440532013000',
        parentNumber: 'C1',
        kind: 'business',
        country: 'DE',
        language: 'de-AT',
        terms: 'net 30',
        creditLimitMinor: 100000n,
        currency: 'EUR',
        group: 'pilot',
        timeZone: 'Europe/Vienna',
        addressLines: ['Ring 1', 'Top 4'],
        postalCode: '1010',
        city: 'Wien',
        vatId: 'ATU12345678',
        phone: '+43 1 234-5',
        managementEmail: 'boss@example.com',
      },
    ]);
  });

  test.each([
    ['C1,n,a@b,,,,,,,', 'email'],
    ['C1,n,"a@b.de, c@d.de",,,,,,,', 'email'],
    ['C1,n,,DE88370400440532013000,,,,,,', 'iban'],
    ['C1,n,,37040044,,,,,,', 'iban'],
    ['C1,n,,,C1,,,,,', 'parentNumber'],
    ['C1,n,,,,constructor,,,,', 'kind'],
    ['C1,n,,,,,ZZ,,,', 'country'],
    ['C1,n,,,,,QQ,,,', 'country'],
    ['C1,n,,,,,,english,,', 'language'],
    ['C1,n,,,,,,en-us-us,,', 'language'],
    ['C1,n,,,,,,,,-5', 'creditLimit'],
    ['C1,n,,,,,,,,lots', 'creditLimit'],
  ])('%s is read without its %s', async (line, field) => {
    const { rows, problems } = await read(`${HEADER}\n${line}\n`);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[field === 'creditLimit' ? 'creditLimitMinor' : (field as keyof CustomerRow)]).toBeNull();
    expect(problems.map((problem) => problem.where)).toEqual([`line 2, column ${field}`]);
  });

  test.each([
    ['timeZone', '+02:00'],
    ['timeZone', 'Vienna'],
    ['vatId', '"DE 1;2"'],
    ['phone', 'call Ann'],
    ['managementEmail', 'boss@'],
  ])('a %s that reads %s is left out', async (field, text) => {
    const { rows, problems } = await read(`number,${field}\nC1,${text}\n`);
    expect(rows[0]?.[field as keyof CustomerRow]).toBeNull();
    expect(problems.map((problem) => problem.where)).toEqual([`line 2, column ${field}`]);
  });

  test('an address in one cell has its lines', async () => {
    const { rows } = await read('number,address\nC1,"Pier 4\r\nShed 12\n\nNorth"\nC2,\n');
    expect(rows.map((row) => row.addressLines)).toEqual([['Pier 4', 'Shed 12', 'North'], null]);
  });

  test('problems do not repeat addresses and account numbers', async () => {
    const { problems } = await read(`${HEADER}\nC1,n,jane@b,DE88370400440532013000,,,,,,\n`);
    expect(problems.map((problem) => problem.message).join(' ')).not.toMatch(/jane|DE88/);
  });

  test('a row needs a number or a name, and a number comes once', async () => {
    const { rows, problems } = await read('number,name,email\n,,a@b.de\n1,\n,x\n1,y\n,x\n');
    expect(rows.map((row) => row.line)).toEqual([3, 4, 6]);
    expect(problems.map((problem) => problem.where)).toEqual(['line 2', 'line 5, column number']);
  });

  test('a profile gives the columns and the currency of credit limits', async () => {
    const profile = readProfile({ columns: { name: 'Firma', creditLimit: 'Limit' }, currency: 'CHF', delimiter: ';', decimalMark: ',' }, CUSTOMER_FIELDS);
    const { rows } = await read("Firma;Limit\nMüller;1'000,50\nSöhne;\n", { profile, defaultCurrency: currency('EUR') });
    expect(rows.map((row) => [row.creditLimitMinor, row.currency])).toEqual([
      [100050n, 'CHF'],
      [null, null],
    ]);
  });
});
