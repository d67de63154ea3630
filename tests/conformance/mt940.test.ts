import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../support/camt-text.ts';
import { inspectStatement } from '../../src/ar/cash-application/inspect-statement.ts';
import { Refusal, type Problem } from '../../src/foundation/errors/refusal.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { formatDecimal } from '../../src/foundation/money/money.ts';
import { createMt940Reader } from '../../src/formats/mt940/mt940-reader.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../../src/formats/statement/statement-events.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const HAVE_SAMPLES = existsSync(join(SAMPLES, 'mt940'));

type Statement = { readonly head: StatementHead; readonly entries: readonly BankEntry[]; readonly foot: StatementFoot };
type Read = { readonly statements: readonly Statement[]; readonly problems: readonly Problem[]; readonly refusal: Refusal | null };

function read(path: string, chunkBytes = 997): Read {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  let head: StatementHead | null = null;
  let entries: BankEntry[] = [];
  const reader = createMt940Reader(
    {
      head: (given) => (head = given),
      entries: (batch) => entries.push(...batch),
      foot(foot) {
        if (head) statements.push({ head, entries, foot });
        head = null;
        entries = [];
      },
      problem: (problem) => problems.push(problem),
    },
    { defaultCurrency: currency('EUR') },
  );
  const bytes = readFileSync(path);
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) reader.write(bytes.subarray(at, at + chunkBytes));
    reader.end();
    return { statements, problems, refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { statements, problems, refusal: error };
    throw error;
  }
}

type Row = { readonly file: string; readonly facts: string };

function rows(): Row[] {
  const lines = readFileSync(join(SAMPLES, 'mt940/README.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [file, , , facts] = line.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '').trim());
    return file && facts && /\.(sta|txt)$/.test(file) ? [{ file, facts }] : [];
  });
}

type Facts = {
  readonly messages: number;
  readonly lines: number;
  readonly sum: string;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly inBalance: 'yes' | 'NO' | null;
  readonly isFragment: boolean;
};

/** "2 :20: messages, 3 :61: lines, signed sum -6260; first opening 0. EUR; last closing 798.98 EUR; opening+sum=closing: NO: warn" */
function factsOf(text: string): Facts {
  const counts = /^(\d+) :20: messages, (\d+) :61: lines(?:, signed sum (\S+?))?(?:;|$)/.exec(text);
  if (!counts) throw new Error(`the README says something this test does not understand: ${text}`);
  return {
    messages: Number(counts[1]),
    lines: Number(counts[2]),
    sum: plain(counts[3] ?? '0'),
    opening: balanceOf(/first opening (\S+ [A-Z]{3})/.exec(text)?.[1]),
    closing: balanceOf(/last closing (\S+ [A-Z]{3})/.exec(text)?.[1]),
    inBalance: (/opening\+sum=closing: (yes|NO)/.exec(text)?.[1] as 'yes' | 'NO' | undefined) ?? null,
    isFragment: text.includes('must say so'),
  };
}

/** Decimal texts compare without the zeros that say nothing: "000147.640" is "147.64". */
function plain(decimal: string): string {
  const bare = decimal.replace(/^(-?)0+(?=\d)/, '$1');
  return bare.includes('.') ? bare.replace(/\.?0*$/, '') : bare;
}

function balanceOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const [amount = '', code = ''] = text.split(' ');
  return `${plain(amount)} ${code}`;
}

/** Statements in a currency that is no longer in use give no lines; the problem that says so names how many there were. */
const LEFT_OUT = /is in ([A-Z]{3}), which is no currency in use; its (one|\d+) lines? w/;

function leftOut(problems: readonly Problem[]): number[] {
  return problems.flatMap(({ message }) => {
    const count = LEFT_OUT.exec(message)?.[2];
    return count === undefined ? [] : [count === 'one' ? 1 : Number(count)];
  });
}

/** Signed decimal sum of the :61: lines, by another road than the reader's: without fields, statements or currencies. */
function sumOfLines(path: string): string {
  let cents = 0n;
  for (const [, mark = '', whole = '', fraction = ''] of readFileSync(path, 'latin1').matchAll(/^:61:\d{6}(?:\d{4})?(R?[CD])[A-Z]?(\d+)(?:,(\d{0,2}))?/gm)) {
    const amount = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
    cents += mark === 'C' || mark === 'RD' ? amount : -amount;
  }
  return plain(formatDecimal(cents, currency('EUR')));
}

function sumOf(entries: readonly BankEntry[]): string {
  return plain(
    formatDecimal(
      entries.reduce((sum, each) => sum + each.minor, 0n),
      currency('EUR'),
    ),
  );
}

describe.skipIf(!HAVE_SAMPLES)('every sample of MT940', () => {
  const all = HAVE_SAMPLES ? rows() : [];

  test('has its row of expected facts', () => {
    const names = readdirSync(join(SAMPLES, 'mt940')).filter((name) => name !== 'README.md');
    expect(all.map((row) => row.file).toSorted()).toEqual(names.toSorted());
    expect(all.length).toBeGreaterThan(30);
  });

  test.each(all)('$file reads as its facts say', ({ file, facts: text }) => {
    const facts = factsOf(text);
    const path = join(SAMPLES, 'mt940', file);
    const { statements, problems, refusal } = read(path);
    if (facts.isFragment) {
      expect(refusal?.code).toBe('file.no_statement');
      expect(refusal?.message).toMatch(/no MT940 statement/);
      expect(statements).toEqual([]);
      return;
    }
    expect(refusal).toBeNull();
    const out = leftOut(problems);
    const entries = statements.flatMap((each) => each.entries);
    expect(statements.length + out.length).toBe(Math.max(facts.messages, 1));
    expect(statements.reduce((sum, { foot }) => sum + foot.entries, 0) + out.reduce((a, b) => a + b, 0)).toBe(facts.lines);
    expect(entries).toHaveLength(statements.reduce((sum, { foot }) => sum + foot.entries, 0));
    // What is left out is in the facts' sum all the same; then the file itself is asked, and the whole is compared.
    expect(sumOfLines(path)).toBe(facts.sum);
    if (out.length === 0) expect(sumOf(entries)).toBe(facts.sum);
    expectBalances(statements, facts, out.length > 0);
  });

  test('read byte by byte, every sample gives the very same', () => {
    for (const { file } of all) expect(read(join(SAMPLES, 'mt940', file), 1)).toEqual(read(join(SAMPLES, 'mt940', file), 65_536));
  });

  test.each(all)('$file is found by its content and inspected as the import would', async ({ file, facts: text }) => {
    const { isFragment } = factsOf(text);
    const bytes = readFileSync(join(SAMPLES, 'mt940', file));
    const inspected = await inspectStatement({ fileName: file, source: bytesOf(bytes), defaultCurrency: currency('EUR') }).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    const nothingLeft = read(join(SAMPLES, 'mt940', file)).statements.length === 0;
    if (isFragment || nothingLeft) expect(inspected).toMatchObject({ code: 'file.no_statement' });
    else expect(inspected).toMatchObject({ format: 'mt940' });
  });
});

function expectBalances(statements: readonly Statement[], facts: Facts, someAreOut: boolean): void {
  const [first] = statements;
  const last = statements.at(-1);
  const given = (minor: bigint | null | undefined, foot: StatementFoot | undefined): string | null =>
    minor === null || minor === undefined || !foot?.currency ? null : `${plain(formatDecimal(minor, foot.currency))} ${foot.currency}`;
  if (someAreOut) {
    expect(given(first?.foot.opening, first?.foot)).not.toBe(facts.opening);
    return;
  }
  expect(given(first?.foot.opening, first?.foot)).toBe(facts.opening);
  expect(given(last?.foot.closing, last?.foot)).toBe(facts.closing);
  if (facts.inBalance !== null) expect(last?.foot.inBalance).toBe(facts.inBalance === 'yes');
}

describe.skipIf(!HAVE_SAMPLES)('hostile samples of MT940', () => {
  test('an amount beyond 15 digits is reported, and the balances do not agree', () => {
    const { statements, problems, refusal } = read(join(SAMPLES, 'hostile/mt940-oversized-amount.sta'));
    expect(refusal).toBeNull();
    expect(problems.map((each) => each.message)).toEqual([expect.stringMatching(/larger than 15 digits/)]);
    expect(statements[0]?.entries).toEqual([]);
    expect(statements[0]?.foot).toMatchObject({ entries: 1, credits: 0n, inBalance: false });
  });

  test('has its expectation here', () => {
    expect(readdirSync(join(SAMPLES, 'hostile')).filter((name) => name.startsWith('mt940'))).toEqual(['mt940-oversized-amount.sta']);
  });
});
