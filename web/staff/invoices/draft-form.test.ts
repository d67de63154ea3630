import { describe, expect, it } from 'vitest';
import { draftEntryOf, emptyLine, problemsOf, unfinishedOf, type DraftForm, type LineForm } from './draft-form.ts';

const line: LineForm = { key: '1', text: 'Scaffolding', quantity: '2,5', unitPrice: '40', taxRate: '19 %' };
const form: DraftForm = {
  customer: { value: 'c', title: 'Kessin Bau KG' },
  issuedOn: null,
  suppliedOn: null,
  terms: '',
  customerReference: '',
  pricesIncludeTax: false,
  lines: [line, emptyLine('2', '19')],
  kept: null,
};

describe('a line of a draft', () => {
  it.each([
    [{}, { text: null, quantity: null, unitPrice: null, taxRate: null }],
    [
      { quantity: 'abc', unitPrice: 'xx', taxRate: '190' },
      { quantity: 'numberUnread', unitPrice: 'numberUnread', taxRate: 'rateUnread' },
    ],
    [
      { text: ' ', quantity: '', unitPrice: '' },
      { text: 'textMissing', quantity: 'quantityMissing', unitPrice: 'priceMissing' },
    ],
    [
      { quantity: '0.1234567', unitPrice: '1234567890123' },
      { quantity: 'numberTooLong', unitPrice: 'numberTooLong' },
    ],
    [{ taxRate: '-1' }, { taxRate: 'rateUnread' }],
    [{ taxRate: '' }, { taxRate: null }],
  ] as const)('%j has these problems', (part, problems) => {
    expect(problemsOf({ ...line, ...part })).toMatchObject(problems);
  });
});

describe('a form that is no draft yet', () => {
  it('names the first thing that is missing, by the line as it is counted on the screen', () => {
    expect(unfinishedOf(form)).toBeNull();
    expect(draftEntryOf(form)).toMatchObject({ customerId: 'c', lines: [{ quantity: '2.5', unitPrice: '40', taxRate: '19' }] });
    expect(unfinishedOf({ ...form, customer: null })).toEqual({ what: 'customer' });
    expect(unfinishedOf({ ...form, lines: [emptyLine('1', '19')] })).toEqual({ what: 'lines' });
    expect(unfinishedOf({ ...form, customer: null, lines: [emptyLine('1', '19')] })).toEqual({ what: 'everything' });
    const bad = { ...form, lines: [emptyLine('2', '19'), { ...line, quantity: 'abc' }] };
    expect(unfinishedOf(bad)).toEqual({ what: 'line', place: 2, field: 'quantity', problem: 'numberUnread' });
    expect(draftEntryOf(bad)).toBeNull();
  });
});
