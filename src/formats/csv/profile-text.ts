import { Refusal } from '../../foundation/errors/refusal.ts';
import { readProfile, type Profile } from './profile.ts';

/** A profile that was sent along with a file, as JSON text; undefined where none was. Refuses `profile.not_json` and `profile.invalid`. */
export function profileOfText(text: string | undefined, fields: readonly string[]): Profile | undefined {
  if (text === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal('profile.not_json', 'The profile is not valid JSON. Send for example {"columns": {"number": "Invoice No"}}.', {});
  }
  return readProfile(parsed, fields);
}
