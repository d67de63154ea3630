import { describe, expect, it } from 'vitest';
import { day } from '../foundation/calendar/day.ts';
import { currency } from '../foundation/money/currency.ts';
import { amountText, dayText, inFours, moneyText, percentText, priceText, quantityText } from './written-figures.ts';

const EUR = currency('EUR');

describe('figures on paper', () => {
  it('are grouped and pointed as the language does', () => {
    expect(moneyText(123_456n, EUR, 'en')).toBe('€1,234.56');
    expect(moneyText(123_456n, EUR, 'de')).toBe('1.234,56\u00a0€');
    expect(moneyText(-5n, EUR, 'de')).toBe('-0,05\u00a0€');
    expect(amountText(-123_456_789n, EUR, 'de')).toBe('-1.234.567,89');
    expect(amountText(99_999n, EUR, 'en')).toBe('999.99');
  });

  it('are exact beyond what floating point holds', () => {
    expect(moneyText(999_999_999_999_999_999n, EUR, 'en')).toBe('€9,999,999,999,999,999.99');
    expect(amountText(999_999_999_999_999_999n, EUR, 'de')).toBe('9.999.999.999.999.999,99');
  });

  it('have the decimals of their currency', () => {
    expect(moneyText(1_234n, currency('JPY'), 'en')).toBe('¥1,234');
    expect(amountText(1_234_567n, currency('KWD'), 'en')).toBe('1,234.567');
    expect(moneyText(1_234_567n, currency('KWD'), 'de')).toBe('1.234,567\u00a0KWD');
  });

  it('leave out zeros that say nothing, but not the cents of a price', () => {
    expect(quantityText('2.500000', 'de')).toBe('2,5');
    expect(quantityText('1000', 'en')).toBe('1,000');
    expect(priceText('120', EUR, 'en')).toBe('120.00');
    expect(priceText('0.012300', EUR, 'de')).toBe('0,0123');
    expect(priceText('-1200.500000', EUR, 'de')).toBe('-1.200,50');
    expect(percentText('19.0000', 'de')).toBe('19\u00a0%');
    expect(percentText('5.5', 'en')).toBe('5.5%');
  });

  it('days and references read as people read them', () => {
    expect(dayText(day('2026-11-03'), 'en')).toBe('3\u00a0Nov\u00a02026');
    expect(dayText(day('2026-11-03'), 'de')).toBe('03.11.2026');
    expect(inFours('RF18 5390 07547034')).toBe('RF18\u00a05390\u00a00754\u00a07034');
  });
});
