import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { readProfile, type Profile } from '../../formats/csv/profile.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { CompanyRunner } from '../run-context.ts';

export type ProfileKind = 'customers' | 'invoices' | 'payments' | 'statement';

function isPath(reference: string): boolean {
  return reference.endsWith('.json') || reference.includes('/') || reference.includes('\\');
}

function fromFile(file: string, fields: readonly string[]): Profile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Refusal('profile.not_found', `The profile file ${file} cannot be read (${code}). Check its path.`, { profile: file });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Refusal('profile.not_json', `The profile file ${file} is not valid JSON: ${(error as Error).message}.`, { profile: file });
  }
  return readProfile(parsed, fields);
}

/** The profile that `--profile` names: a JSON file (a path, or a name ending in .json), else one that is saved in the company.
 *  Refuses `profile.not_found`, `profile.not_json`, `profile.invalid`. */
export async function loadProfile(
  reference: string | undefined,
  options: { kind: ProfileKind; fields: readonly string[]; runner: CompanyRunner },
): Promise<Profile | undefined> {
  if (reference === undefined) return undefined;
  if (isPath(reference)) return fromFile(reference, options.fields);
  const saved = await options.runner.run((ctx) =>
    ctx.tx.first(
      sql<{ content: unknown; kind: string }>`select content, kind from import_profile where company_id = ${ctx.company.id} and name = ${reference}`,
    ),
  );
  if (!saved) {
    throw new Refusal('profile.not_found', `There is no saved profile "${reference}" in this company. To use a file, write its path ending in .json.`, {
      profile: reference,
    });
  }
  if (saved.kind !== options.kind) {
    throw new Refusal('profile.other_kind', `The profile "${reference}" is for ${saved.kind}, not for ${options.kind}. Choose another one.`, {
      profile: reference,
      kind: saved.kind,
    });
  }
  return readProfile(saved.content, options.fields);
}
