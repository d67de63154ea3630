import { sql } from 'kysely';
import type { Tx } from '../../foundation/db/tx.ts';

export type PreferenceRow = { key: string; company_id: string | null; value: unknown; changed_at: Date };

/** Of a user: those that hold everywhere, and those of one company. */
export async function readPreferences(tx: Tx, userId: string, companyId: string | null): Promise<PreferenceRow[]> {
  return tx.rows(sql<PreferenceRow>`
    select key, company_id, value, changed_at from user_preference
    where user_id = ${userId} and (company_id is null or company_id = ${companyId}::uuid) order by company_id nulls first, key`);
}

/** One setter of a user at a time, so that the number of keys stays bounded; until the unit of work ends. */
export async function lockPreferences(tx: Tx, userId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('user_preference:' || ${userId}, 0))`);
}

export async function countOtherPreferences(tx: Tx, of: { userId: string; companyId: string | null; key: string }): Promise<number> {
  const row = await tx.first(sql<{ count: number }>`
    select count(*)::int as count from user_preference
    where user_id = ${of.userId} and not (key = ${of.key} and company_id is not distinct from ${of.companyId}::uuid)`);
  return row?.count ?? 0;
}

/** `json` is the value as JSON text. */
export async function savePreference(
  tx: Tx,
  row: { id: string; userId: string; companyId: string | null; key: string; json: string; now: Date },
): Promise<void> {
  await tx.run(sql`
    insert into user_preference (id, user_id, company_id, key, value, changed_at)
    values (${row.id}, ${row.userId}, ${row.companyId}::uuid, ${row.key}, ${row.json}::jsonb, ${row.now})
    on conflict (user_id, company_id, key) do update set value = excluded.value, changed_at = excluded.changed_at`);
}

export async function deletePreference(tx: Tx, of: { userId: string; companyId: string | null; key: string }): Promise<void> {
  await tx.run(sql`delete from user_preference where user_id = ${of.userId} and key = ${of.key} and company_id is not distinct from ${of.companyId}::uuid`);
}
