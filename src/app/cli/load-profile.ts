import { readFileSync } from 'node:fs';
import { findProfile, PROFILE_FIELDS, type ProfileKind } from '../../ar/cash-application/import-profiles.ts';
import { readProfile, type Profile } from '../../formats/csv/profile.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { CompanyRunner } from '../run-context.ts';

function isPath(reference: string): boolean {
  return reference.endsWith('.json') || reference.includes('/') || reference.includes('\\');
}

/** The parsed content of a profile file, not yet judged. Refuses `profile.not_found`, `profile.not_json`. */
export function profileFileContent(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Refusal('profile.not_found', `The profile file ${file} cannot be read (${code}). Check its path.`, { profile: file });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new Refusal('profile.not_json', `The profile file ${file} is not valid JSON: ${(error as Error).message}.`, { profile: file });
  }
}

/** The profile that `--profile` names: a JSON file (a path, or a name ending in .json), else one that is saved in the company.
 *  Refuses `profile.not_found`, `profile.not_json`, `profile.invalid`, `profile.other_kind`. */
export async function loadProfile(reference: string | undefined, options: { kind: ProfileKind; runner: CompanyRunner }): Promise<Profile | undefined> {
  if (reference === undefined) return undefined;
  if (isPath(reference)) return readProfile(profileFileContent(reference), PROFILE_FIELDS[options.kind]);
  return options.runner.run((ctx) => findProfile(ctx, reference, options.kind));
}
