import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, camtText, type StatementLine } from '../../../tests/support/camt-text.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { importStatement, type StatementImport } from './import-statement.ts';
import { inspectStatement } from './inspect-statement.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});

afterAll(() => test.close());

const LINE: StatementLine = { minor: 12_345n, bookedOn: '2026-03-02', text: 'Rechnung 4711' };

function importText(company: TestCompany, text: string, fileName = 'march.xml'): Promise<StatementImport> {
  return company.run((ctx) => importStatement(ctx, { fileName, source: bytesOf(text) }));
}

function refusedWith(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
}

/** The statements of several messages in one. */
function together(...texts: readonly string[]): string {
  const blocks = texts.map((text) => text.slice(text.indexOf('<Stmt>'), text.indexOf('</Stmt>') + 7));
  const [first = ''] = texts;
  return first.slice(0, first.indexOf('<Stmt>')) + blocks.join('') + first.slice(first.indexOf('</Stmt>') + 7);
}

describe('a statement that is there already', () => {
  it('is refused when its bytes come again, and when it comes in another file', async () => {
    const company = await testCompany(test);
    const text = camtText({ reference: 'S-1', lines: [LINE] });
    await importText(company, text);
    expect(await refusedWith(importText(company, text))).toBe('statement.already_imported');
    expect(await refusedWith(importText(company, `${text}\n`, 'copy.xml'))).toBe('statement.already_imported');
    const other = camtText({ reference: 'S-2', opening: 12_345n, lines: [LINE] });
    expect(await refusedWith(importText(company, together(other, text), 'both.xml'))).toBe('statement.already_imported');
    expect((await importText(company, other, 'next.xml')).lines).toBe(1);
  });

  it('is refused when it stands twice in one file', async () => {
    const company = await testCompany(test);
    const text = camtText({ reference: 'S-1', lines: [LINE] });
    expect(await refusedWith(importText(company, together(text, text)))).toBe('statement.already_imported');
    const empty = camtText({ reference: 'S-0', lines: [] });
    expect((await importText(company, together(empty, empty, text))).lines).toBe(1);
  });

  it('is imported once when two people send it at the same moment', async () => {
    const company = await testCompany(test);
    const text = camtText({ reference: 'S-1', lines: Array.from({ length: 50 }, () => LINE) });
    const answers = await Promise.all(Array.from({ length: 4 }, () => refusedWith(importText(company, text))));
    expect(answers.toSorted()).toEqual(['nothing', ...Array.from({ length: 3 }, () => 'statement.already_imported')]);
  });
});

describe('a file full of problems', () => {
  const lines = Array.from({ length: 1_500 }, () => LINE);
  const text = camtText({ reference: 'S-1', lines }).replaceAll(
    '<Amt Ccy="EUR">123.45</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>',
    '<Amt Ccy="EUR">NaN</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>',
  );

  it('keeps the first thousand and says how many there are more', async () => {
    const company = await testCompany(test);
    const { problems, lines: posted } = await importText(company, text);
    expect(posted).toBe(0);
    expect(problems).toHaveLength(1_001);
    expect(problems[0]?.message).toMatch(/amount/i);
    expect(problems.at(-1)?.message).toMatch(/^50[01] more problems/);
    const dry = await inspectStatement({ fileName: 'march.xml', source: bytesOf(text) });
    expect(dry.problems).toHaveLength(1_001);
  });
});
