import { sql } from 'kysely';
import type { KeyRing } from '../../foundation/crypto/secret-box.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { domainOf, partSecrets, secretPlace, secretsNeeded, type ChannelSettings } from './channel.ts';
import { findChannel, openSecrets, sealSecrets, type StoredChannel } from './channel-store.ts';
import { messageChannelTable } from './tables.ts';

/** Sets up or changes a sending account or the mailbox. Secrets are sealed with the key ring; those left out stay, while server and user stay the same.
 *  A new sender's domain has to be checked again. Refuses `channel.secret_missing`, `channel.demo_company`. */
export async function setChannel(ctx: Ctx, settings: ChannelSettings, deps: { readonly ring: KeyRing }): Promise<void> {
  const { channel } = settings;
  // Its customers are invented, their addresses may not be.
  if (ctx.company.demo !== null)
    throw new Refusal('channel.demo_company', 'Nothing leaves a company of the demo, so it has no sending accounts. Make a company of your own for that.');
  const before = await findChannel(ctx, channel);
  const { content, given } = partSecrets(settings);
  const needed = secretsNeeded(settings);
  const kept =
    before && needed.some((name) => given[name] === undefined) && secretPlace(before.settings) === secretPlace(settings)
      ? openSecrets(ctx, deps.ring, channel, before.sealed)
      : {};
  const secrets: Record<string, string> = {};
  for (const name of needed) {
    const secret = given[name] ?? kept[name];
    if (secret === undefined)
      throw new Refusal(
        'channel.secret_missing',
        `The settings of "${channel}" lack ${name}: server or user are new, so what was kept is not used for them. Add it.`,
        {
          channel,
          secret: name,
        },
      );
    secrets[name] = secret;
  }
  const sameDomain = sameSender(before, settings);
  await insertRows(
    ctx.tx,
    messageChannelTable,
    [
      {
        company_id: ctx.company.id,
        channel,
        content,
        secret: sealSecrets(ctx, deps.ring, channel, secrets),
        domain_check: sameDomain ? (before?.domainCheck ?? null) : null,
        domain_checked_at: sameDomain ? (before?.domainCheckedAt ?? null) : null,
        changed_at: ctx.now,
      },
    ],
    `on conflict (company_id, channel) do update set content = excluded.content, secret = excluded.secret, domain_check = excluded.domain_check,
      domain_checked_at = excluded.domain_checked_at, changed_at = excluded.changed_at`,
  );
  await recordAudit(ctx, [
    {
      action: 'channel.changed',
      subjectKind: 'channel',
      subjectId: channel,
      before: before ? partSecrets(before.settings).content : null,
      after: { ...content, newSecrets: Object.keys(given) },
    },
  ]);
}

function sameSender(before: StoredChannel | undefined, settings: ChannelSettings): boolean {
  if (!before || before.settings.channel !== 'email' || settings.channel !== 'email') return false;
  return (
    domainOf(before.settings.from.address) === domainOf(settings.from.address) && before.settings.dkimSelectors.join(' ') === settings.dkimSelectors.join(' ')
  );
}

/** Keeps what the DNS said of the sender's domain. */
export async function saveDomainCheck(ctx: Ctx, check: unknown): Promise<void> {
  await ctx.tx.run(sql`
    update message_channel set domain_check = ${JSON.stringify(check)}::jsonb, domain_checked_at = ${ctx.now} where company_id = ${ctx.company.id} and channel = 'email'`);
}
