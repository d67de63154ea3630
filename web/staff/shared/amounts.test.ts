import { expect, it } from 'vitest';
import { addAmounts, signedAmount, subtractAmount } from './amounts.ts';

it('decimal strings are added and taken from one another exactly', () => {
  expect(addAmounts([])).toBe('0');
  expect(addAmounts(['0.10', '0.20', '-1'])).toBe('-0.70');
  expect(addAmounts(['900719925474099312.345', '0.655'])).toBe('900719925474099313.000');
  expect(subtractAmount('500.00', '120.00')).toBe('380.00');
  expect(subtractAmount('0.10', '0.3')).toBe('-0.20');
  expect(subtractAmount('1', '-1')).toBe('2');
  expect(subtractAmount('100', '100')).toBe('0');
});

it('a credit note counts against what is owed, an invoice towards it', () => {
  expect(signedAmount('155.00', 'invoice')).toBe('155.00');
  expect(signedAmount('155.00', 'credit_note')).toBe('-155.00');
  expect(signedAmount('0.00', 'credit_note')).toBe('0.00');
});
