import { beforeAll, describe, expect, it } from 'vitest';
import type * as Forms from './draft-form.ts';
import type { DraftForm, LineForm } from './draft-form.ts';

let forms: typeof Forms;

beforeAll(async () => {
  // The words ask the page for its language when they are loaded.
  const had = 'document' in globalThis;
  if (!had) Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  forms = await import('./draft-form.ts');
  if (!had) Reflect.deleteProperty(globalThis, 'document');
});

const blank: LineForm = { key: '2', text: '', quantity: '1', unitPrice: '', taxRate: '19' };
const line: LineForm = { key: '1', text: 'Scaffolding', quantity: '2,5', unitPrice: '40', taxRate: '19 %' };
const form: DraftForm = {
  customer: { value: 'c', title: 'Kessin Bau KG' },
  issuedOn: null,
  suppliedOn: null,
  terms: '',
  customerReference: '',
  pricesIncludeTax: false,
  lines: [line, blank],
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
    expect(forms.problemsOf({ ...line, ...part })).toMatchObject(problems);
  });
});

describe('a form that is no draft yet', () => {
  it('names the first thing that is missing, by the line as it is counted on the screen', () => {
    expect(forms.unfinishedOf(form)).toBeNull();
    expect(forms.draftEntryOf(form)).toMatchObject({ customerId: 'c', lines: [{ quantity: '2.5', unitPrice: '40', taxRate: '19' }] });
    expect(forms.unfinishedOf({ ...form, customer: null })).toEqual({ what: 'customer' });
    expect(forms.unfinishedOf({ ...form, lines: [blank] })).toEqual({ what: 'lines' });
    expect(forms.unfinishedOf({ ...form, customer: null, lines: [blank] })).toEqual({ what: 'everything' });
    const bad = { ...form, lines: [blank, { ...line, quantity: 'abc' }] };
    expect(forms.unfinishedOf(bad)).toEqual({ what: 'line', place: 2, field: 'quantity', problem: 'numberUnread' });
    expect(forms.draftEntryOf(bad)).toBeNull();
  });
});
