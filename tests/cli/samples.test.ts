import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankMoney, turnover, type ImportedFile, type Refused } from './bank-books.ts';
import { heldPlace, type Answer, type HeldPlace } from './held-place.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../shared/samples');

function filesIn(folder: string, ending: string): string[] {
  const full = path.join(SAMPLES, folder);
  return existsSync(full) ? readdirSync(full).filter((name) => name.endsWith(ending)) : [];
}

const CAMT = filesIn('camt', '.xml');
const CSV = filesIn('csv-xlsx', '.csv');

let place: HeldPlace;

beforeAll(async () => {
  place = await heldPlace();
});

afterAll(() => place.close());

/** Imports; where a rate is missing, does what the refusal says, and imports again. */
async function importWithRates(company: string, file: string, rates: string[]): Promise<Answer> {
  for (;;) {
    const answer = await place.run('import', 'statement', file, '--company', company, '--account', 'OWN', '--json');
    if (answer.exit !== 1) return answer;
    const { error } = answer.json as Refused;
    if (error.code !== 'rate.missing' || rates.length > 5) return answer;
    expect(error.message).toMatch(/dunlin rates set [A-Z]{3}/);
    const currency = String(error.details['currency']);
    expect(rates).not.toContain(currency);
    rates.push(currency);
    expect((await place.run('rates', 'set', currency, '0.95', '--on', '1999-01-01', '--company', company)).exit).toBe(0);
  }
}

async function expectSoundBooks(company: string, imported: ImportedFile): Promise<void> {
  const money = await bankMoney(place, company);
  // Rows that were left out with a problem, pending and repeated ones are not posted.
  if (imported.problems.length + imported.pending + imported.repeated === 0) {
    const nonZero = (sums: ReadonlyMap<string, bigint>) => Object.fromEntries([...sums].filter(([, minor]) => minor !== 0n));
    expect(nonZero(money)).toEqual(nonZero(turnover([imported])));
  }
  const verified = await place.run('verify', '--company', company, '--json');
  expect(verified.json, verified.out).toMatchObject({ ok: true });
}

describe(`camt samples (${CAMT.length} files)`, { timeout: 120_000 }, () => {
  it.skipIf(CAMT.length === 0)('are all there', () => {
    expect(CAMT.length).toBeGreaterThan(25);
  });

  it.each(CAMT)('%s is imported by the command line, and the bank in the ledger is what its statements say', async (name) => {
    const file = path.join(SAMPLES, 'camt', name);
    const company = await place.company(name.slice(0, 60));
    const dry = await place.run('import', 'statement', file, '--dry-run', '--company', company, '--json');
    const answer = await importWithRates(company, file, []);
    expect(answer.exit, `${dry.err}${answer.err}`).toBe(dry.exit);
    if (answer.exit === 1) {
      // An empty message of the bank: nothing to post, and said so.
      expect((answer.json as Refused).error.code).toBe('file.no_statement');
      return;
    }
    expect([0, 3], answer.err).toContain(answer.exit);
    const imported = answer.json as ImportedFile;
    expect(imported.statements.map(({ credits, debits }) => [credits, debits])).toEqual(
      (dry.json as ImportedFile).statements.map(({ credits, debits }) => [credits, debits]),
    );
    await expectSoundBooks(company, imported);
    const again = await place.run('import', 'statement', file, '--company', company, '--json');
    expect((again.json as Refused).error.code).toBe('statement.already_imported');
  });
});

describe(`bank CSV samples (${CSV.length} files)`, { timeout: 120_000 }, () => {
  it.skipIf(CSV.length === 0)('are all there', () => {
    expect(CSV.length).toBeGreaterThan(5);
  });

  it.each(CSV)('%s: the dry run and the import agree, whether taken or refused', async (name) => {
    const file = path.join(SAMPLES, 'csv-xlsx', name);
    const company = await place.company(name);
    const dry = await place.run('import', 'statement', file, '--dry-run', '--company', company, '--account', 'OWN', '--json');
    const answer = await importWithRates(company, file, []);
    expect(answer.exit, answer.err).toBe(dry.exit);
    expect(answer.err).not.toMatch(/mistake of its own/);
    if (answer.exit === 1) {
      const { error } = answer.json as Refused;
      expect(error.code).toBe((dry.json as Refused).error.code);
      expect(error.message).toMatch(/--profile|Export the transactions/);
      return;
    }
    await expectSoundBooks(company, answer.json as ImportedFile);
  });
});
