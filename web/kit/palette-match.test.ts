import { describe, expect, it } from 'vitest';
import { matching } from './palette-match.ts';

const items = [
  { label: 'Open invoices' },
  { label: 'Invoices' },
  { label: 'Create invoice', keywords: 'Rechnung anlegen' },
  { label: 'Müller Pharma SE', hint: 'K-1001' },
  { label: 'Settings' },
];
const found = (typed: string): readonly string[] => matching(items, typed).map(({ label }) => label);

describe('the palette', () => {
  it('shows everything in its order while nothing is typed', () => {
    expect(found('  ')).toEqual(items.map(({ label }) => label));
  });

  it('puts first what starts so, then what has such a word', () => {
    expect(found('inv')).toEqual(['Invoices', 'Open invoices', 'Create invoice']);
  });

  it('finds by other words, by the hint and without accents', () => {
    expect(found('rechnung')).toEqual(['Create invoice']);
    expect(found('k-1001')).toEqual(['Müller Pharma SE']);
    expect(found('muller')).toEqual(['Müller Pharma SE']);
  });

  it('wants every word', () => {
    expect(found('inv open')).toEqual(['Open invoices']);
    expect(found('inv closed')).toEqual([]);
  });
});
