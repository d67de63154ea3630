import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';

const FIELDS = ['number', 'name', 'amount'];

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

type Read = { readonly rows: readonly DelimitedRow[]; readonly problems: readonly Problem[] };

async function read(content: string | Uint8Array, profile: Partial<Profile> = {}, size = 7): Promise<Read> {
  const rows: DelimitedRow[] = [];
  const problems: Problem[] = [];
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const options = { profile: { ...PLAIN_PROFILE, ...profile }, fields: FIELDS, required: [['number', 'name']] };
  for await (const batch of readDelimited(pieces(bytes, size), options)) {
    rows.push(...batch.rows);
    problems.push(...batch.problems);
  }
  return { rows, problems };
}

async function refusalOf(content: string | Uint8Array, profile: Partial<Profile> = {}, size = 7): Promise<Refusal> {
  try {
    await read(content, profile, size);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('delimited files', () => {
  test('rows carry the line on which they begin, whatever the line ends', async () => {
    const lines = ['number,name', '1,"two', 'lines"', '', '2,b', '3,c'];
    for (const end of ['\n', '\r\n', '\r']) {
      const { rows, problems } = await read(lines.join(end));
      expect(rows.map((row) => row.line)).toEqual([2, 5, 6]);
      expect(rows[0]?.values).toEqual({ number: '1', name: 'two\nlines' });
      expect(problems).toEqual([]);
    }
  });

  test('column names are compared trimmed, in any case and without a byte order mark', async () => {
    const { rows } = await read('\uFEFF Invoice No ;NAME\n 7 ; x \n', { delimiter: ';', columns: { number: 'invoice no', name: 'Name' } });
    expect(rows).toEqual([{ line: 2, values: { number: '7', name: 'x' }, firstCell: '7' }]);
  });

  test('a constant fills absent columns and empty cells only', async () => {
    const { rows } = await read('number,amount\n1,\n2,5\n', { constants: { amount: '9', name: 'n' } });
    expect(rows.map((row) => row.values)).toEqual([
      { number: '1', name: 'n', amount: '9' },
      { number: '2', name: 'n', amount: '5' },
    ]);
  });

  test('lines before the header are skipped and still counted', async () => {
    const { rows } = await read('a "stray\n\nnumber\n7\n', { skipLines: 2 });
    expect(rows.map((row) => [row.line, row.values['number']])).toEqual([[4, '7']]);
  });

  test('a spreadsheet hint about the delimiter is not the header', async () => {
    expect((await read('sep=;\nnumber;name\n1;a\n', { delimiter: ';' })).rows).toHaveLength(1);
  });

  test('trailing empty cells are tolerated, further values are a problem and the row is left out', async () => {
    const { rows, problems } = await read('number,name\n1,a,,\n2,b,c\n3\n');
    expect(rows.map((row) => row.values['number'])).toEqual(['1', '3']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.where).toBe('line 3');
  });

  test('without a profile an unknown column is reported with the nearest field', async () => {
    const { problems } = await read('number,Nam,colour\n1,a,red\n');
    expect(problems.map((problem) => problem.where)).toEqual(['line 1, column Nam', 'line 1, column colour']);
    expect(problems[0]?.message).toContain('"name"');
  });

  test('with a profile further columns are ignored silently', async () => {
    expect((await read('No,colour\n1,red\n', { columns: { number: 'No' } })).problems).toEqual([]);
  });

  test('quotes can be ordinary characters', async () => {
    const { rows } = await read('number\tname\n1\t5" pipe\n', { delimiter: '\t', quoting: 'none' });
    expect(rows[0]?.values['name']).toBe('5" pipe');
  });

  test('characters outside the basic plane survive pieces of every size and every place of a cut', async () => {
    for (const size of [1_009, 1_000_000]) {
      for (const shift of ['', 'x', 'xx', 'xxx']) {
        const name = shift + '😀é€'.repeat(40_000);
        const { rows } = await read(`number,name\n1,${name}\n`, {}, size);
        expect(rows[0]?.values['name'] === name).toBe(true);
      }
    }
  });

  test('what was written comes back, cell by cell', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ';', 'ü', '😀', ' ', '1'), maxLength: 8 }).map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), async (records, size) => {
        const written = records.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const { rows, problems } = await read(['number,name', ...written].join('\n'), {}, size);
        expect(rows.map((row) => [row.values['number'], row.values['name']])).toEqual(records);
        expect(problems).toEqual([]);
      }),
    );
  });

  test('any bytes are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        const content = Buffer.concat([Buffer.from('number,name\n'), bytes]);
        await read(content, {}, size).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
      }),
      { numRuns: 300 },
    );
  });
});

describe('encodings', () => {
  const text = 'number,name\n1,Müller & Söhne €\n';

  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15'])('%s is decoded as the profile says', async (encoding) => {
    for (const size of [1, 2, 3, 1000]) {
      const { rows } = await read(iconv.encode(text, encoding), { encoding }, size);
      expect(rows[0]?.values['name']).toBe('Müller & Söhne €');
    }
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'])('a byte order mark of %s wins over the profile', async (encoding) => {
    const { rows } = await read(iconv.encode(`\uFEFF${text}`, encoding), { encoding: 'windows-1252' }, 1);
    expect(rows[0]?.values['name']).toBe('Müller & Söhne €');
  });

  test('bytes that are not in the encoding are refused with their line', async () => {
    const bytes = iconv.encode('number,name\r\n1,a\r\n2,Müller\r\n3,c\r\n', 'windows-1252');
    for (const size of [1, 5, 1000]) {
      const refusal = await refusalOf(bytes, {}, size);
      expect(refusal.code).toBe('file.encoding_invalid');
      expect(refusal.message).toContain('Line 3 ');
    }
    const undefinedInTable = Buffer.from([...Buffer.from('number\n1\n'), 0x81, 0x0a]);
    expect((await refusalOf(undefinedInTable, { encoding: 'windows-1252' })).message).toContain('Line 3 ');
  });

  test('the line is right when a good character lies across two pieces', async () => {
    const refusal = await refusalOf(Buffer.concat([Buffer.from('number\n1ü\n2\n3'), Buffer.from([0xff])]), {}, 9);
    expect(refusal.message).toContain('Line 4 ');
  });

  test('a character cut off at the end of the file is refused', async () => {
    expect((await refusalOf(Buffer.from('number\n1\u00fc').subarray(0, -1))).code).toBe('file.encoding_invalid');
  });
});

describe('files that are refused whole', () => {
  test.each([
    ['a quote never closed', 'number,name\n1,a\n2,"b\n3,c\n', 'file.quote_not_closed', 'line 3'],
    ['a quote closed by the next quoted value', 'number,name\n1,"a\n2,"b"\n', 'file.quote_not_closed', 'line 2'],
    ['text behind a closing quote', 'number,name\n1,"a"b\n', 'file.quote_misplaced', 'Line 2'],
    ['a quote inside a bare value', 'number,name\n1,a\n2,5" pipe\n', 'file.quote_misplaced', 'Line 3'],
    ['NUL bytes', 'number,name\n1,a\n2,\0\n', 'file.nul_byte', 'Line 3'],
    ['nothing', '', 'file.empty', 'no header'],
    ['blank lines only', '\n\r\n  \n', 'file.empty', 'no header'],
    ['too many columns', `${'a,'.repeat(2000)}\n`, 'file.too_many_columns', 'Line 1'],
    ['a column twice', 'number,name,Number\n', 'file.column_ambiguous', 'number'],
    ['no required column', 'colour,size\n', 'file.column_missing', '"colour", "size"'],
  ])('%s', async (_, content, code, part) => {
    const refusal = await refusalOf(content);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(part);
  });

  test('a column that the profile names and the file lacks, with the header found', async () => {
    const refusal = await refusalOf('No;Name\n1;a\n', { delimiter: ';', columns: { number: 'Nummer' } });
    expect(refusal.code).toBe('file.column_missing');
    expect(refusal.message).toContain('"Nummer"');
    expect(refusal.message).toContain('"No", "Name"');
  });

  test('a value beyond the size limit names the line where its quote opens', async () => {
    const refusal = await refusalOf(`number,name\n1,"a\n${'2,b\n'.repeat(400_000)}`, {}, 65_536);
    expect(refusal.code).toBe('file.quote_not_closed');
    expect(refusal.message).toContain('line 2');
    expect((await refusalOf(`number\n${'x'.repeat(1_100_000)}\n`, {}, 65_536)).code).toBe('file.record_too_large');
  });
});
