import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** The whole file or no file, also after a kill in between. */
export function writeDurably(file: string, text: string): void {
  const part = `${file}.part`;
  const handle = openSync(part, 'w');
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, file);
}
