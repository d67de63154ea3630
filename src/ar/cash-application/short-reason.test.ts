import { describe, expect, it } from 'vitest';
import { hintedShortReason } from './short-reason.ts';

describe('the reason that a payment text names', () => {
  it.each([
    ['RE 104812 abzgl. Palettenschaden', 'damaged_goods', 'Palettenschaden'],
    ['Rg. 17 abzüglich 2% Skonto', 'discount', 'Skonto'],
    ['Größe ß, Frachtkosten abgezogen', 'freight', 'Frachtkosten'],
    ['less BANK CHARGES', 'bank_fee', 'BANK CHARGES'],
    ['Überweisung, Gebühren einbehalten', 'bank_fee', 'Gebühren'],
    ['facture 12 moins escompte', 'discount', 'escompte'],
  ])('%s: %s', (text, reason, word) => {
    const hint = hintedShortReason(text);
    expect([hint?.reason, text.slice(hint?.from, hint?.to)]).toEqual([reason, word]);
  });

  it('is none where the text names none', () => {
    expect(hintedShortReason('INV-000017, INV-000018')).toBeNull();
    expect(hintedShortReason('')).toBeNull();
  });
});
