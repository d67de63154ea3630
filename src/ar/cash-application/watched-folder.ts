import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { findProfile } from './import-profiles.ts';
import { watchedFolderTable } from './tables.ts';

export type WatchedFolder = {
  readonly folder: string;
  /** Name of a saved profile, '' without. */
  readonly profile: string;
  readonly state: 'on' | 'off';
  readonly lastLookedAt: Date | null;
  /** Why nothing can be taken at present, '' while all is well. */
  readonly lastProblem: string;
};

type Stored = { folder: string; profile: string; state: 'on' | 'off'; last_looked_at: Date | null; last_problem: string };

/** The folder of the company, also one that is switched off; undefined where none was ever named. */
export async function findWatchedFolder(ctx: Ctx): Promise<WatchedFolder | undefined> {
  const row = await ctx.tx.first(
    sql<Stored>`select folder, profile, state, last_looked_at, last_problem from watched_folder where company_id = ${ctx.company.id}`,
  );
  return row && { folder: row.folder, profile: row.profile, state: row.state, lastLookedAt: row.last_looked_at, lastProblem: row.last_problem };
}

/** Takes bank files from this folder from now on, in place of another one. `folder`: absolute, links resolved. Refuses `profile.not_found`, `profile.other_kind`. */
export async function setWatchedFolder(ctx: Ctx, input: { readonly folder: string; readonly profile: string }): Promise<WatchedFolder> {
  if (input.profile !== '') await findProfile(ctx, input.profile, 'statement');
  const set: WatchedFolder = { folder: input.folder, profile: input.profile, state: 'on', lastLookedAt: null, lastProblem: '' };
  await keep(ctx, set);
  return set;
}

/** Refuses `watch.not_set`. */
export async function switchOffWatchedFolder(ctx: Ctx): Promise<WatchedFolder> {
  const before = await findWatchedFolder(ctx);
  if (!before) throw new Refusal('watch.not_set', 'The company has no watched folder. Name one: dunlin watch set DIR.');
  const off: WatchedFolder = { ...before, state: 'off', lastProblem: '' };
  await keep(ctx, off);
  return off;
}

async function keep(ctx: Ctx, folder: WatchedFolder): Promise<void> {
  const before = await findWatchedFolder(ctx);
  await insertRows(
    ctx.tx,
    watchedFolderTable,
    [
      {
        company_id: ctx.company.id,
        folder: folder.folder,
        profile: folder.profile,
        state: folder.state,
        last_looked_at: folder.lastLookedAt,
        last_problem: folder.lastProblem,
        changed_at: ctx.now,
        changed_by: actorText(ctx.actor),
      },
    ],
    `on conflict (company_id) do update set folder = excluded.folder, profile = excluded.profile, state = excluded.state, last_looked_at = excluded.last_looked_at,
      last_problem = excluded.last_problem, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  );
  const shown = (of: WatchedFolder): Record<string, string> => ({ folder: of.folder, profile: of.profile, state: of.state });
  await recordAudit(ctx, [
    {
      action: before ? 'watched_folder.changed' : 'watched_folder.created',
      subjectKind: 'watched_folder',
      subjectId: ctx.company.id,
      ...(before ? { before: shown(before) } : {}),
      after: shown(folder),
    },
  ]);
}

/** Notes how a look at the folder went; not a change of the setting. True where the problem is another one than before. */
export async function recordLook(ctx: Ctx, look: { readonly folder: string; readonly problem: string }): Promise<boolean> {
  const before = await findWatchedFolder(ctx);
  // It was set anew or switched off meanwhile: this look was at another one.
  if (!before || before.folder !== look.folder || before.state === 'off') return false;
  await ctx.tx.run(sql`
    update watched_folder set last_looked_at = ${ctx.now}::timestamptz, last_problem = ${look.problem} where company_id = ${ctx.company.id}`);
  return before.lastProblem !== look.problem;
}

export type TakenFile = { readonly file: string; readonly fileId: string; readonly format: string; readonly at: Date; readonly problems: number };

/** The newest files that `actor` brought in. */
export async function listFilesBroughtBy(ctx: Ctx, actor: string, limit: number): Promise<TakenFile[]> {
  const rows = await ctx.tx.rows(sql<{ id: string; name: string; format: string; recorded_at: Date; problems: number }>`
    select id, name, format, recorded_at, jsonb_array_length(problems) as problems from bank_file
    where company_id = ${ctx.company.id} and actor = ${actor} order by id desc limit ${limit}`);
  return rows.map((row) => ({ file: row.name, fileId: row.id, format: row.format, at: row.recorded_at, problems: row.problems }));
}
