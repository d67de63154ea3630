import { INVOICE_WORDS, atomsOf, type Atom } from './atoms.ts';
import type { Line } from './explanation.ts';
import { isValidRf } from '../../receivables/payment-reference.ts';

const MAX_TOKENS = 64;
const MAX_SPAN_ATOMS = 8;
const MAX_SPAN_CHARACTERS = 35;
const MAX_SPANS = 600;
/** A digit core shorter than this is found inside the payer's own items only; it is too common to look up in the whole book. */
const MIN_CORE_DIGITS = 4;
const MIN_LOOKUP_CHARACTERS = 3;

/** Neighbouring atoms read as one number. `first` and `last` are atom positions; `prefix` are the letters it begins with. */
export type Span = {
  readonly first: number;
  readonly last: number;
  readonly value: string;
  readonly prefix: string;
  /** A creditor reference with right check digits. */
  readonly checked: boolean;
};

/** How many letters a normalised number begins with. */
function lettersBefore(value: string): number {
  let count = 0;
  while (count < value.length && value.charCodeAt(count) >= 65) count++;
  return count;
}

/** The digits of a normalised number without leading zeros, when it is a letters prefix (or none) and then digits only; '' otherwise. */
export function coreOf(value: string): string {
  let from = lettersBefore(value);
  if (from === value.length) return '';
  for (let index = from; index < value.length; index++) if (value.charCodeAt(index) > 57) return '';
  while (from < value.length - 1 && value.charCodeAt(from) === 48) from++;
  return from === 0 ? value : value.slice(from);
}

/** All digits of a normalised number, without leading zeros. */
function digitsOf(value: string): string {
  return value.replace(/\D/g, '').replace(/^0+/, '');
}

/** Whether the text goes on with the same compound (`INV-12` inside `INV-12-3`): such a part is not a number of its own. */
function isCutOff(atoms: readonly Atom[], first: number, last: number): boolean {
  const before = atoms[first - 1];
  const after = atoms[last + 1];
  return (atoms[first]!.glue === 'tight' && before?.hasDigit === true) || (after?.glue === 'tight' && after.hasDigit);
}

/** Whether atom `next` can continue a number that has reached `last`. Words join only by - or /, or as the letters in front of the first digits. */
function continues(atoms: readonly Atom[], first: number, last: number, rf: boolean): boolean {
  const left = atoms[last]!;
  const right = atoms[last + 1];
  if (!right || right.glue === 'far' || right.structured !== left.structured) return false;
  if (right.glue === 'tight') return true;
  if (right.glue === 'label') return last === first && !left.hasDigit && right.hasDigit;
  if (right.glue === 'slash') return left.hasDigit || right.hasDigit;
  if (rf) return true;
  if (!left.hasDigit) return last === first && right.hasDigit;
  return right.allDigits;
}

/** The same compound seen without its neighbours: joined by - _ . alone, with the word in front. These are looked up first. */
function isCompound(atoms: readonly Atom[], span: Span): boolean {
  for (let index = span.first + 1; index <= span.last; index++) {
    const glue = atoms[index]!.glue;
    if (glue !== 'tight' && !(index === span.first + 1 && !atoms[span.first]!.hasDigit)) return false;
  }
  return true;
}

/** A year or a compact date is no number by itself; joined to letters or after an invoice word it may be one: RE-2026, INV20260115, Rechnung 20260115. */
function isAnnouncedDate(atoms: readonly Atom[], first: number, last: number): boolean {
  const atom = atoms[last]!;
  if (atom.mask !== 'soft') return false;
  if (!atom.allDigits) return true;
  return last > first && !atoms[first]!.hasDigit && (atom.glue === 'tight' || (atom.text.length > 4 && INVOICE_WORDS.has(atoms[first]!.text)));
}

function addSpansFrom(atoms: readonly Atom[], first: number, spans: Span[]): void {
  const head = atoms[first]!;
  if (!head.hasDigit && head.text.length > 10) return;
  const rf = head.text.startsWith('RF') && (head.text.length === 2 || /^RF\d{2}/.test(head.text));
  let value = '';
  let digits = false;
  let unmasked = false;
  for (let last = first; last < atoms.length && last < first + MAX_SPAN_ATOMS + (rf ? 4 : 0); last++) {
    const atom = atoms[last]!;
    value += atom.text;
    if (value.length > MAX_SPAN_CHARACTERS) return;
    digits ||= atom.hasDigit;
    unmasked ||= atom.mask === 'none' ? atom.hasDigit : isAnnouncedDate(atoms, first, last);
    if (atom.mask === 'hard') return;
    const ends = atom.hasDigit || (atom.glue === 'tight' && atom.text.length <= 3);
    if (digits && unmasked && ends && !isCutOff(atoms, first, last) && !(last > first && onlySoft(atoms, first, last))) {
      spans.push({ first, last, value, prefix: value.slice(0, lettersBefore(value)), checked: value.startsWith('RF') && isValidRf(value) });
    }
    if (!continues(atoms, first, last, rf)) return;
  }
}

/** Years and dates in a row with nothing else, not even a prefix. */
function onlySoft(atoms: readonly Atom[], first: number, last: number): boolean {
  for (let index = first; index <= last; index++) if (atoms[index]!.mask !== 'soft') return false;
  return true;
}

/** A creditor reference glued to the word before it: `REFRF18539007547034`. */
function addGluedRf(atoms: readonly Atom[], index: number, spans: Span[]): void {
  const text = atoms[index]!.text;
  for (let at = text.indexOf('RF', 1); at > 0; at = text.indexOf('RF', at + 1)) {
    const value = text.slice(at);
    if (isValidRf(value)) spans.push({ first: index, last: index, value, prefix: 'RF', checked: true });
  }
}

/** Every way to read a number in the atoms, in order of position. Bounded: `truncated` when a text has more. */
export function spansOf(atoms: readonly Atom[]): { readonly spans: readonly Span[]; readonly truncated: boolean } {
  const spans: Span[] = [];
  for (let first = 0; first < atoms.length; first++) {
    if (spans.length >= MAX_SPANS) return { spans, truncated: true };
    addSpansFrom(atoms, first, spans);
    if (atoms[first]!.hasDigit && !atoms[first]!.allDigits) addGluedRf(atoms, first, spans);
  }
  return { spans, truncated: false };
}

/** The numbers that "INV 000123/124/125" abbreviates: the head's last digits replaced by each short run that follows a slash. */
function expansionsOf(atoms: readonly Atom[], span: Span): string[] {
  const out: string[] = [];
  const tail = /\d+$/.exec(span.value)?.[0] ?? '';
  for (let next = span.last + 1; next < atoms.length; next++) {
    const atom = atoms[next]!;
    if (!atom.allDigits || !/^\s*[/+,&]\s*$/.test(atom.separator) || atom.text.length >= tail.length || atom.mask === 'hard') break;
    out.push(span.value.slice(0, span.value.length - atom.text.length) + atom.text);
  }
  return out;
}

/** Every token of the line worth a lookup by equality among what `tokensOfNumber` stores: creditor references, numbers with their prefix, joined runs, digit cores,
 *  members of abbreviated lists. At most 64; whole compounds first, then joined and partial readings, each in text order. */
export function tokensOfLine(line: Line): string[] {
  const atoms = atomsOf(line);
  const { spans } = spansOf(atoms);
  const tokens = new Set<string>();
  const add = (value: string): void => {
    if (tokens.size >= MAX_TOKENS || value.length < MIN_LOOKUP_CHARACTERS) return;
    tokens.add(value);
    const core = digitsOf(value);
    if (tokens.size < MAX_TOKENS && core.length >= MIN_CORE_DIGITS) tokens.add(core);
  };
  for (const span of spans) {
    if (!span.checked) continue;
    add(span.value);
    add(span.value.slice(4));
  }
  for (const span of spans) if (isCompound(atoms, span)) add(span.value);
  for (const span of spans) if (isCompound(atoms, span)) for (const value of expansionsOf(atoms, span)) add(value);
  for (const span of spans) add(span.value);
  return [...tokens];
}
