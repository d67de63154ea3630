import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What somebody was told is done. Counts are of tables that only grow, as they stood in the unit of work that was acknowledged. */
export type Acknowledgement =
  | { readonly kind: 'unit'; readonly step: string; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'issued'; readonly invoices: readonly { readonly number: string; readonly gross: string }[] }
  | { readonly kind: 'history'; readonly prefix: string; readonly imported: number }
  | { readonly kind: 'statement'; readonly reference: string; readonly lines: number; readonly sum: string }
  | { readonly kind: 'refused_again'; readonly reference: string }
  | { readonly kind: 'applied'; readonly lines: number; readonly applied: number }
  | { readonly kind: 'undone'; readonly lineId: string }
  | { readonly kind: 'sealed'; readonly seals: number; readonly head: string };

function parsed(line: string): Acknowledgement[] {
  try {
    return [JSON.parse(line) as Acknowledgement];
  } catch {
    return [];
  }
}

/** Appends one line and does not return before the disk has it: what stands here was promised. */
export function acknowledge(file: string, acknowledgement: Acknowledgement): void {
  const handle = openSync(file, 'a');
  try {
    // Begins with the end of a line: what a kill left half written before stays a line of its own.
    writeSync(handle, `\n${JSON.stringify(acknowledgement)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** All promises so far. A line that was cut off by a kill was never a promise. */
export function readAcknowledgements(file: string): Acknowledgement[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').slice(0, -1).flatMap(parsed);
}
