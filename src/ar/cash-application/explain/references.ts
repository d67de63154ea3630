import { INVOICE_WORDS, atomsOf, isCut, type Atom } from './atoms.ts';
import type { ClosedItem, Line, OpenItem } from './explanation.ts';
import { fuzzyNames } from './fuzzy.ts';
import { indexNumbers, wantedHashes, type NumberIndex } from './number-index.ts';
import { normalised } from '../../../foundation/text/fold-text.ts';
import { isValidQrr } from '../../receivables/payment-reference.ts';
import { coreOf, spansOf, type Span } from './tokens.ts';
import type { Hit, HitGrade } from './hit.ts';

export type References = {
  /** Items in the line's currency, by receivable id, named for certain (no `fuzzy`). */
  readonly hits: ReadonlyMap<string, Hit>;
  /** One edit away from a number that the text leaves unexplained. Looked for on demand. */
  readonly fuzzy: () => readonly Hit[];
  /** A named item in another currency. */
  readonly foreign: OpenItem | null;
  /** A named item that is settled already. */
  readonly closed: ClosedItem | null;
  /** Numbers that want an explanation and have none, as written. */
  readonly unexplained: readonly string[];
};

export type ResolveInput = {
  readonly line: Line;
  readonly items: readonly OpenItem[];
  readonly closed: readonly ClosedItem[];
  /** Customers of the payer evidence, of any grade. */
  readonly own: ReadonlySet<string>;
};

const MIN_UNIQUE_DIGITS = 6;
const MIN_OWN_DIGITS = 4;

/** Whether a value is long or particular enough to name a document wherever it stands. */
function isParticular(value: string, checked: boolean): boolean {
  if (checked) return true;
  const digits = value.replace(/\D/g, '').length;
  const letters = value.length - digits;
  return digits >= 8 || (letters >= 2 && value.length >= 4) || (letters >= 1 && digits >= 6);
}

/** State of one resolution: filled pass by pass, from the surest reading to the weakest; a later pass never reads atoms that an earlier one has used. */
type Resolution = {
  readonly input: ResolveInput;
  readonly atoms: readonly Atom[];
  readonly used: boolean[];
  readonly hits: Map<string, Hit>;
  /** Where a named number ends: the head of an abbreviated list. */
  readonly anchors: { readonly last: number; readonly item: OpenItem }[];
  readonly numbersOf: Map<string, Map<string, OpenItem[]>>;
  foreign: OpenItem | null;
  closed: ClosedItem | null;
};

type Place = { readonly first: number; readonly last: number };

function isFree(state: Resolution, place: Place): boolean {
  for (let index = place.first; index <= place.last; index++) if (state.used[index]) return false;
  return true;
}

function use(state: Resolution, place: Place): void {
  for (let index = place.first; index <= place.last; index++) state.used[index] = true;
}

function isOneCustomer(items: readonly OpenItem[]): boolean {
  return items.length > 0 && items.every((item) => item.customerId === items[0]!.customerId);
}

const firstById = <T extends { readonly receivableId: string }>(items: readonly T[]): T => items.reduce((a, b) => (b.receivableId < a.receivableId ? b : a));

/** Takes the candidates that carry one number. Several customers under one number: only the payer's count. */
function take(state: Resolution, candidates: readonly OpenItem[], grade: HitGrade, span: Place & { readonly value: string }): void {
  const chosen = isOneCustomer(candidates) ? candidates : candidates.filter((item) => state.input.own.has(item.customerId));
  if (!isOneCustomer(chosen)) return;
  use(state, span);
  const payable = chosen.filter((item) => item.currency === state.input.line.currency);
  if (payable.length === 0) {
    state.foreign ??= firstById(chosen);
    return;
  }
  for (const item of payable) if (!state.hits.has(item.receivableId)) state.hits.set(item.receivableId, { item, grade, written: span.value });
  state.anchors.push({ last: span.last, item: firstById(payable) });
}

function settle(state: Resolution, candidates: readonly ClosedItem[], place: Place): void {
  use(state, place);
  state.closed = firstById(state.closed === null ? candidates : [state.closed, ...candidates]);
}

/** The customer's items by full number; built once per customer and line. */
function numbersOf(state: Resolution, customerId: string): Map<string, OpenItem[]> {
  let map = state.numbersOf.get(customerId);
  if (map === undefined) {
    map = Map.groupBy(
      state.input.items.filter((item) => item.customerId === customerId),
      (item) => normalised(item.number),
    );
    state.numbersOf.set(customerId, map);
  }
  return map;
}

/** Letters that a span's digits follow, inside it or joined to it. */
function prefixOf(atoms: readonly Atom[], span: Span): string {
  if (span.prefix !== '') return span.prefix;
  const before = atoms[span.first - 1];
  return atoms[span.first]!.glue === 'tight' && before && !before.hasDigit ? before.text : '';
}

/** Digits alone name an item only when the letters before them do not say another kind of document (CN-2026-000123 is not INV-2026-000123). */
function prefixAllows(prefix: string, number: string): boolean {
  return prefix === '' || INVOICE_WORDS.has(prefix) || normalised(number).startsWith(prefix);
}

const pickAll = <T>(items: readonly T[], positions: readonly number[] | undefined): T[] => (positions ?? []).map((position) => items[position]!);

/** Most readings of a text name nothing: only the others are sorted and tried. */
function mayName(span: Span, index: NumberIndex): boolean {
  if (index.byFull.has(span.value) || (span.checked && index.byFull.has(span.value.slice(4)))) return true;
  return index.byCore.size > 0 && index.byCore.has(coreOf(span.value));
}

function takeFull(state: Resolution, spans: readonly Span[], index: NumberIndex): void {
  for (const span of spans) {
    const positions = index.byFull.get(span.value) ?? (span.checked ? index.byFull.get(span.value.slice(4)) : undefined);
    if (!positions || !isFree(state, span)) continue;
    const candidates = pickAll(state.input.items, positions);
    if (isParticular(span.value, span.checked || isValidQrr(span.value))) {
      take(state, candidates, 'strong', span);
      continue;
    }
    if (state.atoms[span.last]!.labelled) continue;
    const digits = coreOf(span.value).length;
    const own = candidates.filter((item) => state.input.own.has(item.customerId));
    if (own.length > 0) take(state, own, span.prefix !== '' || digits >= MIN_UNIQUE_DIGITS ? 'digits' : 'own', span);
    else if (digits >= MIN_UNIQUE_DIGITS) take(state, candidates, 'digits', span);
  }
}

function takeCore(state: Resolution, spans: readonly Span[], index: NumberIndex): void {
  for (const span of spans) {
    const core = coreOf(span.value);
    const positions = core.length >= MIN_OWN_DIGITS ? index.byCore.get(core) : undefined;
    if (!positions || !isFree(state, span) || state.atoms[span.last]!.labelled) continue;
    const prefix = prefixOf(state.atoms, span);
    const all = pickAll(state.input.items, positions).filter((item) => prefixAllows(prefix, item.number));
    const own = all.filter((item) => state.input.own.has(item.customerId));
    // One core under two numbers (INV-2026-17 and RG-2026-17) names neither.
    const isOne = (items: readonly OpenItem[]): boolean => new Set(items.map((item) => normalised(item.number))).size === 1;
    if (core.length >= MIN_UNIQUE_DIGITS && isOne(all)) take(state, all, 'digits', span);
    else if (isOne(own)) take(state, own, 'own', span);
  }
}

function takeClosed(state: Resolution, spans: readonly Span[], index: NumberIndex): void {
  for (const span of spans) {
    if (!isFree(state, span)) continue;
    const full = index.byFull.get(span.value) ?? (span.checked ? index.byFull.get(span.value.slice(4)) : undefined);
    if (full && isParticular(span.value, span.checked)) {
      settle(state, pickAll(state.input.closed, full), span);
      continue;
    }
    if (state.atoms[span.last]!.labelled) continue;
    const core = coreOf(span.value);
    const prefix = prefixOf(state.atoms, span);
    const named = pickAll(state.input.closed, full ?? (core.length >= MIN_OWN_DIGITS ? index.byCore.get(core) : undefined)).filter(
      (item) => prefixAllows(prefix, item.number) && (core.length >= MIN_UNIQUE_DIGITS || state.input.own.has(item.customerId)),
    );
    if (named.length > 0) settle(state, named, span);
  }
}

const JOINING_WORDS = new Set(['UND', 'AND', 'ET', 'Y', 'E', 'U', 'EN']);

/** "INV 000123/124/125", "000123, 124 and 125": each short run replaces the last digits of the number before it. */
function takeLists(state: Resolution): void {
  const { atoms } = state;
  // The list grows while it is read: a completed member is the head of the next one.
  for (let position = 0; position < state.anchors.length; position++) {
    const { last, item } = state.anchors[position]!;
    const head = normalised(item.number);
    const tail = /\d+$/.exec(head)?.[0] ?? '';
    let next = last + 1;
    while (JOINING_WORDS.has(atoms[next]?.text ?? '')) next++;
    const atom = atoms[next];
    if (!atom?.allDigits || atom.glue === 'tight' || atom.structured !== atoms[last]!.structured) continue;
    if (state.used[next] || atom.mask !== 'none' || atom.text.length > tail.length || atom.text.length < 2 || atoms[next + 1]?.glue === 'tight') continue;
    const completed = head.slice(0, head.length - atom.text.length) + atom.text;
    const span = { first: next, last: next, value: atom.text };
    const open = numbersOf(state, item.customerId).get(completed);
    if (open) take(state, open, 'list', span);
    else {
      const settled = state.input.closed.filter((other) => normalised(other.number) === completed);
      if (settled.length > 0) settle(state, settled, span);
      else takeEnding(state, item.customerId, span);
    }
  }
}

/** A list member that does not replace the head's last digits: "INV-2026-003997/012" for 003997 and 004012. One number of the customer must end so. */
function takeEnding(state: Resolution, customerId: string, span: Place & { readonly value: string }): void {
  if (span.value.length < 3) return;
  const ending = [...numbersOf(state, customerId)].filter(([number]) => number.endsWith(span.value));
  if (ending.length === 1) take(state, ending[0]![1], 'ending', span);
}

/** Whether atom `index` goes on with a list whose head is used: its short run belongs to that head, not to any other number. */
function followsUsed(state: Resolution, index: number): boolean {
  const atom = state.atoms[index]!;
  return state.used[index - 1] === true && /^\s*[/+,&]\s*$/.test(atom.separator);
}

/** "INV 123" for INV-2026-000123, or the last digits of a long number: only inside the payer's items, and only when one number of theirs ends so. */
function takeOwnEndings(state: Resolution, spans: readonly Span[], own: readonly OpenItem[]): void {
  let endings: { number: string; tail: string; digits: string; item: OpenItem }[] | undefined;
  for (const span of spans) {
    const atom = state.atoms[span.last]!;
    const digits = span.value.slice(span.prefix.length);
    if (!/^\d{3,}$/.test(digits) || !isFree(state, span) || atom.labelled || atom.mask !== 'none' || followsUsed(state, span.first)) continue;
    const prefix = prefixOf(state.atoms, span);
    if (!atom.worded && prefix === '' && digits.length < MIN_OWN_DIGITS) continue;
    endings ??= own.map((item) => {
      const number = normalised(item.number);
      return { number, tail: lastRun(item.number), digits: number.replace(/\D/g, ''), item };
    });
    const plain = digits.replace(/^0+/, '');
    if (plain === '') continue;
    const printed = endings.filter((ending) => ending.tail === plain && prefixAllows(prefix, ending.number));
    const long = digits.length >= 5 && printed.length === 0;
    const best = long ? endings.filter((ending) => ending.digits.endsWith(digits) && prefixAllows(prefix, ending.number)) : printed;
    if (best.length > 0 && new Set(best.map((ending) => ending.number)).size === 1) {
      take(
        state,
        best.map((ending) => ending.item),
        'own',
        span,
      );
    }
  }
}

/** The last run of digits of a number as printed: 123 of INV-2026-000123. */
function lastRun(number: string): string {
  return (/(\d+)\D*$/.exec(number)?.[1] ?? '').replace(/^0+/, '');
}

/** Numbers of the text that no reading has used. A compound is one number; a short run counts where it follows a used one in a list or an invoice word. */
function unexplainedOf(state: Resolution): string[] {
  const out: string[] = [];
  const { atoms } = state;
  for (let first = 0; first < atoms.length; first++) {
    let last = first;
    while (atoms[last + 1]?.glue === 'tight') last++;
    const parts = atoms.slice(first, last + 1);
    const digits = parts.reduce((sum, atom) => sum + atom.text.replace(/\D/g, '').length, 0);
    const free = parts.some((atom, at) => atom.hasDigit && !state.used[first + at]);
    const plain = parts.some((atom) => atom.hasDigit && atom.mask === 'none' && !atom.labelled && atom.counted);
    const enough = digits >= 4 || (digits >= 2 && (parts[0]!.worded || parts.at(-1)!.worded || followsUsed(state, first)));
    if (free && plain && enough) out.push(parts.map((atom, at) => (at === 0 ? '' : atom.separator) + atom.text).join(''));
    first = last;
  }
  return out;
}

/** Which open items the line names, and what it names besides. */
export function resolveReferences(input: ResolveInput): References {
  const atoms = atomsOf(input.line);
  const { spans, truncated } = spansOf(atoms);
  const state: Resolution = {
    input,
    atoms,
    used: atoms.map(() => false),
    hits: new Map(),
    anchors: [],
    numbersOf: new Map(),
    foreign: null,
    closed: null,
  };
  let own: OpenItem[] | undefined;
  const ownItems = (): OpenItem[] => (own ??= input.items.filter((item) => input.own.has(item.customerId) && item.currency === input.line.currency));
  if (spans.length > 0) {
    const wanted = wantedHashes(spans);
    const open = indexNumbers(input.items, wanted);
    const settled = input.closed.length > 0 ? indexNumbers(input.closed, wanted) : undefined;
    const byLength = (a: Span, b: Span): number => b.value.length - a.value.length || a.first - b.first;
    const naming = (index: NumberIndex): Span[] => spans.filter((span) => mayName(span, index)).toSorted(byLength);
    const named = naming(open);
    takeFull(state, named, open);
    takeCore(state, named, open);
    if (settled) takeClosed(state, naming(settled), settled);
    takeLists(state);
    // A customer that is named in full is as good as a known payer for the short forms beside it.
    if (input.own.size + state.hits.size > 0 && spans.some((span) => isFree(state, span))) {
      const customers = new Set(Array.from(state.hits.values(), (hit) => hit.item.customerId));
      const others = input.items.filter((item) => customers.has(item.customerId) && !input.own.has(item.customerId) && item.currency === input.line.currency);
      takeOwnEndings(state, spans.toSorted(byLength), others.length > 0 ? [...ownItems(), ...others] : ownItems());
      takeLists(state);
    }
  }
  const unexplained = unexplainedOf(state);
  // What was not read may name more items.
  if (truncated || isCut(input.line, atoms)) unexplained.push(atoms.at(-1)?.text ?? '');
  const fuzzy = (): readonly Hit[] => fuzzyNames({ atoms, spans, isFree: (span) => isFree(state, span), items: ownItems(), hits: state.hits });
  return { hits: state.hits, fuzzy, foreign: state.foreign, closed: state.closed, unexplained };
}
