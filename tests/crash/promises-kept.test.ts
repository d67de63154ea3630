import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { bytesOf, camtText } from '../support/camt-text.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { acknowledge, readAcknowledgements, type Acknowledgement } from './acknowledgements.ts';
import { brokenPromises, growingCounts } from './promises-kept.ts';

let test: TestDatabase;
let company: TestCompany;

beforeAll(async () => {
  test = await testDatabase();
  company = await testCompany(test);
  const text = camtText({ reference: 'S-1', lines: [{ minor: 500n, bookedOn: '2026-03-02', text: 'thanks' }] });
  await company.run((ctx) => importStatement(ctx, { fileName: 's.xml', source: bytesOf(text) }));
});

afterAll(() => test.close());

function broken(...promised: readonly Acknowledgement[]): Promise<string[]> {
  return company.run((ctx) => brokenPromises(ctx, promised));
}

it('finds nothing where every promise was kept', async () => {
  const counts = await company.run(growingCounts);
  expect(await broken({ kind: 'unit', step: 'statement', counts }, { kind: 'statement', reference: 'S-1', lines: 1, sum: '500' })).toEqual([]);
});

it('names every promise that was broken: rows, invoices, statements, seals', async () => {
  const counts = await company.run(growingCounts);
  const found = await broken(
    { kind: 'unit', step: 'statement', counts: { ...counts, bank_line: 2 } },
    { kind: 'issued', invoices: [{ number: 'INV-000001', gross: '1' }] },
    { kind: 'history', prefix: 'H0001-', imported: 3 },
    { kind: 'statement', reference: 'S-1', lines: 1, sum: '501' },
    { kind: 'statement', reference: 'S-2', lines: 1, sum: '1' },
    { kind: 'sealed', seals: 5, head: 'abcdef' },
  );
  expect(found).toHaveLength(6);
});

it('sees money that was posted twice, and a line that lost its posting', async () => {
  await test.database.forCompany(company.company.id, async (tx) => {
    await tx.run(sql`
      insert into journal_entry (company_id, id, posted_on, value_on, recorded_at, cause_kind, cause_id, reverses)
      select company_id, gen_random_uuid(), posted_on, value_on, recorded_at, cause_kind, cause_id, null from journal_entry where company_id = ${company.company.id} and cause_kind = 'bank_line'`);
  });
  expect((await broken()).join('\n')).toMatch(/1 bank lines were not posted exactly once/);
});

it('a line that a kill cut off was never promised', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-acks-'));
  try {
    const file = path.join(folder, 'acks');
    acknowledge(file, { kind: 'undone', lineId: 'a' });
    acknowledge(file, { kind: 'undone', lineId: 'b' });
    writeFileSync(file, '{"kind":"undo', { flag: 'a' });
    expect(readAcknowledgements(file)).toHaveLength(2);
    // The next promise after a restart must not grow onto the torn one.
    acknowledge(file, { kind: 'undone', lineId: 'c' });
    expect(readAcknowledgements(file)).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
