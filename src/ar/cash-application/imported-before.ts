import { sql } from 'kysely';
import { dayInZone, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';

/** A file of before that brought the same: its name, the day of its import in the company's time zone, and the statement (null: all its bytes). */
export type ImportedBefore = { readonly on: Day; readonly fileName: string; readonly reference: string | null };

/** What tells a statement from others. `account_id` may be any name of the account while it is only looked for within one file. */
export type StatementIdentity = {
  account_id: string;
  kind: string;
  reference: string;
  sequence: string;
  opening: bigint | null;
  closing: bigint | null;
  credits: bigint;
  debits: bigint;
  closing_on: Day | null;
};

export async function findSameBytes(ctx: Ctx, sha256: string): Promise<ImportedBefore | null> {
  const same = await ctx.tx.first(
    sql<{ name: string; recorded_at: Date }>`select name, recorded_at from bank_file where company_id = ${ctx.company.id} and sha256 = ${sha256}`,
  );
  return same ? { on: dayInZone(same.recorded_at, ctx.company.timeZone), fileName: same.name, reference: null } : null;
}

/** The first of these statements that another file brought: the same account, reference, balances and turnover is the same statement, and so is the same
 *  reference of the same closing day with other figures: its money is there already. */
export async function findSameStatement(ctx: Ctx, rows: readonly StatementIdentity[]): Promise<ImportedBefore | null> {
  const named = rows.filter((row) => row.reference !== '');
  if (named.length === 0) return null;
  const asked = named.map(({ account_id, kind, reference, sequence, opening, closing, credits, debits, closing_on }) => ({
    account_id,
    kind,
    reference,
    sequence,
    opening: opening?.toString() ?? null,
    closing: closing?.toString() ?? null,
    credits: credits.toString(),
    debits: debits.toString(),
    closing_on,
  }));
  const [same] = await ctx.tx.rows(sql<{ reference: string; name: string; recorded_at: Date }>`
    select s.reference, f.name, f.recorded_at
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (account_id uuid, kind text, reference text, sequence text, opening bigint, closing bigint, credits bigint, debits bigint, closing_on date)
    join bank_statement s on s.company_id = ${ctx.company.id} and s.account_id = a.account_id and s.kind = a.kind and s.reference = a.reference and s.sequence = a.sequence
      and (s.closing_on = a.closing_on
        or (s.opening is not distinct from a.opening and s.closing is not distinct from a.closing and s.credits = a.credits and s.debits = a.debits))
    join bank_file f on f.company_id = s.company_id and f.id = s.file_id
    order by s.id limit 1`);
  return same ? { on: dayInZone(same.recorded_at, ctx.company.timeZone), fileName: same.name, reference: same.reference } : null;
}

/** Refuses `statement.already_imported`. */
export async function refuseSameBytes(ctx: Ctx, sha256: string, fileName: string): Promise<void> {
  // Of two imports at once, the second looks when the first has ended: it is refused with a sentence, or goes ahead where the first failed.
  await ctx.tx.run(sql`select pg_advisory_xact_lock(727203, hashtext(${ctx.company.id}))`);
  const same = await findSameBytes(ctx, sha256);
  if (same) {
    throw new Refusal('statement.already_imported', `${fileName} was already imported on ${same.on} as ${same.fileName}; nothing was imported again.`, {
      file: same.fileName,
      on: same.on,
    });
  }
}

/** A bank may deliver one statement in two files, or twice in one. Refuses `statement.already_imported`. */
export async function refuseSameStatement(ctx: Ctx, rows: readonly StatementIdentity[], fileName: string): Promise<void> {
  refuseTwiceInFile(rows, fileName);
  const same = await findSameStatement(ctx, rows);
  if (same) {
    throw new Refusal(
      'statement.already_imported',
      `The statement ${same.reference} in ${fileName} was already imported on ${same.on} with ${same.fileName}; nothing was imported again.`,
      { reference: same.reference ?? '', file: same.fileName, on: same.on },
    );
  }
}

/** Refuses `statement.already_imported` where one statement stands twice in one file. */
export function refuseTwiceInFile(rows: readonly StatementIdentity[], fileName: string): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.reference === '') continue;
    const key = [row.account_id, row.kind, row.reference, row.sequence, row.opening, row.closing, row.credits, row.debits].join('|');
    if (seen.has(key) && (row.credits !== 0n || row.debits !== 0n)) {
      throw new Refusal(
        'statement.already_imported',
        `The statement ${row.reference} stands twice in ${fileName}; nothing was imported, because its money would count twice. Ask the bank for a file with each statement once.`,
        { reference: row.reference, file: fileName },
      );
    }
    seen.add(key);
  }
}
