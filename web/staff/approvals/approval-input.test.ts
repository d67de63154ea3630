import { describe, expect, it } from 'vitest';
import { inputRows, nameInWords } from './approval-input.ts';

describe('the input of an approval as a table', () => {
  it('names are words', () => {
    expect(['runId', 'customer_ids', 'postedOn', 'reason'].map(nameInWords)).toEqual(['Run id', 'Customer ids', 'Posted on', 'Reason']);
  });

  it('what is nested stands by its path, lists of plain values in one line, nothing as a dash', () => {
    expect(
      inputRows({
        amount: '12.50',
        lines: [
          { creditId: 'a', parts: [1, 2] },
          { creditId: 'b', parts: [] },
        ],
        note: '',
        to: null,
        dryRun: false,
      }),
    ).toEqual([
      { name: 'Amount', value: '12.50' },
      { name: 'Lines › 1 › Credit id', value: 'a' },
      { name: 'Lines › 1 › Parts', value: '1, 2' },
      { name: 'Lines › 2 › Credit id', value: 'b' },
      { name: 'Lines › 2 › Parts', value: '–' },
      { name: 'Note', value: '–' },
      { name: 'To', value: '–' },
      { name: 'Dry run', value: 'false' },
    ]);
    expect(inputRows('plain')).toEqual([{ name: '', value: 'plain' }]);
  });
});
