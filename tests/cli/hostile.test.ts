import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { camtText } from '../support/camt-text.ts';
import { expectNothing, expectRefused, type ImportedFile } from './bank-books.ts';
import { heldPlace, type HeldPlace } from './held-place.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../shared/samples/hostile');
/** EDI, NACHA and their kin are not read as bank files; they must still be refused with a sentence. */
const HOSTILE = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name !== 'README.md') : [];

/** Read, with each unusable line as a problem in its place. */
const REPORTED = ['camt-nan-amounts.xml', 'camt-negative-amount.xml', 'mt940-oversized-amount.sta'];

let place: HeldPlace;

beforeAll(async () => {
  place = await heldPlace();
  await place.company('Hostile');
});

afterAll(() => place.close());

const GOOD = camtText({ reference: 'S-1', lines: [{ minor: 100n, bookedOn: '2026-03-02', text: 'good' }] });

/** Own files of every kind of trouble; each is refused as a whole. */
const REFUSED: readonly (readonly [name: string, content: () => string | Uint8Array, code: RegExp, sentence: RegExp])[] = [
  ['empty.xml', () => '', /^file\.empty$/, /empty/],
  ['bom-only.xml', () => Buffer.from([0xef, 0xbb, 0xbf]), /^file\./, /./],
  ['cut.xml', () => GOOD.slice(0, -20), /^file\.truncated$/, /a part is missing/],
  ['cut-in-tag.xml', () => GOOD.slice(0, GOOD.indexOf('<Amt Ccy="EUR">1.00') + 8), /^file\.truncated$/, /a part is missing/],
  [
    'bomb.xml',
    () => GOOD.replace('?>', '?><!DOCTYPE D [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>').replace('good', '&b;'),
    /^file\.doctype$/,
    /DOCTYPE, line 1/,
  ],
  ['outside.xml', () => GOOD.replace('?>', '?><!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace('good', '&x;'), /^file\.doctype$/, /DOCTYPE/],
  ['nul.xml', () => GOOD.replace('good', '&#0;'), /^file\.not_well_formed$/, /line 1, column \d+/],
  ['control.xml', () => GOOD.replace('good', 'a\u0001b'), /^file\.not_well_formed$/, /line 1, column \d+/],
  ['latin1.xml', () => Buffer.from(GOOD.replace('good', 'Müller'), 'latin1'), /^file\.encoding$/, /encod|UTF-8/i],
  ['deep.xml', () => GOOD.replace('good', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`), /^file\.too_deep$/, /levels deep/],
  ['long-text.xml', () => GOOD.replace('good', 'x'.repeat(3_000_000)), /^file\.too_large$/, /./],
  ['other.xml', () => '<?xml version="1.0"?><Document xmlns="urn:example"><Nothing/></Document>', /^file\./, /./],
  ['no-statement.xml', () => GOOD.replace(/<Stmt>.*<\/Stmt>/s, ''), /^file\.no_statement$/, /holds no statement/],
  ['noise.bin', () => Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256)), /^file\./, /./],
  ['zip.xlsx', () => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2_000)]), /^file\.format_unsupported$/, /Excel workbook/],
  ['two-statements.xml', () => GOOD.replace(/<Stmt>.*<\/Stmt>/s, (stmt) => stmt + stmt), /^statement\.already_imported$/, /stands twice/],
  ['words.csv', () => 'Dear bank,\nplease send the statement.\n', /^file\./, /./],
];

describe('own hostile bank files', { timeout: 120_000 }, () => {
  it.each(REFUSED)('%s is refused with a sentence, and nothing of it is kept', async (name, content, code, sentence) => {
    const file = place.file(name, content());
    const answer = await place.run('import', 'statement', file, '--json');
    expectRefused(answer, code);
    expect(answer.err).toMatch(sentence);
    await expectNothing(place, 'hostile');
    const dry = await place.run('import', 'statement', file, '--dry-run', '--json');
    // What only the books know (statement.*) a dry run of a bank file cannot say.
    if (name !== 'two-statements.xml') expectRefused(dry, code);
  });
});

describe('hostile samples', { timeout: 120_000 }, () => {
  it.skipIf(HOSTILE.length === 0)(`are there (${HOSTILE.length} files)`, () => {
    expect(HOSTILE.length).toBeGreaterThan(10);
  });

  it.each(HOSTILE.filter((name) => !REPORTED.includes(name)))('%s is refused, and nothing of it is kept', async (name) => {
    const file = path.join(SAMPLES, name);
    for (const options of [[], ['--dry-run'], ['--strict']]) {
      const answer = await place.run('import', 'statement', file, ...options, '--json');
      expectRefused(answer, /^(file|csv|import)\./);
    }
    await expectNothing(place, 'hostile');
  });

  it.runIf(HOSTILE.includes('camt-nan-amounts.xml'))('unusable amounts are four problems with their places; the good entry is taken', async () => {
    const file = path.join(SAMPLES, 'camt-nan-amounts.xml');
    const company = await place.company('Nan');
    const dry = await place.run('import', 'statement', file, '--company', company, '--dry-run', '--json');
    expect({ exit: dry.exit, problems: (dry.json as ImportedFile).problems.length }).toEqual({ exit: 3, problems: 4 });
    await expectNothing(place, company);
    const strict = await place.run('import', 'statement', file, '--company', company, '--strict', '--json');
    expectRefused(strict, /^import\.strict$/);
    await expectNothing(place, company);
    const answer = await place.run('import', 'statement', file, '--company', company, '--json');
    const { lines, problems } = answer.json as ImportedFile;
    expect({ exit: answer.exit, lines, problems: problems.length }).toEqual({ exit: 3, lines: 1, problems: 4 });
    expect(new Set(problems.map((problem) => problem.where)).size).toBe(4);
    expect((await place.run('verify', '--company', company, '--json')).json).toMatchObject({ ok: true });
  });

  it.runIf(HOSTILE.includes('camt-negative-amount.xml'))('a negative amount is a problem with its place and is not posted', async () => {
    const company = await place.company('Negative');
    const answer = await place.run('import', 'statement', path.join(SAMPLES, 'camt-negative-amount.xml'), '--company', company, '--json');
    expect(answer.exit).toBe(3);
    const { problems } = answer.json as ImportedFile;
    expect(problems.some((problem) => /entry|Ntry/i.test(problem.where) && /negative|amount/i.test(problem.message))).toBe(true);
    expect((await place.run('verify', '--company', company, '--json')).json).toMatchObject({ ok: true });
  });

  it.runIf(HOSTILE.includes('mt940-oversized-amount.sta'))(
    'an amount beyond every book is a problem with its line, the balances say so, and nothing is posted',
    async () => {
      const company = await place.company('Oversized');
      const answer = await place.run('import', 'statement', path.join(SAMPLES, 'mt940-oversized-amount.sta'), '--company', company, '--json');
      const { lines, problems } = answer.json as ImportedFile;
      expect({ exit: answer.exit, lines }).toEqual({ exit: 3, lines: 0 });
      expect(problems.map(({ where }) => where)).toEqual(['line 6', 'statement X']);
      expect((await place.run('verify', '--company', company, '--json')).json).toMatchObject({ ok: true });
    },
  );
});
