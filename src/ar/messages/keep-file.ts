import { sql } from 'kysely';
import { sha256 } from '../../foundation/crypto/token.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
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

export type FileToKeep = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

/** Keeps files for good and answers their ids in order; the same bytes under the same name are kept once. The caller bounds how many bytes these are. */
export async function keepFiles(ctx: Ctx, files: readonly FileToKeep[]): Promise<string[]> {
  if (files.length === 0) return [];
  const company = ctx.company.id;
  const named = files.map((file) => ({ ...file, name: fileName(file.name), hash: sha256(file.bytes).toString('hex') }));
  const keyOf = (file: { readonly hash: string; readonly name: string }): string => `${file.hash} ${file.name}`;
  await insertRows(
    ctx.tx,
    keptFileTable,
    [...new Map(named.map((file) => [keyOf(file), file])).values()].map((file) => ({
      company_id: company,
      id: ctx.newId(),
      sha256: file.hash,
      name: file.name,
      media_type: file.mediaType,
      size_bytes: file.bytes.length,
      bytes: file.bytes,
      created_at: ctx.now,
    })),
    'on conflict (company_id, sha256, name) do nothing',
  );
  const hashes = arrayLiteral(
    'text',
    named.map((file) => file.hash),
  );
  const rows = await ctx.tx.rows(sql<{ id: string; hash: string; name: string }>`
    select id, sha256 as hash, name from kept_file where company_id = ${company} and sha256 = any (${hashes}::text[])`);
  const ids = new Map(rows.map((row) => [keyOf(row), row.id]));
  return named.map((file) => {
    const id = ids.get(keyOf(file));
    assert(id, 'a file that was just kept is there');
    return id;
  });
}

/** One of `keepFiles`. */
export async function keepFile(ctx: Ctx, file: FileToKeep): Promise<string> {
  return (await keepFiles(ctx, [file]))[0] as string;
}

/** Refuses `file.not_found`. */
export async function readFile(ctx: Ctx, id: string): Promise<KeptFile> {
  const file = await ctx.tx.first(sql<KeptFile>`
    select id, name, media_type as "mediaType", bytes from kept_file where company_id = ${ctx.company.id} and id = ${id}`);
  if (!file) throw new Refusal('file.not_found', `There is no file ${id} in this company. Reload the list.`, { id });
  return file;
}
