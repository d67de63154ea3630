import { sql } from 'kysely';
import { sha256 } from '../../foundation/crypto/token.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { keptFileTable } from './tables.ts';

export type KeptFile = { readonly id: string; readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

const MAX_NAME = 120;

/** A name that is safe as the name of a file and in the header of a mail: no folders, no control characters, no marks that turn the reading direction. */
export function fileName(text: string): string {
  const safe = text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069"<>|:*?\\/]+/g, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  if (safe.length <= MAX_NAME) return safe === '' ? 'file' : safe;
  const end = /\.[A-Za-z0-9]{1,8}$/.exec(safe)?.[0] ?? '';
  return safe.slice(0, MAX_NAME - end.length) + end;
}

/** Keeps bytes for good and answers their id; the same bytes under the same name are kept once. */
export async function keepFile(ctx: Ctx, file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }): Promise<string> {
  const hash = sha256(file.bytes).toString('hex');
  const name = fileName(file.name);
  await insertRows(
    ctx.tx,
    keptFileTable,
    [
      {
        company_id: ctx.company.id,
        id: ctx.newId(),
        sha256: hash,
        name,
        media_type: file.mediaType,
        size_bytes: file.bytes.length,
        bytes: file.bytes,
        created_at: ctx.now,
      },
    ],
    'on conflict (company_id, sha256, name) do nothing',
  );
  const kept = await ctx.tx.first(sql<{ id: string }>`select id from kept_file where company_id = ${ctx.company.id} and sha256 = ${hash} and name = ${name}`);
  assert(kept, 'a file that was just kept is there');
  return kept.id;
}

/** Refuses `file.not_found`. */
export async function readFile(ctx: Ctx, id: string): Promise<KeptFile> {
  const file = await ctx.tx.first(sql<KeptFile>`
    select id, name, media_type as "mediaType", bytes from kept_file where company_id = ${ctx.company.id} and id = ${id}`);
  if (!file) throw new Refusal('file.not_found', `There is no file ${id} in this company. Reload the list.`, { id });
  return file;
}
