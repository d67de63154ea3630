import { readFileSync } from 'node:fs';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** The text of a small file, UTF-8. Refuses `file.not_readable`. */
export function textOfFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch {
    throw new Refusal('file.not_readable', `The file ${file} can't be read. Check the path and that this user may read it.`, { file });
  }
}
