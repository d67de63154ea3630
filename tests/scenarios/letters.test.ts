import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { printLetters } from '../../src/app/print-letters.ts';
import { settleReminders } from '../../src/ar/collections/settle-reminders.ts';
import { lettersAtPrinter, settleLetters } from '../../src/ar/messages/print-letters.ts';
import { openDocumentPrinter, type DocumentPrinter } from '../../src/documents/document-printer.ts';
import { openDunningWorld } from '../support/dunning-world.ts';
import { pdfText } from '../support/pdf-text.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
let printer: DocumentPrinter;
beforeAll(async () => {
  db = await testDatabase();
  printer = openDocumentPrinter({ threads: 1 });
});
afterAll(async () => {
  await printer.close();
  await db.close();
});

async function oneLetter() {
  const world = await openDunningWorld(db, { today: '2026-01-05' });
  const customer = await world.customer('C1', { people: [], address: ['1 Main Street'] });
  const invoice = await world.invoice(customer, { amount: '1234.50', on: '2026-01-05', terms: 'NET7' });
  await world.morning('2026-01-15');
  const states = () =>
    world.company.run((ctx) =>
      ctx.tx.rows(sql<{ message: string; reminder: string }>`
    select m.state as message, r.state as reminder from message m join reminder r on r.company_id = m.company_id and r.message_id = m.id where m.company_id = ${ctx.company.id}`),
    );
  return { world, invoice, states };
}

it('a letter is printed with what it asks for, kept, and sent when a person says so', async () => {
  const { world, invoice, states } = await oneLetter();
  const [letter, ...others] = await printLetters(world.company, printer);
  expect(others).toEqual([]);
  const text = pdfText(letter?.bytes ?? new Uint8Array()).join('\n');
  for (const part of ['C1 Trading', '1 Main Street', invoice.number, '1,234.50']) expect(text).toContain(part);
  expect(await states()).toEqual([{ message: 'sending', reminder: 'queued' }]);
  expect(await printLetters(world.company, printer)).toEqual([]);
  await world.company.run(async (ctx) => settleLetters(ctx, await lettersAtPrinter(ctx), 'printed'));
  await world.company.run(settleReminders);
  expect(await states()).toEqual([{ message: 'sent', reminder: 'sent' }]);
});

it('a letter that was given back is judged again: paid meanwhile, it is never printed', async () => {
  const { world, invoice, states } = await oneLetter();
  expect(await printLetters(world.company, printer)).toHaveLength(1);
  await world.company.run(async (ctx) => settleLetters(ctx, await lettersAtPrinter(ctx), 'given_back'));
  await world.bank([{ minor: 123_450n, text: invoice.number, name: 'C1 Trading' }]);
  await world.applies();
  expect(await printLetters(world.company, printer)).toEqual([]);
  await world.company.run(settleReminders);
  expect(await states()).toEqual([{ message: 'stopped', reminder: 'stopped' }]);
});
