import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { BANK_LINE_FIELDS } from '../../formats/bank-csv/bank-line-fields.ts';
import { CUSTOMER_FIELDS } from '../../formats/csv/customer-row.ts';
import { INVOICE_FIELDS } from '../../formats/csv/invoice-row.ts';
import { PAYMENT_FIELDS } from '../../formats/csv/payment-row.ts';
import { readProfile, type Profile } from '../../formats/csv/profile.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { importProfileTable } from './tables.ts';

/** What a profile may be for, with the names that it may use. */
export const PROFILE_FIELDS = {
  customers: CUSTOMER_FIELDS,
  invoices: INVOICE_FIELDS,
  payments: PAYMENT_FIELDS,
  statement: BANK_LINE_FIELDS,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ProfileKind = keyof typeof PROFILE_FIELDS;

export const PROFILE_KINDS = Object.keys(PROFILE_FIELDS) as ProfileKind[];

const MAX_NAME = 60;

type Stored = { name: string; kind: ProfileKind; content: unknown; changed_at: Date };

async function findStored(ctx: Ctx, name: string): Promise<Stored | undefined> {
  return ctx.tx.first(sql<Stored>`select name, kind, content, changed_at from import_profile where company_id = ${ctx.company.id} and name = ${name}`);
}

/** Keeps a profile under a name, in place of what had the name. `content` is the parsed JSON of a profile file.
 *  Refuses `profile.invalid`, `profile.name_invalid` and, where the name is that of another kind of file, `profile.other_kind`. */
export async function saveProfile(ctx: Ctx, input: { name: string; kind: ProfileKind; content: unknown }): Promise<'created' | 'changed'> {
  const name = input.name.trim();
  if (name === '' || name.length > MAX_NAME || /[/\\]|\.json$|\p{Cc}/u.test(name)) {
    throw new Refusal(
      'profile.name_invalid',
      `"${name.slice(0, MAX_NAME)}" cannot name a profile: use 1 to ${MAX_NAME} characters without slashes, not ending in .json.`,
      {
        name: name.slice(0, MAX_NAME),
      },
    );
  }
  readProfile(input.content, PROFILE_FIELDS[input.kind]);
  const before = await findStored(ctx, name);
  if (before && before.kind !== input.kind) throw otherKind(name, before.kind, input.kind);
  await insertRows(
    ctx.tx,
    importProfileTable,
    [{ company_id: ctx.company.id, name, kind: input.kind, content: input.content, changed_at: ctx.now }],
    'on conflict (company_id, name) do update set kind = excluded.kind, content = excluded.content, changed_at = excluded.changed_at',
  );
  await recordAudit(ctx, [
    {
      action: before ? 'import_profile.changed' : 'import_profile.created',
      subjectKind: 'import_profile',
      subjectId: name,
      ...(before ? { before: before.content } : {}),
      after: input.content,
    },
  ]);
  return before ? 'changed' : 'created';
}

export type SavedProfile = ListedProfile & { readonly content: unknown };

/** A saved profile as it was saved. Refuses `profile.not_found`. */
export async function getProfile(ctx: Ctx, name: string): Promise<SavedProfile> {
  const saved = await findStored(ctx, name);
  if (!saved) {
    throw new Refusal('profile.not_found', `There is no saved profile "${name}" in this company. To use a file, write its path ending in .json.`, {
      profile: name,
    });
  }
  return { name: saved.name, kind: saved.kind, changedAt: saved.changed_at, content: saved.content };
}

/** The saved profile of this name. Refuses `profile.not_found` and `profile.other_kind`. */
export async function findProfile(ctx: Ctx, name: string, kind: ProfileKind): Promise<Profile> {
  const saved = await getProfile(ctx, name);
  if (saved.kind !== kind) throw otherKind(name, saved.kind, kind);
  return readProfile(saved.content, PROFILE_FIELDS[kind]);
}

/** All saved profiles of a kind, by name. One that names a field which is no more is left out. */
export async function profilesOfKind(ctx: Ctx, kind: ProfileKind): Promise<{ name: string; profile: Profile }[]> {
  const rows = await ctx.tx.rows(sql<Stored>`select name, content from import_profile where company_id = ${ctx.company.id} and kind = ${kind} order by name`);
  return rows.flatMap(({ name, content }) => {
    try {
      return [{ name, profile: readProfile(content, PROFILE_FIELDS[kind]) }];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
}

export type ListedProfile = { readonly name: string; readonly kind: ProfileKind; readonly changedAt: Date };

/** By name. */
export async function listProfiles(ctx: Ctx): Promise<ListedProfile[]> {
  const rows = await ctx.tx.rows(sql<Stored>`select name, kind, changed_at from import_profile where company_id = ${ctx.company.id} order by name`);
  return rows.map((row) => ({ name: row.name, kind: row.kind, changedAt: row.changed_at }));
}

function otherKind(name: string, kind: ProfileKind, asked: ProfileKind): Refusal {
  return new Refusal('profile.other_kind', `The profile "${name}" is for ${kind}, not for ${asked}. Choose another one.`, { profile: name, kind });
}
