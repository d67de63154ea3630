import { useState, type ReactNode } from 'react';
import { TextField } from '../../kit/field.tsx';
import { useWords } from '../../kit/words.ts';
import type { Channel } from '../shared/use-channel.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { sendingWords } from './sending-words.ts';
import { SecretField } from './server-fields.tsx';
import { missingOf, secretOf, wholeNumber, type BodyOf } from './server-form.ts';

const PLACES = ['accountSid', 'authToken', 'from', 'baseUrl', 'messagesPerMinute'];
const PER_MINUTE = { from: 1, to: 6_000 };

/** The account that short messages leave through. */
export function SmsDialog({ company, found, onClose }: { readonly company: string; readonly found: Channel | null; readonly onClose: () => void }): ReactNode {
  const words = useWords(sendingWords);
  const before = found?.settings as BodyOf<'sms'> | undefined;
  const [form, setForm] = useState({
    accountSid: before?.accountSid ?? '',
    authToken: '',
    from: before?.from ?? '',
    baseUrl: before?.baseUrl ?? 'https://api.twilio.com',
    perMinute: String(before?.messagesPerMinute ?? 60),
  });
  const set = (part: Partial<typeof form>): void => setForm((now) => ({ ...now, ...part }));
  const { accountSid, authToken, from, baseUrl, perMinute } = form;
  const body = (): BodyOf<'sms'> => ({
    channel: 'sms',
    accountSid,
    from: from.trim(),
    baseUrl: baseUrl.trim(),
    messagesPerMinute: Number(perMinute),
    ...secretOf('authToken', authToken),
  });
  const lacking = {
    ...missingOf({ accountSid, from, baseUrl }, words.missing),
    ...(wholeNumber(perMinute, PER_MINUTE) === undefined ? { messagesPerMinute: words.perMinuteWrong } : {}),
  };
  return (
    <ChannelDialog company={company} title={words.sms} description={words.smsForm} {...{ lacking, body, onClose }} places={PLACES}>
      {(wrong) => (
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label={words.accountSid}
            required
            error={wrong['accountSid']}
            maxLength={100}
            spellCheck={false}
            value={accountSid}
            onChange={(next) => set({ accountSid: next })}
          />
          <SecretField
            label={words.authToken}
            kept={found?.secretsKept.includes('authToken') ?? false}
            keptHint={words.keptToken}
            error={wrong['authToken']}
            value={authToken}
            onChange={(next) => set({ authToken: next })}
          />
          <TextField label={words.smsFrom} required hint={words.smsFromHint} error={wrong['from']} value={from} onChange={(next) => set({ from: next })} />
          <TextField
            label={words.perMinute}
            required
            inputMode="numeric"
            hint={words.perMinuteHint}
            error={wrong['messagesPerMinute']}
            value={perMinute}
            onChange={(next) => set({ perMinute: next })}
          />
          <TextField
            className="col-span-2"
            label={words.baseUrl}
            required
            type="url"
            error={wrong['baseUrl']}
            maxLength={500}
            value={baseUrl}
            onChange={(next) => set({ baseUrl: next })}
          />
        </div>
      )}
    </ChannelDialog>
  );
}
