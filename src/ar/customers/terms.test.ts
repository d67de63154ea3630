import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, daysBetween } from '../../foundation/calendar/day.ts';
import { dueParts, earlyPaymentDiscount, parseTerms, terms, termsMeant } from './terms.ts';

const issuedOn = day('2026-01-31');
const dueOf = (code: string, gross = 100_00n, on = issuedOn) => dueParts(terms(code), { issuedOn: on, gross }).map((part) => [part.dueOn, part.minor]);

describe('terms of payment', () => {
  it.each([
    ['NET30', '2026-03-02'],
    ['net 0', '2026-01-31'],
    ['PREPAID', '2026-01-31'],
    ['DUE', '2026-01-31'],
    ['EOM', '2026-01-31'],
    ['EOM30', '2026-03-02'],
    ['EOM+30', '2026-03-02'],
    ['DAY15', '2026-02-15'],
    ['DAY31', '2026-02-28'],
    ['DAY15+2', '2026-03-15'],
    ['DAY10+0', '2026-01-10'],
    ['2/10NET30', '2026-03-02'],
    ['2 / 10 net 30', '2026-03-02'],
  ])('%s is due on %s for an invoice of 2026-01-31', (code, due) => {
    expect(dueOf(code)).toEqual([[due, 100_00n]]);
  });

  it.each([
    '',
    'NET',
    'NET-1',
    'NET1000',
    'DAY0',
    'DAY32',
    '0/10NET30',
    '100/10NET30',
    '2/10EOM',
    '50%@30',
    '50%@30+60%@60',
    '0%@1+100%@2',
    '50%@30+',
    'NET30 net 60',
    'thirty',
  ])('"%s" is no terms code', (code) => {
    expect(parseTerms(code)).toBeNull();
    expect(() => terms(code)).toThrow(expect.objectContaining({ code: 'terms.unknown' }));
  });

  it('are read again from their own code, as they were', () => {
    for (const code of ['NET30', '2/10NET30', 'EOM+5', 'DAY15+2', '40%@30+30%@60+30%@90']) expect(parseTerms(terms(code).code)).toEqual(terms(code));
  });

  it('are understood as other programs write them', () => {
    const of = (text: string) => termsMeant(text)?.code ?? null;
    expect(['30 Tage', '30 Tage netto', 'netto 30', 'Net 30 days', '30'].map(of)).toEqual(Array(5).fill('NET30'));
    expect(['2 % 10 Tage, 30 Tage netto', '2% Skonto 10 Tage 30 Tage', '2/10NET30'].map(of)).toEqual(Array(3).fill('2/10NET30'));
    expect([of('sofort fällig'), of('Due on receipt'), of('EOM30'), of('soon'), of('30 Euro')]).toEqual(['DUE', 'DUE', 'EOM30', null, null]);
  });

  it('in instalments split an amount exactly, the rounding rest last', () => {
    expect(dueOf('33.33%@30+33.33%@60+33.34%@90', 100_00n)).toEqual([
      ['2026-03-02', 33_33n],
      ['2026-04-01', 33_33n],
      ['2026-05-01', 33_34n],
    ]);
    expect(dueOf('50%@30+50%@60', 1n)).toEqual([['2026-03-02', 1n]]);
    expect(dueOf('25%@1+25%@2+25%@3+25%@4', 2n).map(([, minor]) => minor)).toEqual([1n, 1n]);
  });

  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 8 }).map((points) => {
    const at = [0, ...points.toSorted((a, b) => a - b), 10_000];
    return at.slice(1).map((to, index) => to - (at[index] as number));
  });

  it('in instalments never make a part of nothing or less, and lose nothing', () => {
    fc.assert(
      fc.property(cuts, fc.bigInt({ min: 1n, max: 10n ** 12n }), (parts, gross) => {
        const code = parts.map((points, index) => `${Math.trunc(points / 100)}.${String(points % 100).padStart(2, '0')}%@${(index + 1) * 30}`).join('+');
        const due = dueParts(terms(code), { issuedOn, gross });
        expect(due.every((part) => part.minor > 0n)).toBe(true);
        expect(due.reduce((sum, part) => sum + part.minor, 0n)).toBe(gross);
        expect(due.map((part) => part.dueOn)).toEqual(due.map((part) => part.dueOn).toSorted());
      }),
    );
  });

  it('of any number of net days count calendar days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 2_000 }), (net, offset) => {
        const on = addDays(issuedOn, offset);
        const [part] = dueParts(terms(`NET${net}`), { issuedOn: on, gross: 1n });
        expect(part && daysBetween(on, part.dueOn)).toBe(net);
      }),
    );
  });
});

describe('an early-payment discount', () => {
  it('of 2/10 on 1,200.00 is 24.00 until day ten, grace added', () => {
    expect(earlyPaymentDiscount(terms('2/10NET30'), { issuedOn, gross: 120_000n })).toEqual({ untilOn: '2026-02-10', minor: 2_400n });
    expect(earlyPaymentDiscount(terms('2/10NET30'), { issuedOn, gross: 120_000n }, 3)?.untilOn).toBe('2026-02-13');
    expect(earlyPaymentDiscount(terms('2.25/10NET30'), { issuedOn, gross: 1_000n })?.minor).toBe(23n);
  });

  it('is none without one, or when it rounds to nothing', () => {
    expect(earlyPaymentDiscount(terms('NET30'), { issuedOn, gross: 120_000n })).toBeNull();
    expect(earlyPaymentDiscount(terms('2/10NET30'), { issuedOn, gross: 24n })).toBeNull();
  });
});
