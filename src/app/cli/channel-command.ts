import { Argument, type Command } from 'commander';
import { channelSettings, CHANNELS, type ChannelName } from '../../ar/messages/channel.ts';
import { channelView } from '../../ar/messages/message-views.ts';
import { emailAccount, readChannel } from '../../ar/messages/read-channel.ts';
import { setChannel } from '../../ar/messages/set-channel.ts';
import { createDomainLookup } from '../../connectors/dns/domain-lookup.ts';
import { createSmtpSender } from '../../connectors/smtp/smtp-sender.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { checkSenderDomain } from '../check-sender.ts';
import { keyRingOf } from '../key-ring.ts';
import { clock } from '../run-context.ts';
import { EXIT } from './exit-code.ts';
import { visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';
import { textOfFile } from './text-file.ts';

const channelArgument = () => new Argument('<channel>', 'which one').choices(CHANNELS);

function ringOf(session: CompanySession) {
  return { ring: keyRingOf(session.opened.folder) };
}

/** Refuses `channel.settings_invalid`: the first thing that is wrong, with its place. The text itself is never told, it holds secrets. */
function settingsOf(channel: ChannelName, text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('channel.settings_invalid', 'The file is no JSON. Correct it; docs/messages.md shows an example.', { channel });
  }
  const parsed = channelSettings.safeParse(typeof value === 'object' && value !== null ? { ...value, channel } : value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(
    'channel.settings_invalid',
    `The settings can't be used: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'unknown form'}. Correct the file; docs/messages.md shows an example.`,
    {
      channel,
    },
  );
}

async function runShow(session: CompanySession, channel: ChannelName): Promise<void> {
  const found = await session.runner.read((ctx) => readChannel(ctx, channel));
  if (!found) throw new Refusal('channel.not_set', `The channel "${channel}" is not set up. Set it up: dunlin channel set ${channel} FILE.json.`, { channel });
  const view = channelView(found);
  await show(
    session,
    view,
    () =>
      `${visible(JSON.stringify(view.settings))}\nSecrets kept: ${view.secretsKept.join(', ') || 'none'}\nDomain: ${view.domainCheck === null ? 'not checked' : view.domainCheck.ok ? 'passed' : 'failed'}\n`,
  );
}

export function addChannelCommands(program: Command, cli: Cli): void {
  const group = program.command('channel').description('accounts that messages leave through, and the mailbox that is read');
  companyLeaf(group, 'set', 'set up a channel from a JSON file')
    .addArgument(channelArgument())
    .argument('<file>', 'its settings; see docs/messages.md')
    .action(async (channel: ChannelName, file: string, options: CompanyOptions) => {
      const settings = settingsOf(channel, textOfFile(file));
      await withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => setChannel(ctx, settings, ringOf(session)));
        await show(session, { channel }, () => `The channel ${channel} is set up. Its secrets are sealed; the file may be deleted now.\n`);
      });
    });
  companyLeaf(group, 'show', 'show a channel, without its secrets')
    .addArgument(channelArgument())
    .action(async (channel: ChannelName, options: CompanyOptions) => withCompany(cli, options, (session) => runShow(session, channel)));
  companyLeaf(group, 'check', 'sign in to the mail account without sending anything').action(async (options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const { account } = await session.runner.run((ctx) => emailAccount(ctx, ringOf(session)));
      const sender = createSmtpSender({ now: clock });
      try {
        const answer = await sender.check(account);
        await show(session, answer, () => `${visible(answer.detail)}\n`);
        return answer.ok ? EXIT.ok : EXIT.refused;
      } finally {
        await sender.close();
      }
    }),
  );
  companyLeaf(group, 'domain', "check the sender's domain: SPF, DKIM and DMARC").action(async (options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const check = await checkSenderDomain(session.runner, { lookup: createDomainLookup(), ...ringOf(session) });
      const line = (name: string, finding: { ok: boolean; detail: string }): string =>
        `${finding.ok ? 'passed' : 'FAILED'}  ${name}: ${visible(finding.detail)}\n`;
      await show(session, check, () => line('SPF', check.spf) + line('DKIM', check.dkim) + line('DMARC', check.dmarc));
      return check.ok ? EXIT.ok : EXIT.refused;
    }),
  );
}
