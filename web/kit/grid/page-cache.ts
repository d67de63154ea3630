/** Pages of a list by number, the ones used last; older ones are dropped when there are too many. */
export type PageCache<Page> = {
  /** Reads without counting as use. */
  readonly peek: (number: number) => Page | undefined;
  readonly has: (number: number) => boolean;
  readonly put: (number: number, page: Page) => void;
  /** These are on the screen or near it: they are dropped last. */
  readonly use: (numbers: Iterable<number>) => void;
  readonly clear: () => void;
  readonly numbers: () => readonly number[];
};

export function pageCache<Page>(maxPages: number): PageCache<Page> {
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  const pages = new Map<number, Page>();
  const touch = (number: number): void => {
    const page = pages.get(number);
    if (page === undefined) return;
    pages.delete(number);
    pages.set(number, page);
  };
  return {
    peek: (number) => pages.get(number),
    has: (number) => pages.has(number),
    put(number, page) {
      pages.delete(number);
      pages.set(number, page);
      for (const oldest of pages.keys()) {
        if (pages.size <= maxPages) break;
        pages.delete(oldest);
      }
    },
    use(numbers) {
      for (const number of numbers) touch(number);
    },
    clear: () => pages.clear(),
    numbers: () => [...pages.keys()],
  };
}
