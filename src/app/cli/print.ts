import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Output } from './output.ts';

export type Column<R> = { readonly title: string; readonly value: (row: R) => string; readonly align?: 'left' | 'right' };

/** Text of the outside for a terminal: control characters could move the cursor or hide what stands there, direction marks could turn amounts around. */
export function visible(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '·');
}

/** Columns of the terminal that a text takes: marks take none, East Asian wide characters and emoji two. */
function widthOf(text: string): number {
  let width = 0;
  for (const c of text) {
    if (/\p{M}/u.test(c)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(c) ? 2 : 1;
  }
  return width;
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + text : text + space;
}

/** A table of plain text, two spaces between columns; amounts belong into right-aligned columns. */
export function renderTable<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const cells = rows.map((row) => columns.map((column) => visible(column.value(row))));
  const widths = columns.map((column, index) => Math.max(widthOf(column.title), ...cells.map((line) => widthOf(line[index] ?? ''))));
  const line = (values: readonly string[]): string =>
    values
      .map((value, index) => padded(value, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n') + '\n';
}

/** The JSON of a result: bigints as decimal text (amounts are formatted before). */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner), 2)}\n`;
}

const SHOWN_PROBLEMS = 20;

/** Problems of a file on stderr, the first ones by place. */
export function noteProblems(out: Output, problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, SHOWN_PROBLEMS)) out.note(`  ${visible(problem.where)}: ${visible(problem.message)}`);
  if (problems.length > SHOWN_PROBLEMS) out.note(`  and ${problems.length - SHOWN_PROBLEMS} more; --json lists all of them.`);
}
