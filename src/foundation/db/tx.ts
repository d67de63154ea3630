import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery } from 'kysely';
import type { ClientBase, QueryResultRow } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { assert } from '../errors/refusal.ts';

/** Kysely builds and compiles; our unit of work executes, so that statements are counted and COPY shares the connection. */
const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Anything of Kysely that yields rows of R: a `sql` template or a built query. */
export type Query<R> = { compile(executor: typeof compiler): CompiledQuery<R> };

/** One open transaction. Queries run one after the other: never start two at once. */
export type Tx = {
  rows<R>(query: Query<R>): Promise<R[]>;
  /** The only row; undefined when there is none. */
  first<R>(query: Query<R>): Promise<R | undefined>;
  /** Runs a write and tells how many rows it touched. */
  run(query: Query<unknown>): Promise<number>;
  /** Plain text with positional parameters; for statements that are built by code. */
  runText(text: string, values?: readonly unknown[]): Promise<number>;
  rowsText<R>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Streams text-format COPY data into `COPY ... FROM STDIN`. */
  copyIn(statement: string, data: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<number>;
  /** Streams the output of `COPY ... TO STDOUT`. */
  copyOut(statement: string): AsyncIterable<Uint8Array>;
  /** Rows in batches through a cursor: memory stays flat whatever the size. */
  batches<R>(query: Query<R>, batchRows: number): AsyncGenerator<R[]>;
};

export type StatementCount = { statements: number };

/** Names under which the server keeps statements that it has read once, by their text. */
export type KeptStatements = { nameOf(text: string): string | undefined };

/** Wraps a connected client whose transaction is open. With `kept`, the server reads and plans a statement once for a connection. */
export function txOn(client: ClientBase, count: StatementCount, kept?: KeptStatements): Tx {
  let cursors = 0;
  const send = async <R>(text: string, values: readonly unknown[]): Promise<{ rows: R[]; rowCount: number | null }> => {
    count.statements++;
    const name = kept?.nameOf(text);
    return await client.query<R & QueryResultRow>({ text, values: [...values], ...(name === undefined ? {} : { name }) });
  };
  const tx: Tx = {
    async rows<R>(query: Query<R>) {
      const { sql, parameters } = query.compile(compiler);
      return (await send<R>(sql, parameters)).rows;
    },
    async first<R>(query: Query<R>) {
      const rows = await tx.rows(query);
      assert(rows.length <= 1, `expected one row, found ${rows.length}`);
      return rows[0];
    },
    async run(query) {
      const { sql, parameters } = query.compile(compiler);
      return (await send(sql, parameters)).rowCount ?? 0;
    },
    async runText(text, values = []) {
      return (await send(text, values)).rowCount ?? 0;
    },
    async rowsText<R>(text: string, values: readonly unknown[] = []) {
      return (await send<R>(text, values)).rows;
    },
    async copyIn(statement, data) {
      count.statements++;
      const sink = client.query(copyFrom(statement));
      await pipeline(Readable.from(data), sink);
      return sink.rowCount;
    },
    copyOut(statement) {
      count.statements++;
      return client.query(copyTo(statement));
    },
    async *batches<R>(query: Query<R>, batchRows: number) {
      const { sql, parameters } = query.compile(compiler);
      const name = `batch_${++cursors}`;
      await send(`declare ${name} no scroll cursor for ${sql}`, parameters);
      try {
        for (;;) {
          const { rows } = await send<R>(`fetch ${batchRows} from ${name}`, []);
          if (rows.length > 0) yield rows;
          if (rows.length < batchRows) break;
        }
      } finally {
        await send(`close ${name}`, []).catch(() => undefined);
      }
    },
  };
  return tx;
}
