import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

describe('a CSV record', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['@cmd', "'@cmd"],
    ['-12.50', '-12.50'],
    ['+49 30 1', "'+49 30 1"],
    // A spreadsheet with the semicolon as list separator begins a cell there.
    ['Foo;=1+1', "Foo;'=1+1"],
    ['1;-5', '1;-5'],
    ['Foo; Bar', 'Foo; Bar'],
  ])('holds no formula: %s', (text, written) => {
    expect(csvLine(['a', text])).toBe(`a,${written}\r\n`);
  });

  it('quotes what would end a cell or a record', () => {
    expect(csvLine(['a,b', 'say "so"', 'two\nlines', ' x'])).toBe('"a,b","say ""so""","two\nlines"," x"\r\n');
  });
});
