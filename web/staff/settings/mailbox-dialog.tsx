import { useState, type ReactNode } from 'react';
import { TextField } from '../../kit/field.tsx';
import { useWords } from '../../kit/words.ts';
import type { Channel } from '../shared/use-channel.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { sendingWords } from './sending-words.ts';
import { SERVER_PLACES, ServerFields } from './server-fields.tsx';
import { formOfServer, lackingOf, missingOf, newServer, serverOfForm, type BodyOf } from './server-form.ts';

const PLACES = [...SERVER_PLACES, 'mailbox'];

/** The mailbox that bounces and replies are read from. */
export function MailboxDialog({
  company,
  found,
  onClose,
}: {
  readonly company: string;
  readonly found: Channel | null;
  readonly onClose: () => void;
}): ReactNode {
  const words = useWords(sendingWords);
  const before = found?.settings as BodyOf<'mailbox'> | undefined;
  const [server, setServer] = useState(before ? formOfServer('mailbox', before) : newServer('mailbox'));
  const [mailbox, setMailbox] = useState(before?.mailbox ?? 'INBOX');
  const body = (): BodyOf<'mailbox'> => ({ channel: 'mailbox', ...serverOfForm(server), mailbox });
  const lacking = { ...lackingOf(server, words), ...missingOf({ mailbox }, words.missing) };
  return (
    <ChannelDialog company={company} title={words.mailbox} description={words.mailboxForm} {...{ lacking, body, onClose }} places={PLACES}>
      {(wrong) => (
        <>
          <ServerFields channel="mailbox" server={server} onChange={setServer} wrong={wrong} kept={found?.secretsKept ?? []} />
          <div className="border-t border-line pt-4">
            <TextField
              label={words.folder}
              required
              hint={words.folderHint}
              error={wrong['mailbox']}
              maxLength={200}
              spellCheck={false}
              value={mailbox}
              onChange={setMailbox}
            />
          </div>
        </>
      )}
    </ChannelDialog>
  );
}
