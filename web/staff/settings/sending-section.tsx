import { Mailbox, Server, Smartphone, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useChannel, type Channel, type ChannelName } from '../shared/use-channel.ts';
import { useCompany } from '../shell/company.ts';
import { DomainCheck } from './domain-check.tsx';
import { EmailDialog } from './email-dialog.tsx';
import { MailboxDialog } from './mailbox-dialog.tsx';
import { Section } from './section.tsx';
import { sendingWords } from './sending-words.ts';
import { securityName } from './server-fields.tsx';
import type { BodyOf, ChannelBody, MailChannel } from './server-form.ts';
import { SmsDialog } from './sms-dialog.tsx';
import { settingsWords } from './words.ts';

const CHANNELS: readonly ChannelName[] = ['email', 'mailbox', 'sms'];
const ICONS: Readonly<Record<ChannelName, LucideIcon>> = { email: Server, mailbox: Mailbox, sms: Smartphone };
const FORMS = { email: EmailDialog, mailbox: MailboxDialog, sms: SmsDialog } as const;

/** The accounts that messages leave through and the mailbox that is read: what is set up, and what waits where nothing is. */
export function SendingSection({ company }: { readonly company: string }): ReactNode {
  const title = useWords(settingsWords).sending;
  const words = useWords(sendingWords);
  return (
    <Section title={title} text={words.text}>
      <div className="grid gap-3">
        {CHANNELS.map((channel) => (
          <ChannelCard key={channel} company={company} channel={channel} />
        ))}
      </div>
    </Section>
  );
}

function ChannelCard({ company, channel }: { readonly company: string; readonly channel: ChannelName }): ReactNode {
  const words = useWords(sendingWords);
  const { demo } = useCompany();
  const { data: found, error } = useChannel(company, channel);
  const [open, setOpen] = useState(false);
  const Icon = ICONS[channel];
  const Form = FORMS[channel];
  return (
    <section aria-label={words[channel]} className="grid gap-3 rounded-card border border-line bg-panel p-4">
      <div className="flex min-h-8 items-center gap-2.5">
        <Icon aria-hidden className="size-4 text-mute" />
        <h3 className="font-medium">{words[channel]}</h3>
        {found !== undefined && <Badge tone={found ? 'good' : 'mute'}>{found ? words.isSet : words.isNotSet}</Badge>}
        {found !== undefined && (
          <Button
            className="ml-auto"
            off={demo ? words.demoOff : undefined}
            aria-label={`${words[channel]}: ${found ? words.change : words.setUp}`}
            onClick={() => setOpen(true)}
          >
            {found ? words.change : words.setUp}
          </Button>
        )}
      </div>
      {error && <ProblemNote>{sentenceOf(error)}</ProblemNote>}
      {found === null && <p className="text-mute">{words[`${channel}Unset`]}</p>}
      {found && <Facts company={company} found={found} />}
      {open && found !== undefined && <Form company={company} found={found} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Facts({ company, found }: { readonly company: string; readonly found: Channel }): ReactNode {
  const words = useWords(sendingWords);
  const { moment } = useFormats();
  // As it was sent, without secrets.
  const settings = found.settings as ChannelBody;
  const changed = <Fact label={words.changed}>{moment(found.changedAt)}</Fact>;
  if (settings.channel === 'sms') {
    return (
      <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)] gap-4">
        <Fact label={words.sender}>{settings.from}</Fact>
        <Fact label={words.provider} className="break-all">
          <span className="text-second">{settings.accountSid}</span>
        </Fact>
        {changed}
      </dl>
    );
  }
  return (
    <>
      <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)] gap-4">
        {settings.channel === 'email' ? <SenderFact settings={settings} /> : <Fact label={words.folder}>{settings.mailbox ?? 'INBOX'}</Fact>}
        <ServerFact settings={settings} />
        {changed}
      </dl>
      {settings.channel === 'email' && (
        <DomainCheck company={company} channel={found} domain={settings.from.address.slice(settings.from.address.lastIndexOf('@') + 1)} />
      )}
    </>
  );
}

function SenderFact({ settings: { from } }: { readonly settings: BodyOf<'email'> }): ReactNode {
  const words = useWords(sendingWords);
  return (
    <Fact label={words.sender} className="break-words">
      {from.address}
      {from.name !== undefined && from.name !== '' && <span className="block font-normal text-mute">{from.name}</span>}
    </Fact>
  );
}

function ServerFact({ settings }: { readonly settings: BodyOf<MailChannel> }): ReactNode {
  const words = useWords(sendingWords);
  const { host, port, security, auth } = settings;
  return (
    <Fact label={words.server} className="break-words">
      {host}:{port}
      <span className={security === 'none' ? 'block font-normal text-warn' : 'block font-normal text-mute'}>
        {security === 'none' ? words.unprotected : securityName(security, words)}
      </span>
      {auth.kind !== 'none' && <span className="block font-normal text-mute">{auth.user}</span>}
    </Fact>
  );
}
