import { Refusal } from '../../foundation/errors/refusal.ts';
import type { FirmCtx } from './api-contexts.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { saveUserName } from './user-store.ts';

/** Changes how the caller's own name is shown. Refuses `access.not_a_person` for API keys. */
export async function changeMyName(ctx: FirmCtx, name: string): Promise<void> {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw new Refusal('access.not_a_person', 'An API key is no person. Sign in as the person whose name is to change.');
  if (name === principal.name) return;
  await ctx.database.forControl(async (tx) => {
    await saveUserName(tx, principal.id, name);
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: `user:${principal.id}`, now: ctx.now, newId: ctx.newId },
      { action: 'user.renamed', subjectKind: 'user', subjectId: principal.id, before: { name: principal.name }, after: { name } },
    );
  });
}
