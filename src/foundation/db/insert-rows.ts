import type { Columns, ColumnType, Row, Table } from './table.ts';
import type { Tx } from './tx.ts';

/** Columns that travel as text[] and are cast by the select, because their own array type would nest or need its own encoding. */
const CAST: Readonly<Record<string, string>> = { jsonb: 'jsonb', bytea: 'bytea', 'text[]': 'text[]' };

const ARRAY_TYPE: Readonly<Record<string, string>> = {
  uuid: 'uuid[]',
  text: 'text[]',
  bigint: 'bigint[]',
  int: 'int[]',
  double: 'double precision[]',
  boolean: 'boolean[]',
  date: 'date[]',
  timestamptz: 'timestamptz[]',
  numeric: 'numeric[]',
  jsonb: 'text[]',
  bytea: 'text[]',
  'text[]': 'text[]',
};

const UNQUOTED = new Set(['uuid', 'bigint', 'int', 'double', 'boolean', 'date', 'numeric']);

function baseOf(type: ColumnType): string {
  return type.endsWith('?') ? type.slice(0, -1) : type;
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
}

function elementOf(type: string, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (UNQUOTED.has(type)) return String(value as string | number | bigint | boolean);
  if (type === 'timestamptz') return `"${(value as Date).toISOString()}"`;
  if (type === 'jsonb') return quoted(jsonText(value));
  if (type === 'bytea') return `"\\\\x${Buffer.from(value as Uint8Array).toString('hex')}"`;
  if (type === 'text[]') return quoted(arrayLiteral('text', value as readonly string[]));
  return quoted(value as string);
}

/** The text form of a Postgres array, built by hand: the driver's own encoder is several times slower on long columns. */
export function arrayLiteral(type: string, values: readonly unknown[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += (i > 0 ? ',' : '') + elementOf(type, values[i]);
  return `${text}}`;
}

/** The statement that inserts rows of a table from one array a column. */
export function insertStatement(table: Table): string {
  const names = Object.keys(table.columns);
  const types = names.map((name) => baseOf(table.columns[name] as ColumnType));
  const parameters = types.map((type, i) => `$${i + 1}::${ARRAY_TYPE[type]}`).join(', ');
  const aliases = names.map((_, i) => `c${i}`);
  const selected = aliases.map((alias, i) => (CAST[types[i] as string] ? `${alias}::${CAST[types[i] as string]}` : alias));
  return `insert into ${table.name} (${names.join(', ')}) select ${selected.join(', ')} from unnest(${parameters}) as rows (${aliases.join(', ')})`;
}

/** Inserts all rows with one statement. The caller bounds the number of rows (a few thousand). */
export async function insertRows<C extends Columns>(tx: Tx, table: Table<C>, rows: readonly Row<Table<C>>[], suffix = ''): Promise<number> {
  if (rows.length === 0) return 0;
  const names = Object.keys(table.columns);
  const values = names.map((name) => {
    const type = baseOf(table.columns[name] as ColumnType);
    const column = Array.from({ length: rows.length }) as unknown[];
    for (let i = 0; i < rows.length; i++) column[i] = (rows[i] as Record<string, unknown>)[name];
    return arrayLiteral(type, column);
  });
  return tx.runText(insertStatement(table) + (suffix ? ` ${suffix}` : ''), values);
}

const COPY_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One value in COPY's text format. */
function copyField(type: string, value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (type === 'timestamptz') return (value as Date).toISOString();
  if (type === 'bytea') return `\\\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
  const text = type === 'jsonb' ? jsonText(value) : type === 'text[]' ? arrayLiteral('text', value as readonly string[]) : String(value as string);
  return UNQUOTED.has(type) ? text : text.replace(/[\\\n\r\t]/g, (c) => COPY_ESCAPES[c] as string);
}

/** Rows of a table as lines of COPY's text format, columns in the table's order. */
export function copyLines<C extends Columns>(table: Table<C>, rows: readonly Row<Table<C>>[]): string {
  const columns = Object.entries(table.columns).map(([name, type]) => [name, baseOf(type)] as const);
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) {
      const [name, type] = columns[i] as readonly [string, string];
      text += (i > 0 ? '\t' : '') + copyField(type, (row as Record<string, unknown>)[name]);
    }
    text += '\n';
  }
  return text;
}
