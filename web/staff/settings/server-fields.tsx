import type { ReactNode } from 'react';
import { Checkbox } from '../../kit/checkbox.tsx';
import { TextField } from '../../kit/field.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { sendingWords } from './sending-words.ts';
import { SECURITIES, SIGN_INS, withSecurity, type MailChannel, type Problems, type Security, type ServerForm, type SignIn } from './server-form.ts';

type Words = (typeof sendingWords)['en'];

/** Places of a server that have a field here. */
export const SERVER_PLACES: readonly string[] = [
  'host',
  'port',
  'security',
  'auth/user',
  'auth/password',
  'auth/clientId',
  'auth/clientSecret',
  'auth/refreshToken',
  'auth/tokenUrl',
];

/** How an encryption is called: two of them have the same name in every language. */
export function securityName(security: Security, words: Words): string {
  return { tls: 'TLS', starttls: 'STARTTLS', none: words.security_none }[security];
}

function signInName(signIn: SignIn, words: Words): string {
  return { none: words.auth_none, password: words.auth_password, xoauth2: 'OAuth 2 (XOAUTH2)' }[signIn];
}

export type ServerFieldsProps = {
  readonly channel: MailChannel;
  readonly server: ServerForm;
  readonly onChange: (server: ServerForm) => void;
  readonly wrong: Problems;
  /** Names of the secrets that the server has. */
  readonly kept: readonly string[];
};

/** Where a server of mails is, how the way to it is protected, and how one signs in there. */
export function ServerFields(props: ServerFieldsProps): ReactNode {
  const { channel, server, onChange, wrong } = props;
  const words = useWords(sendingWords);
  const set = (part: Partial<ServerForm>): void => onChange({ ...server, ...part });
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_160px_90px] items-start gap-3">
        <TextField
          label={words.serverName}
          required
          hint={channel === 'email' ? words.serverNameHint : words.mailboxNameHint}
          error={wrong['host']}
          maxLength={253}
          spellCheck={false}
          value={server.host}
          onChange={(host) => set({ host })}
        />
        <Select<Security>
          label={words.security}
          error={wrong['security']}
          value={server.security}
          options={SECURITIES.map((value) => ({ value, label: securityName(value, words), hint: words[`security_${value}_hint`] }))}
          onChange={(security) => onChange(withSecurity(channel, server, security))}
        />
        <TextField label={words.port} required inputMode="numeric" error={wrong['port']} value={server.port} onChange={(port) => set({ port })} />
      </div>
      {server.security === 'none' && (
        <div className="grid gap-2 rounded-control bg-warn-soft px-3 py-2 text-warn">
          <p role="status">{words.plainWarning}</p>
          <Checkbox label={words.allowPlain} hint={words.allowPlainHint} checked={server.allowPlain} onChange={(allowPlain) => set({ allowPlain })} />
        </div>
      )}
      <SignInFields {...props} />
    </>
  );
}

function SignInFields({ server, onChange, wrong, kept }: ServerFieldsProps): ReactNode {
  const words = useWords(sendingWords);
  const set = (part: Partial<ServerForm>): void => onChange({ ...server, ...part });
  const { signIn } = server;
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <Select<SignIn>
        label={words.auth}
        value={signIn}
        options={SIGN_INS.map((value) => ({ value, label: signInName(value, words) }))}
        onChange={(next) => set({ signIn: next })}
      />
      {signIn !== 'none' && (
        <TextField
          label={words.user}
          required
          error={wrong['auth/user']}
          maxLength={300}
          spellCheck={false}
          value={server.user}
          onChange={(user) => set({ user })}
        />
      )}
      {signIn === 'password' && (
        <SecretField
          className="col-span-2"
          label={words.password}
          kept={kept.includes('password')}
          error={wrong['auth/password']}
          value={server.password}
          onChange={(password) => set({ password })}
        />
      )}
      {signIn === 'xoauth2' && (
        <>
          <TextField
            label={words.clientId}
            required
            error={wrong['auth/clientId']}
            maxLength={300}
            spellCheck={false}
            value={server.clientId}
            onChange={(clientId) => set({ clientId })}
          />
          <TextField
            label={words.tokenUrl}
            required
            type="url"
            hint={words.tokenUrlHint}
            error={wrong['auth/tokenUrl']}
            maxLength={500}
            value={server.tokenUrl}
            onChange={(tokenUrl) => set({ tokenUrl })}
          />
          <SecretField
            label={words.clientSecret}
            kept={kept.includes('clientSecret')}
            error={wrong['auth/clientSecret']}
            value={server.clientSecret}
            onChange={(clientSecret) => set({ clientSecret })}
          />
          <SecretField
            label={words.refreshToken}
            kept={kept.includes('refreshToken')}
            error={wrong['auth/refreshToken']}
            value={server.refreshToken}
            onChange={(refreshToken) => set({ refreshToken })}
          />
        </>
      )}
    </div>
  );
}

/** A secret is typed and never shown: one that is kept may be left empty. */
export function SecretField(props: {
  readonly label: string;
  readonly kept: boolean;
  /** How long the kept one counts; default: as long as server and user stay the same. */
  readonly keptHint?: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}): ReactNode {
  const { label, kept, error, value, onChange, className } = props;
  const { kept: sameServer } = useWords(sendingWords);
  return (
    <TextField
      className={className ?? ''}
      type="password"
      // Nothing that the browser knows, and nothing for it to keep.
      autoComplete="new-password"
      label={label}
      required={!kept}
      hint={kept ? (props.keptHint ?? sameServer) : undefined}
      error={error}
      maxLength={4_000}
      value={value}
      onChange={onChange}
    />
  );
}
