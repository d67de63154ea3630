/** The part of a key press that counts. */
export type Press = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** AltGr is how some keyboards write `@` or `{`: then Ctrl and Alt are no part of it. */
  readonly altGraph?: boolean;
};

const isLetter = (key: string): boolean => key.length === 1 && key.toLowerCase() !== key.toUpperCase();

/** A press as it is written in a binding: `j`, `Shift+x`, `?`, `Mod+k` (Ctrl or Cmd), `Alt+ArrowUp`, `Space`. Signs come as they are printed, whatever Shift they took. */
export function chordOf(press: Press): string {
  const key = press.key === ' ' ? 'Space' : isLetter(press.key) ? press.key.toLowerCase() : press.key;
  const printed = key.length === 1 && !isLetter(key);
  const parts = [
    !press.altGraph && (press.ctrlKey || press.metaKey) && 'Mod',
    !press.altGraph && press.altKey && 'Alt',
    press.shiftKey && !printed && 'Shift',
    key,
  ];
  return parts.filter(Boolean).join('+');
}

/** A binding as it is compared: parts in one order, letters small, `Ctrl` and `Cmd` as `Mod`. */
export function bindingOf(written: string): string {
  return written
    .trim()
    .split(/\s+/)
    .map((chord) => {
      const parts = chord === '+' ? ['+'] : chord.split('+');
      const key = parts.at(-1) ?? '';
      const before = new Set(parts.slice(0, -1).map((part) => (/^(ctrl|cmd|meta|mod)$/i.test(part) ? 'Mod' : part)));
      return [...['Mod', 'Alt', 'Shift'].filter((part) => before.has(part)), isLetter(key) ? key.toLowerCase() : key].join('+');
    })
    .join(' ');
}

/** How long a begun sequence waits for its next key. */
export const SEQUENCE_MS = 1_000;

export type Begun = { readonly chords: readonly string[]; readonly at: number };
export const NOTHING_BEGUN: Begun = { chords: [], at: 0 };

export type Step = {
  /** The binding that is complete, or null. */
  readonly hit: string | null;
  readonly begun: Begun;
};

/** What one more chord at `at` (milliseconds) makes of what was begun. `g` alone waits while `g i` exists; a key that continues nothing starts afresh. */
export function stepSequence(begun: Begun, chord: string, at: number, bindings: ReadonlySet<string>): Step {
  const fresh = at - begun.at > SEQUENCE_MS ? [] : begun.chords;
  for (const chords of fresh.length > 0 ? [[...fresh, chord], [chord]] : [[chord]]) {
    const so = chords.join(' ');
    const goesOn = [...bindings].some((binding) => binding.startsWith(`${so} `));
    if (goesOn) return { hit: null, begun: { chords, at } };
    if (bindings.has(so)) return { hit: so, begun: NOTHING_BEGUN };
  }
  return { hit: null, begun: NOTHING_BEGUN };
}
