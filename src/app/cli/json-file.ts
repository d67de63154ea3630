import { readFileSync } from 'node:fs';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** The parsed content of a JSON file, or of `-`, standard input; not yet judged. Refuses `file.not_found`, `file.not_json`. */
export function jsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Refusal('file.not_found', `The file ${file} cannot be read (${code}). Check its path.`, { file });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new Refusal('file.not_json', `The file ${file} is not valid JSON: ${(error as Error).message}.`, { file });
  }
}
