import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newCustomer, refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { readCustomerRows } from '../../formats/csv/read-customer-rows.ts';
import { addCustomer } from './add-customer.ts';
import { changeCustomer } from './change-customer.ts';
import { findByNumbers } from './find-customers.ts';
import { findContacts } from './find-contacts.ts';
import { getCustomer } from './get-customer.ts';
import { importCustomers, type CustomerImport } from './import-customers.ts';
import { listCustomerGroups, setCustomerGroup } from './set-customer-group.ts';
import { timeZoneOf } from './time-zone-of.ts';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db);
});

function bring(...lines: readonly string[]): Promise<CustomerImport> {
  async function* file() {
    yield await Promise.resolve(new TextEncoder().encode(lines.join('\n')));
  }
  return t.run((ctx) => importCustomers(ctx, readCustomerRows(file())));
}

async function idOf(number: string): Promise<string> {
  const [found] = await t.run((ctx) => findByNumbers(ctx, [number]));
  return found?.id ?? '';
}

const customer = async (number: string) => {
  const id = await idOf(number);
  return t.run((ctx) => getCustomer(ctx, id));
};

describe('where a customer is', () => {
  it('comes with a file, an empty cell changes nothing, a filled one replaces', async () => {
    const header = 'number,group,timeZone,street,postalCode,city,country,vatId';
    expect(await bring(header, 'C-1,pilot,Europe/Vienna,Ring 1,1010,Wien,AT,ATU12345678')).toMatchObject({ imported: 1, problems: [] });
    const whole = { customer_group: 'pilot', time_zone: 'Europe/Vienna', address_lines: ['Ring 1'], postal_code: '1010', city: 'Wien', vat_id: 'ATU12345678' };
    expect((await customer('C-1')).customer).toMatchObject(whole);
    expect(await bring(header, 'C-1,,,,1020,,,')).toMatchObject({ updated: 1 });
    expect((await customer('C-1')).customer).toMatchObject({ ...whole, postal_code: '1020' });
    expect(await bring('number,address', 'C-1,"Markt ""3""\nHof, links"')).toMatchObject({ updated: 1, problems: [] });
    expect((await customer('C-1')).customer).toMatchObject({ ...whole, postal_code: '1020', address_lines: ['Markt "3"', 'Hof, links'] });
  });

  it('is changed by a person, and a zone that is none is refused', async () => {
    const id = await t.run((ctx) => addCustomer(ctx, { name: 'Pier GmbH', addressLines: ['Pier 4', 'Shed 12'], city: 'Bremen', group: 'north' }));
    expect(await refusalOf(t.run((ctx) => changeCustomer(ctx, id, { timeZone: '+01:00' })))).toBe('time_zone.unknown');
    await t.run((ctx) => changeCustomer(ctx, id, { timeZone: 'Europe/London', postalCode: '28195', addressLines: ['Pier 5'] }));
    const changed = { time_zone: 'Europe/London', postal_code: '28195', city: 'Bremen', address_lines: ['Pier 5'], customer_group: 'north' };
    expect((await customer('Pier GmbH')).customer).toMatchObject(changed);
    await t.run((ctx) => changeCustomer(ctx, id, { timeZone: null, group: '' }));
    expect((await customer('Pier GmbH')).customer).toMatchObject({ ...changed, time_zone: null, customer_group: '' });
  });

  it('is not changed where something else than was shown stands by now, unless it is what is wanted', async () => {
    const id = await t.run((ctx) => addCustomer(ctx, { name: 'Twice GmbH', city: 'Bremen', addressLines: ['Kai 1'], terms: 'NET30' }));
    const read = async () => (await customer('Twice GmbH')).customer;
    await t.run((ctx) => changeCustomer(ctx, id, { city: 'Berlin' }, { city: 'Bremen' }));
    expect(await refusalOf(t.run((ctx) => changeCustomer(ctx, id, { city: 'Hamburg', vatId: 'DE1' }, { city: 'Bremen', vatId: '' })))).toBe(
      'customer.changed_meanwhile',
    );
    expect(await read()).toMatchObject({ city: 'Berlin', vat_id: '' });
    await t.run((ctx) =>
      changeCustomer(ctx, id, { city: 'Berlin', addressLines: ['Kai 2'], terms: null }, { city: 'Bremen', addressLines: ['Kai 1'], terms: 'NET30' }),
    );
    expect(await read()).toMatchObject({ city: 'Berlin', address_lines: ['Kai 2'], terms: null });
    expect(await refusalOf(t.run((ctx) => changeCustomer(ctx, id, { terms: 'NET14' }, { terms: 'NET30' })))).toBe('customer.changed_meanwhile');
  });

  it.each([
    ['its own zone wins', 'Asia/Tokyo', 'DE', 'Asia/Tokyo'],
    ['else the only one of its country', null, 'FR', 'Europe/Paris'],
    ['also of a country that no list of ours names', null, 'KW', 'Asia/Kuwait'],
    ['a country with several zones says nothing', null, 'US', 'Europe/Berlin'],
    ['nor one with several that no list of ours names', null, 'RU', 'Europe/Berlin'],
    ['nor an unknown one', null, 'QQ', 'Europe/Berlin'],
    ['without a country the company counts', null, null, 'Europe/Berlin'],
  ])('%s', (_what, timeZone, country, expected) => {
    expect(timeZoneOf({ timeZone, country }, { timeZone: 'Europe/Berlin' })).toBe(expected);
  });
});

describe('contacts', () => {
  it('of a file join those that are there, with a telephone number where there was none', async () => {
    const header = 'number,email,phone,managementEmail,language';
    await bring(header, 'C-1,bills@example.com,,,de', 'C-2,,+49 40 1,,', 'C-3,,,,');
    await bring(header, 'C-1,BILLS@example.com,+49 30 1,boss@example.com,', 'C-2,,+49 40 1,,');
    await bring(header, 'C-1,bills@example.com,+49 30 2,boss@example.com,');
    const [one, two, three] = [await idOf('C-1'), await idOf('C-2'), await idOf('C-3')];
    const found = await t.run((ctx) => findContacts(ctx, [one, two, three]));
    expect(found.get(one)).toMatchObject([
      { role: 'billing', email: 'bills@example.com', phone: '+49 30 1', language: 'de' },
      { role: 'management', email: 'boss@example.com', phone: '' },
    ]);
    expect(found.get(one)).toHaveLength(2);
    expect(found.get(two)).toMatchObject([{ role: 'billing', email: '', phone: '+49 40 1' }]);
    expect(found.has(three)).toBe(false);
    expect((await t.run((ctx) => findContacts(ctx, []))).size).toBe(0);
  });
});

describe('pilot groups', () => {
  it('take many customers at once, and say so once in the trail', async () => {
    const ids = [await newCustomer(t, 'C-1'), await newCustomer(t, 'C-2'), await newCustomer(t, 'C-3')];
    expect(await t.run((ctx) => setCustomerGroup(ctx, ids.slice(0, 2), 'pilot'))).toBe(2);
    expect(await t.run((ctx) => setCustomerGroup(ctx, ids, 'pilot'))).toBe(1);
    expect(await t.run((ctx) => setCustomerGroup(ctx, ids, 'pilot'))).toBe(0);
    expect(await t.run(listCustomerGroups)).toEqual([{ group: 'pilot', customers: 3 }]);
    expect(await t.run((ctx) => setCustomerGroup(ctx, ids.slice(0, 1), ''))).toBe(1);
    expect(await t.run(listCustomerGroups)).toEqual([{ group: 'pilot', customers: 2 }]);
    const trail = await t.run((ctx) =>
      ctx.tx.rows(sql`select action, before, after from audit_event where company_id = ${ctx.company.id} and action like '%group_changed' order by id`),
    );
    expect(trail).toEqual([
      { action: 'customers.group_changed', before: null, after: { group: 'pilot', customers: 2 } },
      { action: 'customer.group_changed', before: { group: '' }, after: { group: 'pilot' } },
      { action: 'customer.group_changed', before: { group: 'pilot' }, after: { group: '' } },
    ]);
  });

  it('nobody is moved when one of them is not there', async () => {
    const id = await newCustomer(t, 'C-1');
    expect(await refusalOf(t.run((ctx) => setCustomerGroup(ctx, [id, t.newId()], 'pilot')))).toBe('customer.not_found');
    expect(await t.run(listCustomerGroups)).toEqual([]);
  });
});
