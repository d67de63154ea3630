import { describe, expect, it } from 'vitest';
import type { Freshness } from '../../src/ar/collections/books-freshness.ts';
import type { PromiseState } from '../../src/ar/collections/promise.ts';
import { TASK_OUTCOMES, TASK_SENTENCES, type Said } from '../../web/staff/shared/task-sentences.ts';
import { isTest, sources } from './source-tree.ts';

/** Where a kind or reason of a task is no literal beside the others: what it may be. The compiler misses a state that is new. */
const BOOKS: Readonly<Record<Extract<Freshness, { fresh: false }>['reason'], true>> = { no_bank_file: true, bank_file_too_old: true };
const NOT_KEPT: Readonly<Record<Extract<PromiseState, 'broken' | 'partly_kept'>, true>> = { broken: true, partly_kept: true };

type Opened = { readonly file: string; readonly kinds: readonly string[]; readonly reasons: readonly string[] };

const literals = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? '');

/** Every place of the program that opens tasks: a task alone says for which role it is. */
function openings(): Opened[] {
  return sources()
    .filter(({ path }) => path.startsWith('src/') && !isTest(path) && !/^src\/(?:ar\/work|ar\/insight|app\/cli)\//.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('forRole:')
        .slice(0, -1)
        .map((before) => {
          // The kind is the first thing that a task says.
          const object = before.slice([...before.matchAll(/\bkind: /g)].at(-1)?.index ?? 0);
          const kinds = literals(object, /\bkind: '([a-z_.]+)'/g);
          const reasons = literals(object, /\breason: '([a-z_]+)'/g);
          // Kinds and reasons that stand in a table of the file.
          const table = kinds.length > 0 ? [] : [...text.matchAll(/^\s+([a-z_]+): \{ kind: '([a-z_.]+)', title:/gm)];
          return {
            file: path,
            kinds: kinds.length > 0 ? kinds : table.map((row) => row[2] ?? ''),
            reasons: reasons.length > 0 ? reasons : table.map((row) => row[1] ?? ''),
          };
        }),
    );
}

describe.each(['en', 'de'] as const)('the words of tasks (%s)', (language) => {
  const sentences = TASK_SENTENCES[language];

  it('every kind and reason with which the program opens a task has sentences', () => {
    const found = openings();
    expect(found.length).toBeGreaterThan(8);
    expect(found.filter(({ kinds }) => kinds.length === 0)).toEqual([]);
    const kinds = found.flatMap((one) => one.kinds);
    expect(kinds.filter((kind) => !(kind in sentences))).toEqual([]);
    expect(Object.keys(sentences).toSorted()).toEqual([...new Set(kinds)].toSorted());
    const reasons = [...found.flatMap((one) => one.reasons), ...Object.keys(BOOKS), ...Object.keys(NOT_KEPT).map((state) => `promise_${state}`)];
    const known = Object.values(sentences).flatMap((kind) => Object.keys(kind.reasons));
    expect([...new Set(known)].toSorted()).toEqual([...new Set(reasons)].toSorted());
  });

  it('every outcome with which the program ends a task has words', () => {
    const ended = sources()
      .filter(({ path }) => path.startsWith('src/') && !isTest(path) && !path.startsWith('src/ar/work/'))
      .flatMap(({ text }) => [...text.matchAll(/\bcloseTasks\(([\s\S]*?)\);/g)].flatMap((call) => literals(call[1] ?? '', /'([a-z_]+)',?\s*\)*$/g)));
    expect(ended.length).toBeGreaterThan(4);
    expect(ended.filter((code) => !(code in TASK_OUTCOMES[language]))).toEqual([]);
  });

  it('no sentence shows a hole, with all figures or with none', () => {
    const full: Said = { text: (key) => `the ${key}`, day: () => '4 Dec 26', number: () => 3 };
    const empty: Said = { text: () => '', day: () => '', number: () => null };
    for (const { name, next, reasons } of Object.values(sentences)) {
      for (const { short, why } of Object.values(reasons)) {
        for (const said of [name, next, short(full), why(full)]) expect(said).toMatch(/^\S(?!.* {2}).*\S$/);
        for (const said of [short(empty), why(empty)]) expect(said).not.toMatch(/undefined|null|NaN/);
        expect(why(full)).toMatch(/(?:[.]|the detail)$/);
      }
    }
  });
});

it('a sentence says what it is told, in the singular too', () => {
  const said: Said = { text: (key) => (key === 'step' ? 'call' : ''), day: () => '', number: () => 1 };
  expect(TASK_SENTENCES.en['call']?.reasons['ladder_call']?.why(said)).toContain('an invoice is overdue, the oldest by a day');
  expect(TASK_SENTENCES.de['call']?.reasons['ladder_call']?.why({ ...said, number: () => 4 })).toContain(
    '4 Rechnungen sind überfällig, die älteste seit 4 Tagen',
  );
});
