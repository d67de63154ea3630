import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** A file that can be read from its beginning as often as a unit of work is tried. */
export type InputFile = {
  /** For people and records: the base name, or `standard input`. */
  readonly name: string;
  readonly bytes: number;
  /** Reads it once more; `sha256` is of what was read so far, `onBytes` hears how many that are. */
  read(onBytes?: (bytes: number) => void): { readonly source: AsyncIterable<Uint8Array>; sha256(): string };
  /** Removes what was put aside for it. */
  dispose(): void;
};

const PIECE_BYTES = 256 * 1024;

function unreadable(name: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Refusal('file.not_found', `There is no file ${name}. Check the path.`, { file: name });
  if (code === 'EACCES' || code === 'EPERM')
    return new Refusal('file.not_readable', `The file ${name} may not be read by this user. Give it read access, or run as its owner.`, { file: name });
  return error;
}

/** The file of a path, or of `-`: standard input, put aside first because a unit of work may have to read it twice.
 *  Refuses `file.not_found`, `file.not_readable`, `file.is_folder`. */
export async function inputFile(given: string): Promise<InputFile> {
  if (given === '-') return spooledInput();
  try {
    const stat = statSync(given);
    if (stat.isDirectory()) throw new Refusal('file.is_folder', `${given} is a folder. Name one file.`, { file: given });
    if (!stat.isFile()) return await spooledFrom(createReadStream(given), path.basename(given));
    await (await open(given, 'r')).close();
    return fileAt(given, { name: path.basename(given), bytes: stat.size, dispose: () => undefined });
  } catch (error) {
    throw unreadable(given, error);
  }
}

async function spooledInput(): Promise<InputFile> {
  if (process.stdin.isTTY)
    throw new Refusal('file.no_input', 'The file is "-", standard input, but that is the terminal. Pipe the file in: … | dunlin import … -');
  return spooledFrom(process.stdin, 'standard input');
}

async function spooledFrom(source: AsyncIterable<Uint8Array>, name: string): Promise<InputFile> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-input-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // A command that is told to stop ends without coming back here, and the file holds names and accounts.
  process.once('exit', remove);
  const dispose = (): void => {
    process.removeListener('exit', remove);
    remove();
  };
  try {
    const file = path.join(folder, 'input');
    const handle = await open(file, 'wx', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of source) {
        await handle.writeFile(chunk);
        bytes += chunk.byteLength;
      }
    } finally {
      await handle.close();
    }
    return fileAt(file, { name, bytes, dispose });
  } catch (error) {
    dispose();
    throw error;
  }
}

function fileAt(file: string, options: Pick<InputFile, 'name' | 'bytes' | 'dispose'>): InputFile {
  return {
    ...options,
    read(onBytes) {
      const hash = createHash('sha256');
      let bytes = 0;
      async function* source(): AsyncGenerator<Uint8Array> {
        for await (const chunk of createReadStream(file, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Uint8Array>) {
          hash.update(chunk);
          bytes += chunk.byteLength;
          onBytes?.(bytes);
          yield chunk;
        }
      }
      return { source: source(), sha256: () => hash.copy().digest('hex') };
    },
  };
}
