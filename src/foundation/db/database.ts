import pg from 'pg';
import { assert } from '../errors/refusal.ts';
import { txOn, type KeptStatements, type StatementCount, type Tx } from './tx.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Deadlock and serialisation failure: nothing was done, doing it again is right. */
const RETRYABLE = new Set(['40P01', '40001']);

const INT8 = 20,
  DATE = 1082,
  NUMERIC = 1700,
  INT8_ARRAY = 1016;

/** Amounts as bigint, days as text: never through floating point or a local time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return (text: string) => BigInt(text);
    if (oid === DATE || oid === NUMERIC) return (text: string) => text;
    if (oid === INT8_ARRAY) return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt));
    return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
  }) as typeof pg.types.getTypeParser,
};

export type Database = {
  /** One unit of work for one company: row-level security sees that company alone. Retried when the database asks for it. */
  forCompany<T>(companyId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One unit of work on control tables (firms, users, sessions): no company's rows are visible. */
  forControl<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly count: StatementCount;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && RETRYABLE.has(error.code ?? '');
}

/** More texts than this are not the same ones again, and the server would keep all of them. */
const MOST_KEPT = 500;

function keptStatements(): KeptStatements {
  const names = new Map<string, string>();
  return {
    nameOf: (text) => {
      const known = names.get(text);
      if (known !== undefined || names.size >= MOST_KEPT || !/^\s*(select|insert|update|with|delete)\b/.test(text)) return known;
      const name = `kept_${names.size + 1}`;
      names.set(text, name);
      return name;
    },
  };
}

/** Connects to `url`; with `role`, every connection takes that role (a database that we were given has no login of ours). `lazyCommit`: a crash of the database
 *  may lose the last moments, never a part of a unit of work; for work that is begun anew when it is cut off. `keepStatements`: the server keeps what it has
 *  read and planned, for work that asks the same thousands of times. */
export function openDatabase(options: { url: string; role?: string; maxConnections?: number; lazyCommit?: boolean; keepStatements?: boolean }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    types,
    options: `-c timezone=UTC -c datestyle=ISO,YMD${options.lazyCommit ? ' -c synchronous_commit=off' : ''}${options.role ? ` -c role=${options.role}` : ''}`,
    application_name: 'dunlin',
  });
  // An idle connection that breaks is replaced at its next use; without a listener the process would end.
  pool.on('error', () => undefined);
  // The pool listens to idle connections only. One that breaks in use rejects its query, and the event beside it must not end the process either.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const count: StatementCount = { statements: 0 };
  const kept = options.keepStatements ? keptStatements() : undefined;

  const unit = async <T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query(begin);
        const result = await work(txOn(client, count, kept));
        await client.query('commit');
        return result;
      } catch (error) {
        broken = await client.query('rollback').then(
          () => false,
          () => true,
        );
        if (!isRetryable(error) || attempt >= 5) throw error;
      } finally {
        client.release(broken);
      }
    }
  };

  return {
    forCompany(companyId, work) {
      assert(UUID.test(companyId), 'the company of a unit of work is a uuid');
      return unit(`begin; set local app.company = '${companyId}'`, work);
    },
    forControl: (work) => unit('begin', work),
    count,
    pool,
    close: () => pool.end(),
  };
}
