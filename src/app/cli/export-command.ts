import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { Argument, Option, type Command } from 'commander';
import { EXPORT_KINDS, exportColumns, exportRows, type ExportKind, type ExportRow, type ExportValue } from '../../ar/insight/export-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { csvLine } from '../../foundation/text/csv-line.ts';
import { writerTo } from './output.ts';
import { companyLeaf, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type ExportFormat = 'csv' | 'json' | 'ndjson';
type ExportOptions = CompanyOptions & { readonly format?: ExportFormat; readonly out?: string };

/** How rows become text: what stands before, between and after them. */
type Writing = { readonly head: string; row(row: ExportRow, index: number): string; readonly tail: (rows: number) => string };

/** null is an empty cell; a list is its values with a space between. */
function cellOf(value: ExportValue): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value as string | number | boolean);
}

function writingOf(format: ExportFormat, columns: readonly string[]): Writing {
  const object = (row: ExportRow): string => JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
  if (format === 'csv') return { head: csvLine(columns), row: (row) => csvLine(row.map(cellOf)), tail: () => '' };
  if (format === 'ndjson') return { head: '', row: (row) => `${object(row)}\n`, tail: () => '' };
  return { head: '[', row: (row, index) => `${index === 0 ? '\n' : ',\n'}  ${object(row)}`, tail: (rows) => (rows === 0 ? ']\n' : '\n]\n') };
}

async function writeAll(session: CompanySession, kind: ExportKind, format: ExportFormat, write: (text: string) => Promise<void>): Promise<number> {
  const writing = writingOf(format, exportColumns(kind));
  return session.runner.read(async (ctx) => {
    let rows = 0;
    await write(writing.head);
    for await (const batch of exportRows(ctx, kind)) {
      await write(batch.map((row, index) => writing.row(row, rows + index)).join(''));
      rows += batch.length;
    }
    await write(writing.tail(rows));
    return rows;
  });
}

function outTrouble(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'EROFS', 'ENOTDIR'].includes(code)) return error;
  return new Refusal('output.not_writable', `${file} cannot be written (${code}). Choose a folder that exists and that this user may write to.`, {
    file,
    reason: code,
  });
}

/** Into a file beside the final one that takes its place when it is whole: a broken export never looks like a finished one. */
async function toFile(file: string, work: (write: (text: string) => Promise<void>) => Promise<number>): Promise<number> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new Refusal('output.not_writable', `${file} is a folder. Name a file in it.`, { file, reason: 'EISDIR' });
  const part = `${file}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  try {
    await once(stream, 'open');
    const rows = await work(writerTo(stream));
    stream.end();
    await once(stream, 'close');
    renameSync(part, file);
    return rows;
  } catch (error) {
    stream.destroy();
    rmSync(part, { force: true });
    throw outTrouble(file, error);
  }
}

async function runExport(session: CompanySession, kind: ExportKind, options: ExportOptions): Promise<void> {
  const format = options.json === true ? 'json' : (options.format ?? 'csv');
  if (options.out === undefined) {
    await writeAll(session, kind, format, (text) => session.out.write(text));
    return;
  }
  const rows = await toFile(options.out, (write) => writeAll(session, kind, format, write));
  session.out.note(`Wrote ${rows} rows to ${options.out}.`);
}

export function addExportCommand(program: Command, cli: Cli): void {
  const command = companyLeaf(program, 'export', 'write all rows of one kind, streamed; to stdout or a file')
    .addArgument(new Argument('<kind>', 'what to export').choices([...EXPORT_KINDS]))
    .addOption(new Option('--format <format>', 'how to write it (default csv)').choices(['csv', 'json', 'ndjson']))
    .option('--out <file>', 'write to this file instead of stdout');
  command.action(async (kind: ExportKind, options: ExportOptions) => withCompany(cli, options, (session) => runExport(session, kind, options)));
}
