import { folded } from '../../../foundation/text/fold-text.ts';
import { atomsOf } from './atoms.ts';
import type { Line } from './explanation.ts';
import type { Reason } from './reasons.ts';
import { spansOf } from './tokens.ts';

/** A piece of the line's text, in its own characters: from `from` up to, not including, `to`. */
export type Mark = { readonly from: number; readonly to: number };
export type NumberMark = Mark & { readonly kind: 'number' | 'near_number' };

const NAMING: ReadonlySet<string> = new Set(['names_number', 'names_digits', 'names_list_member', 'near_number']);

/** Where in the line's text stand the numbers that the evidence names, in their order. What stands only in a structured reference has no mark. */
export function marksOf(line: Line, evidence: readonly Reason[]): NumberMark[] {
  const wanted = new Map<string, NumberMark['kind']>();
  for (const { code, figures } of evidence) {
    const written = String(figures['written'] ?? '');
    if (written !== '' && NAMING.has(code) && wanted.get(written) !== 'number') wanted.set(written, code === 'near_number' ? 'near_number' : 'number');
  }
  if (wanted.size === 0) return [];
  const atoms = atomsOf(line);
  const readings = [
    ...spansOf(atoms).spans.map(({ first, last, value }) => ({ first, last, value })),
    // A member of a list is an atom, whether or not it reads as a number by itself.
    ...atoms.map((atom, at) => ({ first: at, last: at, value: atom.text })),
  ];
  const placeOf = placesIn(line.text);
  const marks: NumberMark[] = [];
  const taken = new Set<number>();
  for (const [written, kind] of wanted) {
    const found = readings.find(({ first, last, value }) => value === written && !atoms[first]!.structured && !taken.has(first) && !taken.has(last));
    if (!found) continue;
    for (let at = found.first; at <= found.last; at++) taken.add(at);
    const [first, last] = [atoms[found.first]!, atoms[found.last]!];
    marks.push({ from: placeOf(first.start), to: placeOf(last.start + last.text.length), kind });
  }
  return marks.toSorted((a, b) => a.from - b.from);
}

/** From a place in the folded text to the place in the text itself: folding makes two letters of some (ß, ligatures) and none of accents on their own. */
export function placesIn(text: string): (foldedAt: number) => number {
  if (!/[^\x20-\x7e]/.test(text)) return (at) => at;
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    for (let made = folded(character).length; made > 0; made--) places.push(at);
    at += character.length;
  }
  const end = at;
  return (foldedAt) => places[foldedAt] ?? end;
}
