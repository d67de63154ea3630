import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomHex } from './token.ts';

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeBeside(file: string, text: string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomHex(6)}`;
  writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
  return beside;
}

/** The text of a file that only its owner may read, made on first use. Of several processes that start at once, one writes and all read the same. */
export function readOrCreateSecret(file: string, make: () => string): string {
  const known = readIfThere(file);
  if (known !== undefined) return known;
  const beside = writeBeside(file, make());
  try {
    linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside);
  }
  return readFileSync(file, 'utf8');
}

/** Replaces such a file in one step. */
export function replaceSecret(file: string, text: string): void {
  renameSync(writeBeside(file, text), file);
}
