import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../../src/foundation/errors/refusal.ts';
import { formatDecimal } from '../../src/foundation/money/money.ts';
import { createCamtReader } from '../../src/formats/camt/camt-reader.ts';
import { detectFormat } from '../../src/formats/statement/detect-format.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../../src/formats/statement/statement-events.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const HAVE_SAMPLES = existsSync(join(SAMPLES, 'camt'));

type Statement = { readonly head: StatementHead; readonly entries: readonly BankEntry[]; readonly foot: StatementFoot };
type Read = { readonly statements: readonly Statement[]; readonly problems: readonly Problem[]; readonly refusal: Refusal | null };

function read(path: string, chunkBytes = 997): Read {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  let head: StatementHead | null = null;
  let entries: BankEntry[] = [];
  const reader = createCamtReader({
    head: (given) => (head = given),
    entries: (batch) => entries.push(...batch),
    foot(foot) {
      if (head) statements.push({ head, entries, foot });
      head = null;
      entries = [];
    },
    problem: (problem) => problems.push(problem),
  });
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
  const lines = readFileSync(join(SAMPLES, 'camt/README.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '').trim());
    const [file, , , facts] = cells;
    return file && facts && file.endsWith('.xml') ? [{ file, facts }] : [];
  });
}

type BlockFacts = {
  readonly kind: string;
  readonly account: string;
  readonly entries: number;
  readonly details: number;
  readonly credits: string;
  readonly debits: string;
  readonly currency: string | null;
  readonly notBooked: number | null;
  readonly reversals: number;
  readonly unreadable: boolean;
  readonly balances: readonly string[];
  readonly inBalance: 'yes' | 'NO' | null;
};

/** "statement acct X: 3 entries, 2 TxDtls, credits 1.00, debits 0 EUR, 1 reversal; balances OPBD 1.00, CLBD 2.00; opening+entries=closing: yes" */
function blockFacts(text: string): BlockFacts {
  const found = /^(\w+) acct (\S+): (\d+) entries, (\d+) TxDtls, credits (\S+), debits ([\d.]+)(?: ([A-Z]{3}))?/.exec(text);
  if (!found) throw new Error(`the README says something this test does not understand: ${text}`);
  const [, kind = '', account = '', entries, details, credits = '', debits = '', currency] = found;
  return {
    kind,
    account,
    entries: Number(entries),
    details: Number(details),
    credits,
    debits,
    currency: currency ?? null,
    notBooked: Number(/(\d+) not BOOK/.exec(text)?.[1] ?? 0),
    reversals: Number(/(\d+) reversal/.exec(text)?.[1] ?? 0),
    unreadable: text.includes('not a number'),
    balances: (/balances ([^;]*)/.exec(text)?.[1] ?? '').split(', ').filter((each) => each !== ''),
    inBalance: (/opening\+entries=closing: (yes|NO)/.exec(text)?.[1] as 'yes' | 'NO' | undefined) ?? null,
  };
}

/** Decimal texts compare without trailing zeros: "8.850" is "8.85". */
function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function amount(minor: bigint, currency: StatementFoot['currency']): string {
  return currency === null ? minor.toString() : plain(formatDecimal(minor, currency));
}

/** The counts below are of the samples themselves, independent of what is emitted. */
function countIn(path: string, pattern: RegExp): number {
  return (
    readFileSync(path, 'utf8')
      .replace(/<!--[\s\S]*?-->/g, '')
      .match(pattern)?.length ?? 0
  );
}

const HOSTILE: Readonly<Record<string, { readonly code: string; readonly says: RegExp }>> = {
  'camt-billion-laughs.xml': { code: 'file.doctype', says: /DOCTYPE/ },
  'camt-xxe.xml': { code: 'file.doctype', says: /DOCTYPE/ },
  'camt-control-characters.xml': { code: 'file.not_well_formed', says: /line 1, column \d+/ },
  'camt-latin1-declared-utf8.xml': { code: 'file.encoding', says: /byte 408 is not/ },
  'camt-truncated.xml': { code: 'file.truncated', says: /a part is missing/ },
  'iso-deep-nesting.xml': { code: 'file.too_deep', says: /64 levels/ },
};

/** Files that may be read, with what must be reported about them. */
const HOSTILE_READABLE: Readonly<Record<string, { readonly entries: number; readonly emitted: bigint[]; readonly problems: readonly RegExp[] }>> = {
  'camt-nan-amounts.xml': { entries: 5, emitted: [1000n], problems: [/Entry 1: "1e5"/, /Entry 2: "NaN"/, /Entry 3: "1,50"/, /Entry 4: the amount is empty/] },
  'camt-negative-amount.xml': { entries: 1, emitted: [], problems: [/Entry 1: "-10.00" is negative/] },
};

describe.skipIf(!HAVE_SAMPLES)('every hostile camt or ISO 20022 sample', () => {
  const hostile = HAVE_SAMPLES ? readdirSync(join(SAMPLES, 'hostile')).filter((name) => /^(camt|iso)-/.test(name)) : [];

  test('has its expectation here', () => {
    expect(hostile.toSorted()).toEqual([...Object.keys(HOSTILE), ...Object.keys(HOSTILE_READABLE)].toSorted());
  });

  test.each(Object.entries(HOSTILE))('%s is refused', (file, { code, says }) => {
    for (const chunkBytes of [1, 65_536, 1_000_000]) {
      const { statements, refusal } = read(join(SAMPLES, 'hostile', file), chunkBytes);
      expect(refusal?.code).toBe(code);
      expect(refusal?.message).toMatch(says);
      expect(statements).toEqual([]);
    }
  });

  test.each(Object.entries(HOSTILE_READABLE))('%s is read with its unusable entries reported and left out', (file, expected) => {
    const { statements, problems, refusal } = read(join(SAMPLES, 'hostile', file));
    expect(refusal).toBeNull();
    expect(problems).toHaveLength(expected.problems.length);
    for (const [index, says] of expected.problems.entries()) expect(problems[index]?.message).toMatch(says);
    expect(statements[0]?.foot.entries).toBe(expected.entries);
    expect(statements[0]?.entries.map((each) => each.minor)).toEqual(expected.emitted);
  });
});

describe.skipIf(!HAVE_SAMPLES)('the format of every sample', () => {
  // Fragments: single fields, or lines without any mark of their format.
  const UNMARKED = new Set(['mt940/self-provided-invalid_statement.sta']);
  const folders = { camt: /^camt$/, mt940: /^mt940$/, bai2: /^bai2$/, ofx: /^ofx$/, 'csv-xlsx': /^(csv|xlsx)$/, pain: /^xml$/ };

  test.each(Object.entries(folders))('in %s is told from its content, without a helpful name', (folder, format) => {
    const names = readdirSync(join(SAMPLES, folder)).filter((name) => name !== 'README.md' && !UNMARKED.has(`${folder}/${name}`));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names)
      expect(`${name}: ${detectFormat(readFileSync(join(SAMPLES, folder, name)), 'upload')}`).toMatch(new RegExp(`: ${format.source.slice(1)}`));
  });
});

describe.skipIf(!HAVE_SAMPLES)('every sample of camt.052, camt.053 and camt.054', () => {
  const all = HAVE_SAMPLES ? rows() : [];

  test('has its row of expected facts', () => {
    expect(all.map((row) => row.file).toSorted()).toEqual(
      readdirSync(join(SAMPLES, 'camt'))
        .filter((name) => name.endsWith('.xml'))
        .toSorted(),
    );
    expect(all.length).toBeGreaterThan(30);
  });

  test.each(all)('$file reads as its facts say', ({ file, facts }) => {
    const path = join(SAMPLES, 'camt', file);
    const { statements, problems, refusal } = read(path);
    expect(refusal).toBeNull();
    expect(detectFormat(readFileSync(path), file)).toBe('camt');
    const [, version, blocks, rest = ''] = /^(\S+|\(no namespace\)); (\d+) blocks; ?(.*)$/.exec(facts) ?? [];
    expect(version).toBeDefined();
    expect(statements).toHaveLength(Number(blocks));
    expect(problems.filter((each) => each.message.includes('no statement'))).toHaveLength(statements.length === 0 ? 1 : 0);
    const expected = rest === '' ? [] : rest.split(' / ').map(blockFacts);
    expect(expected).toHaveLength(statements.length);
    for (const [index, fact] of expected.entries()) expectBlock(statements[index], fact, problems);
    const whole = expected.reduce((sum, fact) => sum + fact.reversals, 0);
    expect(whole).toBe(countIn(path, /RvslInd>\s*(?:true|1)\s*</g));
  });

  test('read byte by byte, every small sample gives the very same', () => {
    const small = all.map(({ file }) => join(SAMPLES, 'camt', file)).filter((path) => readFileSync(path).length < 8_000);
    expect(small.length).toBeGreaterThan(10);
    for (const path of small) expect(read(path, 1)).toEqual(read(path, 65_536));
  });
});

function expectBlock(statement: Statement | undefined, fact: BlockFacts, problems: readonly Problem[]): void {
  if (!statement) throw new Error('a statement is missing');
  const { head, entries, foot } = statement;
  expect({
    kind: head.kind,
    entries: foot.entries,
    details: foot.details,
    credits: amount(foot.credits, foot.currency),
    debits: amount(foot.debits, foot.currency),
    currency: fact.entries === 0 || fact.unreadable ? fact.currency : foot.currency,
    // The facts name the first five balances, in file order.
    balances: (foot.balances ?? []).slice(0, 5).map((each) => `${each.type} ${amount(each.minor, each.currency)}`),
  }).toEqual({
    kind: fact.kind,
    entries: fact.entries,
    details: fact.details,
    credits: plain(fact.credits),
    debits: plain(fact.debits),
    currency: fact.currency,
    balances: fact.balances.map(plainBalance),
  });
  const withEntries = new Set(entries.map((each) => each.entry));
  const left = foot.entries - withEntries.size;
  const explained = problems.filter((each) => each.message.includes('not posted')).length;
  expect(left).toBeLessThanOrEqual(explained);
  expect(explained > 0 || !fact.unreadable).toBe(true);
  // "-" stands for an identification the facts' script did not know; counts of entries hold for those that are emitted.
  const emitted = {
    unbooked: new Set(entries.filter((each) => !each.booked).map((each) => each.entry)).size,
    reversed: new Set(entries.filter((each) => each.reversal).map((each) => each.entry)).size,
    moved: entries.reduce((sum, each) => sum + each.minor, 0n),
  };
  expect({ account: head.account, inBalance: foot.inBalance, ...emitted }).toEqual({
    account: fact.account === '-' ? 'CH2801234000123456789' : fact.account,
    inBalance: fact.inBalance === null ? foot.inBalance : fact.inBalance === 'yes',
    ...(left === 0 ? { unbooked: fact.notBooked, reversed: fact.reversals, moved: foot.credits - foot.debits } : emitted),
  });
}

function plainBalance(text: string): string {
  const [type = '', value = ''] = text.split(' ');
  return `${type} ${plain(value)}`;
}
