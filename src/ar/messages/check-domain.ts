import type { Ctx } from '../access/context.ts';
import { findChannel } from './channel-store.ts';

export type MayBeAutomatic =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'channel_not_set' | 'domain_not_checked' | 'domain_check_old' | 'domain_failed'; readonly detail: string };

const MAX_AGE_DAYS = 90;

/** Whether mails may leave without a person: only once the sender's domain has passed SPF, DKIM and DMARC, and not too long ago. */
export async function emailMayBeAutomatic(ctx: Ctx): Promise<MayBeAutomatic> {
  const channel = await findChannel(ctx, 'email');
  if (!channel) return { ok: false, reason: 'channel_not_set', detail: 'No mail account is set up. Set one up: dunlin channel set email FILE.json.' };
  const { domainCheck, domainCheckedAt } = channel;
  if (!domainCheck || !domainCheckedAt)
    return { ok: false, reason: 'domain_not_checked', detail: "The sender's domain was not checked yet. Check it: dunlin channel domain." };
  if (ctx.now.getTime() - domainCheckedAt.getTime() > MAX_AGE_DAYS * 86_400_000)
    return {
      ok: false,
      reason: 'domain_check_old',
      detail: `The sender's domain was checked more than ${MAX_AGE_DAYS} days ago. Check it again: dunlin channel domain.`,
    };
  const failed = [domainCheck.spf, domainCheck.dkim, domainCheck.dmarc].find((finding) => !finding.ok);
  return failed ? { ok: false, reason: 'domain_failed', detail: failed.detail } : { ok: true };
}
