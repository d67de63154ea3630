import { pageCache, type PageCache } from './page-cache.ts';

export type KeysetPage<Row> = { readonly items: readonly Row[]; readonly next: string | null };

/** Cursors into a list at even distances: row k * step begins after anchor k; anchor 0 is null, the beginning. */
export type Anchors = { readonly count: number; readonly step: number; readonly anchors: readonly (string | null)[] };

export type PagePlace = { readonly cursor: string | null; readonly skip: number };

/** What is known of a list that is paged by cursors: pages, where others begin, and how many rows there are. */
export type KeysetBook<Row> = {
  readonly pages: PageCache<readonly Row[]>;
  readonly count: () => number;
  readonly counted: () => boolean;
  readonly hasAnchors: () => boolean;
  /** Undefined until anchors or the page before say where it begins. */
  readonly placeOf: (page: number) => PagePlace | undefined;
  readonly lastPage: () => number;
  readonly learnPage: (page: number, answer: KeysetPage<Row>) => void;
  readonly learnAnchors: (answer: Anchors) => void;
};

export function keysetBook<Row>(pageRows: number, maxPages: number): KeysetBook<Row> {
  const pages = pageCache<readonly Row[]>(maxPages);
  /** Where the page after this one begins, from the page itself: exact even where rows came or went since the anchors. */
  const nexts = new Map<number, string | null>();
  let anchors: Anchors | null = null;
  let known = 0;
  let isCounted = false;
  return {
    pages,
    count: () => known,
    counted: () => isCounted,
    hasAnchors: () => anchors !== null,
    lastPage: () => (isCounted ? Math.max(0, Math.ceil(known / pageRows) - 1) : Number.POSITIVE_INFINITY),
    placeOf(page) {
      if (page === 0) return { cursor: null, skip: 0 };
      const before = nexts.get(page - 1);
      if (typeof before === 'string') return { cursor: before, skip: 0 };
      if (!anchors) return undefined;
      const row = page * pageRows;
      const anchor = Math.max(0, Math.min(Math.floor(row / anchors.step), anchors.anchors.length - 1));
      return { cursor: anchors.anchors[anchor] ?? null, skip: row - anchor * anchors.step };
    },
    learnPage(page, { items, next }) {
      const end = page * pageRows + items.length;
      nexts.set(page, next);
      pages.put(page, items);
      if (next === null) {
        // The end of the list is where a page says so; anchors are as old as their request. An empty page only says that it is earlier.
        known = items.length > 0 || page === 0 ? end : Math.min(known, end);
        isCounted = true;
      } else if (!isCounted) known = Math.max(known, end);
      else if (end >= known) {
        // It goes on behind its end: rows came, and it is counted again.
        known = end;
        anchors = null;
      }
    },
    learnAnchors(answer) {
      anchors = answer;
      isCounted = true;
      if ([...nexts.values()].includes(null)) return;
      known = Math.max(answer.count, ...pages.numbers().map((page) => page * pageRows + (pages.peek(page)?.length ?? 0)));
    },
  };
}
