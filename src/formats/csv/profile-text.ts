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

/** The settings that such a text names, and no others: what it leaves out is still to be told. Refuses as `profileOfText` does. */
export function givenSettings(text: string | undefined, fields: readonly string[]): Partial<Profile> {
  const profile = profileOfText(text, fields);
  if (text === undefined || profile === undefined) return {};
  const named = Object.keys(JSON.parse(text) as object);
  const keys = (Object.keys(profile) as (keyof Profile)[]).filter(
    (key) => named.includes(key) || (key === 'constants' && named.some((one) => fields.includes(one))),
  );
  return Object.fromEntries(keys.map((key) => [key, profile[key]]));
}
