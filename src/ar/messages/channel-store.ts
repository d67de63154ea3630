import { sql } from 'kysely';
import { openText, sealText, type KeyRing } from '../../foundation/crypto/secret-box.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { channelSettings, type ChannelName, type ChannelSecrets, type ChannelSettings } from './channel.ts';
import type { DomainCheck } from './sender-domain.ts';

export type StoredChannel = {
  readonly settings: ChannelSettings;
  readonly sealed: string | null;
  readonly domainCheck: DomainCheck | null;
  readonly domainCheckedAt: Date | null;
  readonly changedAt: Date;
};

type ChannelRow = { content: unknown; secret: string | null; domain_check: DomainCheck | null; domain_checked_at: Date | null; changed_at: Date };

const COLUMNS = sql.raw('content, secret, domain_check, domain_checked_at, changed_at');

export async function findChannel(ctx: Ctx, channel: ChannelName): Promise<StoredChannel | undefined> {
  const row = await ctx.tx.first(sql<ChannelRow>`select ${COLUMNS} from message_channel where company_id = ${ctx.company.id} and channel = ${channel}`);
  return row && stored(row);
}

/** Every channel that is set up, by name. */
export async function allChannels(ctx: Ctx): Promise<StoredChannel[]> {
  return (await ctx.tx.rows(sql<ChannelRow>`select ${COLUMNS} from message_channel where company_id = ${ctx.company.id} order by channel`)).map(stored);
}

function stored(row: ChannelRow): StoredChannel {
  return {
    settings: channelSettings.parse(row.content),
    sealed: row.secret,
    domainCheck: row.domain_check,
    domainCheckedAt: row.domain_checked_at,
    changedAt: row.changed_at,
  };
}

/** Refuses `channel.not_set`. */
export async function requireChannel(ctx: Ctx, channel: ChannelName): Promise<StoredChannel> {
  const found = await findChannel(ctx, channel);
  if (!found)
    throw new Refusal('channel.not_set', `The channel "${channel}" is not set up. Set it up: dunlin channel set ${channel} FILE.json, or in the settings.`, {
      channel,
    });
  return found;
}

function purposeOf(ctx: Ctx, channel: ChannelName): string {
  return `message_channel:${ctx.company.id}:${channel}`;
}

export function sealSecrets(ctx: Ctx, ring: KeyRing, channel: ChannelName, secrets: ChannelSecrets): string | null {
  return Object.keys(secrets).length === 0 ? null : sealText(ring, JSON.stringify(secrets), purposeOf(ctx, channel));
}

/** Refuses `secrets.unreadable`. */
export function openSecrets(ctx: Ctx, ring: KeyRing, channel: ChannelName, sealed: string | null): ChannelSecrets {
  return sealed === null ? {} : (JSON.parse(openText(ring, sealed, purposeOf(ctx, channel))) as ChannelSecrets);
}
