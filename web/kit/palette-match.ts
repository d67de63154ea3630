export type Matchable = { readonly label: string; readonly hint?: string | undefined; readonly keywords?: string | undefined };

const plain = (text: string): string => text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');

/** How well it matches what was typed: every word must occur; 3 the label starts so, 2 words of the label start so, 1 somewhere, 0 not at all. */
export function matchOf(item: Matchable, typed: string): number {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const label = plain(item.label);
  const all = `${label} ${plain(item.hint ?? '')} ${plain(item.keywords ?? '')}`;
  if (!words.every((word) => all.includes(word))) return 0;
  if (label.startsWith(words.join(' '))) return 3;
  return words.every((word) => label.split(/[\s\-/]+/).some((part) => part.startsWith(word))) ? 2 : 1;
}

/** Those that match, best first and otherwise in the order given. */
export function matching<T extends Matchable>(items: readonly T[], typed: string): readonly T[] {
  return items
    .map((item) => ({ item, rank: matchOf(item, typed) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ item }) => item);
}
