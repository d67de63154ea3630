import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '../calendar/day.ts';
import { arrayLiteral, copyLines, insertRows, insertStatement } from './insert-rows.ts';
import { APPEND_ONLY, defineTable } from './table.ts';
import type { Tx } from './tx.ts';

const thing = defineTable(
  'thing',
  {
    company_id: 'uuid',
    name: 'text',
    minor: 'bigint?',
    on_day: 'date',
    at: 'timestamptz',
    content: 'jsonb?',
    bytes: 'bytea',
    refs: 'text[]',
    paid: 'boolean',
    rate: 'numeric?',
  },
  { writes: APPEND_ONLY },
);

const row = {
  company_id: '019ab0ab-0200-7000-8000-000000000000',
  name: 'Müller "&" Söhne\\',
  minor: -12_345_678_901_234_567n,
  on_day: day('2026-02-28'),
  at: new Date('2026-02-28T12:30:00.250Z'),
  content: { open: 5n, text: 'a"b' },
  bytes: new Uint8Array([0, 255, 16]),
  refs: ['RE-1', 'a,b', '"', ''],
  paid: true,
  rate: '1.2500000000',
};

/** Reads a one-dimensional Postgres array as its manual describes it (8.15.6), independent of the code under test. */
function readArray(literal: string): (string | null)[] {
  const values: (string | null)[] = [];
  let at = 1;
  while (literal[at] !== '}') {
    if (literal[at] === ',') at++;
    if (literal[at] === '"') {
      let text = '';
      for (at++; literal[at] !== '"'; at++) {
        if (literal[at] === '\\') at++;
        text += literal[at];
      }
      at++;
      values.push(text);
    } else {
      const end = /[,}]/.exec(literal.slice(at))?.index ?? 0;
      const bare = literal.slice(at, at + end);
      values.push(bare === 'NULL' ? null : bare);
      at += end;
    }
  }
  return values;
}

/** Reads a line of COPY's text format (manual of COPY, "Text Format"). */
function readCopyLine(line: string): (string | null)[] {
  const unescaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  return line.split('\t').map((field) => (field === '\\N' ? null : field.replace(/\\(.)/g, (_, c: string) => unescaped[c] ?? c)));
}

// The zero byte is no character of Postgres text; surrogates alone are no characters at all.
const someText = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\0', ''));
const nastyText = fc.oneof(someText, fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ',', 'N', '\n', '\r', '\t', ' ', 'ü', '\\N', 'NULL') }));

describe('array literals', () => {
  it('are the text form of Postgres arrays', () => {
    expect(arrayLiteral('bigint', [1n, null, -3n])).toBe('{1,NULL,-3}');
    expect(arrayLiteral('text', ['a', null, 'NULL', ''])).toBe('{"a",NULL,"NULL",""}');
    expect(arrayLiteral('boolean', [true, false])).toBe('{true,false}');
    expect(arrayLiteral('date', [day('2026-01-31')])).toBe('{2026-01-31}');
    expect(arrayLiteral('timestamptz', [new Date(0)])).toBe('{"1970-01-01T00:00:00.000Z"}');
    expect(arrayLiteral('bytea', [new Uint8Array([1, 171])])).toBe('{"\\\\x01ab"}');
    expect(arrayLiteral('jsonb', [{ minor: 10n }])).toBe('{"{\\"minor\\":\\"10\\"}"}');
    expect(arrayLiteral('int', [])).toBe('{}');
  });

  it('carry any text unharmed, the word NULL included', () => {
    fc.assert(
      fc.property(fc.array(fc.option(nastyText)), (texts) => {
        expect(readArray(arrayLiteral('text', texts))).toEqual(texts);
      }),
    );
  });

  it('carry arrays of texts inside', () => {
    fc.assert(
      fc.property(fc.array(fc.array(nastyText)), (lists) => {
        const outer = readArray(arrayLiteral('text[]', lists));
        expect(outer.map((inner) => readArray(inner ?? '{}'))).toEqual(lists);
      }),
    );
  });
});

describe('inserting rows', () => {
  it('is one statement with one array a column', () => {
    expect(insertStatement(defineTable('pair', { company_id: 'uuid', content: 'jsonb', note: 'text?' }, { writes: APPEND_ONLY }))).toBe(
      'insert into pair (company_id, content, note) select c0, c1::jsonb, c2 from unnest($1::uuid[], $2::text[], $3::text[]) as rows (c0, c1, c2)',
    );
  });

  it('sends nothing for no rows, and all rows at once', async () => {
    const sent: { text: string; values: readonly unknown[] }[] = [];
    const tx = {
      runText: (text: string, values: readonly unknown[] = []) => {
        sent.push({ text, values });
        return Promise.resolve(2);
      },
    } as Partial<Tx> as Tx;
    expect(await insertRows(tx, thing, [])).toBe(0);
    expect(sent).toEqual([]);
    expect(await insertRows(tx, thing, [row, { ...row, minor: null, content: null }], 'on conflict do nothing')).toBe(2);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text.endsWith(' on conflict do nothing')).toBe(true);
    expect(sent[0]?.values[2]).toBe('{-12345678901234567,NULL}');
    expect(sent[0]?.values).toHaveLength(Object.keys(thing.columns).length);
  });
});

describe('lines for COPY', () => {
  it('hold the columns in the order of the table', () => {
    expect(copyLines(thing, [row])).toBe(
      [
        '019ab0ab-0200-7000-8000-000000000000',
        'Müller "&" Söhne\\\\',
        '-12345678901234567',
        '2026-02-28',
        '2026-02-28T12:30:00.250Z',
        '{"open":"5","text":"a\\\\"b"}',
        '\\\\x00ff10',
        '{"RE-1","a,b","\\\\"",""}',
        'true',
        '1.2500000000\n',
      ].join('\t'),
    );
  });

  it('a null and the text of a null are told apart', () => {
    const note = defineTable('note', { company_id: 'uuid', text: 'text?' }, { writes: APPEND_ONLY });
    expect(copyLines(note, [{ company_id: 'c', text: null }])).toBe('c\t\\N\n');
    expect(copyLines(note, [{ company_id: 'c', text: '\\N' }])).toBe('c\t\\\\N\n');
  });

  it('carry any text unharmed, one line a row', () => {
    const note = defineTable('note', { company_id: 'uuid', text: 'text?', refs: 'text[]' }, { writes: APPEND_ONLY });
    fc.assert(
      fc.property(fc.array(fc.record({ company_id: fc.constant('c'), text: fc.option(nastyText), refs: fc.array(nastyText) })), (rows) => {
        const lines = copyLines(note, rows).split('\n');
        expect(lines.pop()).toBe('');
        const read = lines.map((line) => readCopyLine(line)).map(([id, text, refs]) => ({ company_id: id, text, refs: readArray(refs ?? '{}') }));
        expect(read).toEqual(rows);
      }),
    );
  });
});
