import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { giveToFolderOwner } from './private-file.ts';
import { systemCode } from './refusals.ts';

const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4096;
const TAIL_LINES = 12;

/** Opens the server's log for appending; a log above 10 MB moves aside to `<file>.1` first.
 *  The server writes to the file itself, not through us: it must be able to outlive this process. */
export function openLog(file: string): number {
  try {
    if (statSync(file).size > ROTATE_ABOVE_BYTES) renameSync(file, `${file}.1`);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const log = openSync(file, 'a', 0o600);
  giveToFolderOwner(log, path.dirname(file));
  return log;
}

/** The last lines written since `fromByte`, for a message to a person. */
export function logTail(file: string, fromByte: number): string {
  const handle = openSync(file, 'r');
  try {
    const size = fstatSync(handle).size;
    const from = Math.max(fromByte, size - TAIL_BYTES, 0);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const read = readSync(handle, bytes, 0, bytes.length, from);
    return lastLines(bytes.toString('utf8', 0, read));
  } finally {
    closeSync(handle);
  }
}

export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-TAIL_LINES).join('\n');
}
