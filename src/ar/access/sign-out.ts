import { actorText } from './context.ts';
import type { FirmCtx } from './api-contexts.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { deleteSession } from './user-store.ts';

/** Ends the session that the request came with; at once, in every process. Nothing to do for an API key. */
export async function signOut(ctx: FirmCtx): Promise<void> {
  const { principal } = ctx;
  if (principal.kind !== 'user') return;
  await ctx.database.forControl(async (tx) => {
    await deleteSession(tx, principal.sessionHash);
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId },
      { action: 'user.signed_out', subjectKind: 'user', subjectId: principal.id },
    );
  });
}
