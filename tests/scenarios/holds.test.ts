import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyCash } from '../../src/app/apply-cash.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { ensureCustomers } from '../../src/ar/customers/ensure-customers.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import { listActiveHolds, placeHold, releaseHold } from '../../src/ar/receivables/holds.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText } from '../support/camt-text.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
let company: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
  company = await testCompany(db, { today: '2026-03-31' });
});
afterAll(() => db.close());

test('money for a disputed receivable waits for a person, until the hold is released', async () => {
  const issued = await company.run(async (ctx) => {
    const { byKey } = await ensureCustomers(ctx, [{ number: 'C1', name: 'Disputing Ltd' }]);
    const [invoice] = await issueInvoices(ctx, [
      {
        customerId: byKey.get('number:C1')?.id as string,
        currency: currency('EUR'),
        issuedOn: day('2026-03-02'),
        lines: [{ text: 'Goods', quantity: '1', unitPrice: '100', taxCategory: 'Z', taxRate: '0' }],
      },
    ]);
    return invoice;
  });
  const receivableId = issued?.receivableIds[0] as string;
  const hold = await company.run((ctx) =>
    placeHold(ctx, { scope: { kind: 'receivable', id: receivableId }, kind: 'dispute', untilOn: null, reason: 'damaged' }),
  );
  const text = camtText({ reference: 'H', lines: [{ minor: 10_000n, bookedOn: '2026-03-20', text: issued?.number ?? '', name: 'Disputing Ltd' }] });
  await company.run((ctx) => importStatement(ctx, { fileName: 'h.xml', source: bytesOf(text) }));
  expect(await applyCash(company.run, { mode: 'auto' })).toMatchObject({ applied: 0, proposed: 1 });
  expect(await company.run((ctx) => listActiveHolds(ctx, ctx.today))).toMatchObject([{ id: hold, kind: 'dispute' }]);
  await company.run((ctx) => releaseHold(ctx, hold, 'agreed'));
  expect(await applyCash(company.run, { mode: 'auto' })).toMatchObject({ applied: 1, proposed: 0 });
  await expect(company.run((ctx) => releaseHold(ctx, hold, 'again'))).rejects.toMatchObject({ code: 'hold.not_active' });
});

test('a hold needs something to hold, and an end that is not past', async () => {
  const missing = company.newId();
  await expect(
    company.run((ctx) => placeHold(ctx, { scope: { kind: 'customer', id: missing }, kind: 'legal', untilOn: null, reason: '' })),
  ).rejects.toMatchObject({
    code: 'hold.subject_not_found',
  });
  await expect(
    company.run((ctx) => placeHold(ctx, { scope: { kind: 'company' }, kind: 'stale_books', untilOn: day('2026-03-30'), reason: '' })),
  ).rejects.toMatchObject({ code: 'hold.ends_in_past' });
});
