import type { Tx } from '../../foundation/db/tx.ts';

/** Counts one attempt in the running window of a key and returns the count with the window's start; a window that ended starts anew. */
export async function countAttempt(tx: Tx, key: string, now: Date, windowMs: number): Promise<{ attempts: number; windowStartedAt: Date }> {
  const rows = await tx.rowsText<{ attempts: number; window_started_at: Date }>(
    `insert into sign_in_throttle as t (key, attempts, window_started_at) values ($1, 1, $2)
     on conflict (key) do update set
       attempts = case when t.window_started_at <= $3 then 1 else t.attempts + 1 end,
       window_started_at = case when t.window_started_at <= $3 then $2 else t.window_started_at end
     returning attempts, window_started_at`,
    [key, now, new Date(now.getTime() - windowMs)],
  );
  const row = rows[0];
  return { attempts: row?.attempts ?? 1, windowStartedAt: row?.window_started_at ?? now };
}

export async function forgetAttempts(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx.runText('delete from sign_in_throttle where key = any($1)', [keys]);
}

export async function forgetOldAttempts(tx: Tx, before: Date): Promise<number> {
  return tx.runText('delete from sign_in_throttle where window_started_at < $1', [before]);
}
