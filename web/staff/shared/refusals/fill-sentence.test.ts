import { describe, expect, it } from 'vitest';
import { fillSentence, placesOf, type Format } from './fill-sentence.ts';

const FORMATS: Readonly<Record<string, Format>> = {
  text: (value) => (typeof value === 'string' && value !== '' ? value : null),
  count: (value) => (typeof value === 'number' ? `#${value}` : null),
  money: (value, currency) => (typeof value === 'string' && typeof currency === 'string' ? `${value} ${currency}` : null),
};
const fill = (sentence: Parameters<typeof fillSentence>[0], figures: Record<string, unknown>): string | null => fillSentence(sentence, figures, FORMATS);

describe('a sentence with figures', () => {
  it('is filled in its formats, and an amount with the currency beside it', () => {
    expect(fill('{number}: {open:money:currency} in {lines:count}', { number: 'R-1', open: '5.00', currency: 'EUR', lines: 2 })).toBe('R-1: 5.00 EUR in #2');
    expect(placesOf('{number}: {open:money:currency}')).toEqual([
      { figure: 'number', format: 'text', beside: null },
      { figure: 'open', format: 'money', beside: 'currency' },
    ]);
  });

  it('gives way to a plainer one when a figure is missing or not what it should be', () => {
    const sentence = ['{open:money:currency} of {lines:count}', '{lines:count}', 'plain'] as const;
    expect(fill(sentence, { open: '5.00', currency: 'EUR', lines: 2 })).toBe('5.00 EUR of #2');
    expect(fill(sentence, { open: '5.00', lines: 2 })).toBe('#2');
    expect(fill(sentence, { lines: 'two' })).toBe('plain');
    expect(fill('{never}', {})).toBeNull();
  });

  it('can be for some values alone', () => {
    const sentence = [{ where: { kind: 'a', of: 'b' }, say: 'a of b' }, { where: { kind: 'a' }, say: 'a' }, 'other'] as const;
    expect([{ kind: 'a', of: 'b' }, { kind: 'a' }, { of: 'b' }, {}].map((figures) => fill(sentence, figures))).toEqual(['a of b', 'a', 'other', 'other']);
  });

  it('takes a figure as text, whatever stands in it', () => {
    expect(fill('„{name}“', { name: '{lines:count} $& <b>', lines: 1 })).toBe('„{lines:count} $& <b>“');
  });
});
