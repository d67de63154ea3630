import type { Day } from '../calendar/day.ts';

/** Postgres types that our tables use, and what a value is in TypeScript. */
type Values = {
  uuid: string;
  text: string;
  bigint: bigint;
  int: number;
  double: number;
  boolean: boolean;
  date: Day;
  timestamptz: Date;
  numeric: string;
  jsonb: unknown;
  bytea: Uint8Array;
  'text[]': readonly string[];
};

export type ColumnType = keyof Values | `${keyof Values}?`;

type ValueOf<T extends ColumnType> = T extends `${infer Base extends keyof Values}?` ? Values[Base] | null : T extends keyof Values ? Values[T] : never;

export type Columns = Readonly<Record<string, ColumnType>>;

/** Where a table lives on a distributed engine: by company, copied to every node, or on the first node alone. */
export type Placement = 'distributed' | 'reference' | 'local';

/** What the application's role may do besides reading. The database refuses everything else. */
export type Writes = { readonly insert: boolean; readonly update: readonly string[] | 'all'; readonly delete: boolean };

export type Table<C extends Columns = Columns> = {
  readonly name: string;
  readonly columns: C;
  readonly placement: Placement;
  readonly writes: Writes;
};

/** A row of a table, column names as in the database. */
export type Row<T extends Table> = { readonly [K in keyof T['columns']]: ValueOf<T['columns'][K]> };

export const APPEND_ONLY: Writes = { insert: true, update: [], delete: false };
export const MUTABLE: Writes = { insert: true, update: 'all', delete: true };

/** Types of a table by hand, `?` for nullable columns; a test holds them against the migrated database. */
export function defineTable<const C extends Columns>(name: string, columns: C, options: { placement?: Placement; writes: Writes }): Table<C> {
  return { name, columns, placement: options.placement ?? 'distributed', writes: options.writes };
}

/** Append-only except for the named columns. */
export function updatable(...columns: string[]): Writes {
  return { insert: true, update: columns, delete: false };
}
