import { BAR_OF_A_VALUE } from './template-engine.ts';

/** A text as people write it: paragraphs between empty lines, and lines that begin with a bar are rows of a table. The first row is its head;
 *  a head that begins with `>` aligns its column right. */
type Block =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly right: readonly boolean[]; readonly rows: readonly (readonly string[])[] };

function cellsOf(line: string): string[] {
  const inner = line.replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|').map((cell) => withBars(cell.trim()));
}

function withBars(text: string): string {
  return text.replaceAll(BAR_OF_A_VALUE, '|');
}

function tableOf(lines: readonly string[]): Block {
  const [first = [], ...rows] = lines.map(cellsOf);
  const right = first.map((cell) => cell.startsWith('>'));
  return { kind: 'table', head: first.map((cell) => cell.replace(/^>\s*/, '')), right, rows };
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let isTable = false;
  const close = (): void => {
    if (lines.length > 0) blocks.push(isTable ? tableOf(lines) : { kind: 'lines', lines: lines.map(withBars) });
    lines = [];
  };
  for (const raw of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const line = raw.trim();
    const row = line.startsWith('|');
    if (line === '' || row !== isTable) close();
    isTable = row;
    if (line !== '') lines.push(line);
  }
  close();
  return blocks;
}

/** The plain text: columns aligned by spaces, one empty line between blocks. */
export function plainTextOf(text: string): string {
  const shown = blocksOf(text).map((block) => (block.kind === 'lines' ? block.lines.join('\n') : plainTable(block)));
  return shown.length === 0 ? '' : `${shown.join('\n\n')}\n`;
}

function plainTable(table: Block & { kind: 'table' }): string {
  const all = [table.head, ...table.rows];
  const widths = table.head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  const lineOf = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        const space = ' '.repeat(Math.max(0, width - [...cell].length));
        return table.right[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [lineOf(table.head), widths.map((width) => '-'.repeat(width)).join('  '), ...table.rows.map(lineOf)].join('\n');
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (c) => ESCAPES[c] as string);
}

const FONT = "font-family:Inter,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;line-height:1.5;color:#1f2328";

/** The same text as a whole HTML page for mail programs: paragraphs, line breaks and tables, everything else escaped; no picture, no script, no link
 *  that is not in the text. */
export function htmlOf(text: string, language: string): string {
  const body = blocksOf(text)
    .map((block) => (block.kind === 'lines' ? `<p style="margin:0 0 14px">${block.lines.map(escaped).join('<br>')}</p>` : htmlTable(block)))
    .join('\n');
  return `<!DOCTYPE html>\n<html lang="${escaped(language)}"><head><meta charset="utf-8"></head><body style="margin:0;padding:16px;${FONT}"><div style="max-width:640px">\n${body}\n</div></body></html>\n`;
}

function htmlTable(table: Block & { kind: 'table' }): string {
  const cell = (tag: 'th' | 'td', text: string, column: number): string => {
    const side = table.right[column] ? 'text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums' : 'text-align:left';
    const line = tag === 'th' ? 'border-bottom:1px solid #8c959f' : 'border-bottom:1px solid #d8dee4';
    return `<${tag}${tag === 'th' ? ' scope="col"' : ''} style="padding:5px 14px 5px 0;${side};${line}">${escaped(text)}</${tag}>`;
  };
  const row = (tag: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${table.head.map((_, column) => cell(tag, cells[column] ?? '', column)).join('')}</tr>`;
  const rows = table.rows.map((cells) => row('td', cells)).join('\n');
  return `<table style="border-collapse:collapse;margin:0 0 14px;${FONT}"><thead>${row('th', table.head)}</thead><tbody>\n${rows}\n</tbody></table>`;
}

/** The parts of a letter's text around its table of items: a line `---` stands where the table goes. */
export function letterParts(text: string): { readonly paragraphs: readonly string[]; readonly closing: readonly string[] } {
  const [above = '', below = ''] = text.split(/^---$/m);
  const paragraphs = (part: string): string[] => blocksOf(part).map((block) => (block.kind === 'lines' ? block.lines.join('\n') : plainTable(block)));
  return { paragraphs: paragraphs(above), closing: paragraphs(below) };
}
