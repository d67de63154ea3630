import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../../foundation/errors/refusal.ts';

function trouble(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '') return error;
  return new Refusal('output.not_writable', `${file} cannot be written (${code}). Choose a folder that exists and that this user may write to.`, {
    file,
    reason: code,
  });
}

/** Writes a whole file or none: what stops half-way leaves no half of it under its name. Refuses `output.not_writable`. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  try {
    writeFileSync(beside, bytes, { mode: 0o600 });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw trouble(file, error);
  }
}

/** Refuses `output.not_writable`. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw trouble(folder, error);
  }
}
