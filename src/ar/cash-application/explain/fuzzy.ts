import type { Atom } from './atoms.ts';
import type { OpenItem } from './explanation.ts';
import type { Hit } from './hit.ts';
import { normalised } from '../../../foundation/text/fold-text.ts';
import type { Span } from './tokens.ts';

const MAX_ITEMS = 500;
const MAX_FORMS = 12;
const MIN_CHARACTERS = 6;

/** Letters that scanners and typists put for digits. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };

const asDigits = (text: string): string => text.replace(/[OQILSBZ]/g, (letter) => LOOKALIKES[letter] ?? letter);

/** Whether two texts are at most one insertion, deletion, replacement or swap of neighbours apart. */
export function isOneEdit(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length - 1;
  let endB = b.length - 1;
  while (endA >= start && endB >= start && a[endA] === b[endB]) {
    endA--;
    endB--;
  }
  const restA = endA - start + 1;
  const restB = endB - start + 1;
  return (restA <= 1 && restB <= 1) || (restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]);
}

export type FuzzyInput = {
  readonly atoms: readonly Atom[];
  readonly spans: readonly Span[];
  readonly isFree: (span: Span) => boolean;
  readonly items: readonly OpenItem[];
  readonly hits: ReadonlyMap<string, Hit>;
};

/** The payer's items whose number is one edit away from a number of the text that names nothing, look-alike letters folded. Longest readings first. */
export function fuzzyNames(input: FuzzyInput): readonly Hit[] {
  const { atoms, items } = input;
  if (items.length === 0 || items.length > MAX_ITEMS) return [];
  const forms = new Map<string, string>();
  for (const span of input.spans.toSorted((a, b) => b.value.length - a.value.length || a.first - b.first)) {
    if (forms.size >= MAX_FORMS) break;
    if (!input.isFree(span) || atoms[span.last]!.labelled || !atoms[span.last]!.counted) continue;
    const written = span.value.startsWith('RF') ? span.value.slice(2) : span.value.replace(/^[A-Z]+(?=[0-9OIS])/, '');
    const form = asDigits(written);
    if (form.length >= MIN_CHARACTERS && /^\d+$/.test(form) && !forms.has(form)) forms.set(form, span.value);
  }
  if (forms.size === 0) return [];
  const found: Hit[] = [];
  for (const item of items) {
    if (input.hits.has(item.receivableId)) continue;
    const numbers = [item.number, item.reference].map((text) => normalised(text).replace(/\D/g, ''));
    const tail = /(\d+)\D*$/.exec(item.number)?.[1] ?? '';
    for (const [form, written] of forms) {
      if (![...numbers, tail].some((number) => number.length >= MIN_CHARACTERS && Math.abs(number.length - form.length) <= 1 && isOneEdit(number, form)))
        continue;
      found.push({ item, grade: 'fuzzy', written });
      break;
    }
  }
  return found;
}
