/** A number as spreadsheets read it: harmless although it begins with a sign. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** What a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets hide. Where its list separator is the semicolon it ends cells
 *  there as well, so every piece of a text counts as the beginning of one. */
function harmless(text: string): string {
  return text
    .split(';')
    .map((piece) => (/^[=+\-@\t\r]/.test(piece) && !NUMBER.test(piece) ? `'${piece}` : piece))
    .join(';');
}

/** One CSV record (RFC 4180), with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(harmless(cell))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
