import type { Day } from '../../foundation/calendar/day.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { recordAudit } from '../access/record-audit.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { importBatchTable } from './tables.ts';

const KEPT_PROBLEMS = 1_000;

/** Remembers an import of documents: file, counts and the problems it had (the first thousand). */
export async function recordImport(
  ctx: Ctx,
  batch: {
    kind: string;
    fileName: string;
    sha256: string;
    cutOverOn: Day | null;
    read: number;
    imported: number;
    skipped: number;
    problems: readonly Problem[];
  },
): Promise<void> {
  const id = ctx.newId();
  await insertRows(ctx.tx, importBatchTable, [
    {
      company_id: ctx.company.id,
      id,
      kind: batch.kind,
      file_name: batch.fileName,
      sha256: batch.sha256,
      cut_over_on: batch.cutOverOn,
      read_rows: batch.read,
      imported_rows: batch.imported,
      skipped_rows: batch.skipped,
      problems: batch.problems.slice(0, KEPT_PROBLEMS).map(({ where, message }) => ({ where, message })),
      actor: actorText(ctx.actor),
      recorded_at: ctx.now,
    },
  ]);
  const { fileName: file, read, imported, skipped } = batch;
  await recordAudit(ctx, [
    { action: `${batch.kind}.imported`, subjectKind: 'import_batch', subjectId: id, after: { file, read, imported, skipped, problems: batch.problems.length } },
  ]);
}
