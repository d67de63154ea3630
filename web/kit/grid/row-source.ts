/** Where a grid gets its rows: every row has a place from 0 on, and what is not there yet is asked for and comes later. */
export type RowSource<Row> = {
  /** What is shown, its filter and its order: a source with the same key goes on at the same place, one with another key begins at the top. */
  readonly key: string;
  /** How many rows there are; while `counted` is false, how many are known. */
  readonly count: () => number;
  readonly counted: () => boolean;
  /** Both ends included. */
  readonly rowsAt: (first: number, last: number) => readonly (Row | undefined)[];
  /** These rows are on the screen now: load them, and nothing that was wanted before. */
  readonly want: (first: number, last: number) => void;
  /** All rows of a range, however long it takes: for a selection that reaches over pages that aren't loaded. */
  readonly read: (first: number, last: number) => Promise<readonly Row[]>;
  /** Why rows are missing, and that they are tried again. */
  readonly problem: () => unknown;
  readonly retry: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Nobody looks any more: requests end. A later `want` begins again. */
  readonly rest: () => void;
};

/** Rows that are all here already: a short list, a sample, a test. */
export function rowsInMemory<Row>(key: string, rows: readonly Row[]): RowSource<Row> {
  return {
    key,
    count: () => rows.length,
    counted: () => true,
    rowsAt: (first, last) => rows.slice(first, last + 1),
    want: () => undefined,
    read: (first, last) => Promise.resolve(rows.slice(first, last + 1)),
    problem: () => undefined,
    retry: () => undefined,
    subscribe: () => () => undefined,
    rest: () => undefined,
  };
}
