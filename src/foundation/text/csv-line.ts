/** A number as spreadsheets read it: harmless although it begins with a sign. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets hide. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** One CSV record (RFC 4180), with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(harmless(cell))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
