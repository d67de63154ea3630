import { useState, type ReactNode } from 'react';
import { TextField } from '../../kit/field.tsx';
import { useWords } from '../../kit/words.ts';
import type { Channel } from '../shared/use-channel.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { sendingWords } from './sending-words.ts';
import { SERVER_PLACES, ServerFields } from './server-fields.tsx';
import { formOfServer, lackingOf, missingOf, newServer, serverOfForm, wholeNumber, type BodyOf } from './server-form.ts';

const PLACES = [...SERVER_PLACES, 'from/address', 'from/name', 'replyTo', 'dkimSelectors', 'messagesPerMinute'];
const PER_MINUTE = { from: 1, to: 6_000 };

/** The server that mails leave through, and whom they are from. */
export function EmailDialog({
  company,
  found,
  onClose,
}: {
  readonly company: string;
  readonly found: Channel | null;
  readonly onClose: () => void;
}): ReactNode {
  const words = useWords(sendingWords);
  const before = found?.settings as BodyOf<'email'> | undefined;
  const [server, setServer] = useState(before ? formOfServer('email', before) : newServer('email'));
  const [sender, setSender] = useState({
    address: before?.from.address ?? '',
    name: before?.from.name ?? '',
    replyTo: before?.replyTo?.address ?? '',
    selectors: before?.dkimSelectors?.join(', ') ?? '',
    perMinute: String(before?.messagesPerMinute ?? 60),
  });
  const set = (part: Partial<typeof sender>): void => setSender((now) => ({ ...now, ...part }));
  const body = (): BodyOf<'email'> => ({
    channel: 'email',
    ...serverOfForm(server),
    from: { address: sender.address, name: sender.name },
    // A name of theirs stays with the same address.
    replyTo: sender.replyTo.trim() === '' ? null : sender.replyTo === before?.replyTo?.address ? before.replyTo : { address: sender.replyTo },
    dkimSelectors: sender.selectors.split(/[\s,;]+/).filter((one) => one !== ''),
    messagesPerMinute: Number(sender.perMinute),
  });
  const lacking = {
    ...lackingOf(server, words),
    ...missingOf({ 'from/address': sender.address }, words.missing),
    ...(wholeNumber(sender.perMinute, PER_MINUTE) === undefined ? { messagesPerMinute: words.perMinuteWrong } : {}),
  };
  return (
    <ChannelDialog company={company} title={words.email} description={words.emailForm} {...{ lacking, body, onClose }} places={PLACES}>
      {(wrong) => (
        <>
          <ServerFields channel="email" server={server} onChange={setServer} wrong={wrong} kept={found?.secretsKept ?? []} />
          <div className="grid grid-cols-2 items-start gap-3 border-t border-line pt-4">
            <TextField
              label={words.fromAddress}
              required
              type="email"
              error={wrong['from/address']}
              value={sender.address}
              onChange={(address) => set({ address })}
            />
            <TextField label={words.fromName} error={wrong['from/name']} maxLength={200} value={sender.name} onChange={(name) => set({ name })} />
            <TextField
              label={words.replyTo}
              type="email"
              hint={words.replyToHint}
              error={wrong['replyTo']}
              value={sender.replyTo}
              onChange={(replyTo) => set({ replyTo })}
            />
            <TextField
              label={words.perMinute}
              required
              inputMode="numeric"
              hint={words.perMinuteHint}
              error={wrong['messagesPerMinute']}
              value={sender.perMinute}
              onChange={(perMinute) => set({ perMinute })}
            />
            <TextField
              className="col-span-2"
              label={words.selectors}
              hint={words.selectorsHint}
              error={wrong['dkimSelectors']}
              spellCheck={false}
              value={sender.selectors}
              onChange={(selectors) => set({ selectors })}
            />
          </div>
        </>
      )}
    </ChannelDialog>
  );
}
