import { describe, expect, it } from 'vitest';
import { bindingOf, chordOf, NOTHING_BEGUN, SEQUENCE_MS, stepSequence, type Press } from './key-sequence.ts';

function press(key: string, more: Partial<Press> = {}): Press {
  return { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more };
}

/** What the presses, one every `everyMs`, set off. */
function hits(keys: readonly string[], bindings: readonly string[], everyMs = 100): readonly string[] {
  let begun = NOTHING_BEGUN;
  return keys.flatMap((key, index) => {
    const step = stepSequence(begun, chordOf(press(key)), 5_000 + index * everyMs, new Set(bindings.map(bindingOf)));
    begun = step.begun;
    return step.hit === null ? [] : [step.hit];
  });
}

describe('a chord', () => {
  it('of letters tells Shift, of signs not', () => {
    expect(chordOf(press('x'))).toBe('x');
    expect(chordOf(press('X', { shiftKey: true }))).toBe('Shift+x');
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('ArrowDown', { shiftKey: true }))).toBe('Shift+ArrowDown');
  });

  it('is the same with Ctrl and Cmd', () => {
    expect(chordOf(press('k', { ctrlKey: true }))).toBe('Mod+k');
    expect(chordOf(press('k', { metaKey: true }))).toBe('Mod+k');
  });

  it('written with AltGr is the sign alone', () => {
    expect(chordOf(press('@', { ctrlKey: true, altKey: true, altGraph: true }))).toBe('@');
  });

  it('with Caps Lock is the letter', () => {
    expect(chordOf(press('J'))).toBe('j');
  });

  it.each([
    ['Shift+X', 'Shift+x'],
    ['Ctrl+K', 'Mod+k'],
    ['shift+cmd+ArrowUp', 'Mod+ArrowUp'],
    ['Shift+Mod+P', 'Mod+Shift+p'],
    ['G I', 'g i'],
    ['+', '+'],
    ['Space', 'Space'],
    [' ?  ', '?'],
  ])('%j is compared as %j', (written, compared) => {
    expect(bindingOf(written)).toBe(compared);
  });
});

describe('a sequence', () => {
  it('fires when it is complete', () => {
    expect(hits(['g', 'i'], ['g i', 'i'])).toEqual(['g i']);
    expect(hits(['i'], ['g i', 'i'])).toEqual(['i']);
  });

  it('that goes nowhere leaves its last key to itself', () => {
    expect(hits(['g', 'j'], ['g i', 'j'])).toEqual(['j']);
    expect(hits(['g', 'g', 'i'], ['g i'])).toEqual(['g i']);
  });

  it('is forgotten after a while', () => {
    expect(hits(['g', 'i'], ['g i', 'i'], SEQUENCE_MS + 1)).toEqual(['i']);
  });

  it('is done once it has fired', () => {
    expect(hits(['g', 'i', 'i'], ['g i'])).toEqual(['g i']);
  });

  it('makes a key wait that begins it', () => {
    expect(hits(['g'], ['g', 'g i'])).toEqual([]);
  });
});
