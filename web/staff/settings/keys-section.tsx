import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, queries, sentenceOf, type Item, type Sent } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Checkbox } from '../../kit/checkbox.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { Field, TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { SecretShown } from './secret-shown.tsx';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Key = Item<'listApiKeys'>;
type Scope = Sent<'createApiKey', 'body'>['scopes'][number];
const KEYS = ['api-keys'] as const;
/** As the choice of a company: all of them. */
const EVERYWHERE = 'all';

export function KeysSection(): ReactNode {
  const words = useWords(settingsWords);
  const keys = useQuery({ queryKey: KEYS, queryFn: () => api.listApiKeys() });
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Section
      title={words.keys}
      text={words.keysText}
      error={keys.error}
      actions={
        <Button kind="primary" onClick={() => setMaking(true)}>
          {words.newKey}
        </Button>
      }
    >
      {keys.data && keys.data.items.length === 0 && <EmptyState title={words.noKeys} />}
      {keys.data && keys.data.items.length > 0 && (
        <ul className="rounded-card border border-line bg-panel">
          {keys.data.items.map((key) => (
            <KeyRow key={key.id} found={key} />
          ))}
        </ul>
      )}
      {making && <NewKey onClose={() => setMaking(false)} onSecret={setSecret} />}
      <SecretShown title={words.keyMade} text={words.keyMadeText} secret={secret} onClose={() => setSecret(null)} />
    </Section>
  );
}

function KeyRow({ found }: { readonly found: Key }): ReactNode {
  const words = useWords(settingsWords);
  const { moment } = useFormats();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const where = found.companyId === null ? words.allCompanies : (me.companies.find(({ id }) => id === found.companyId)?.name ?? found.companyId);
  return (
    <li className="flex items-center gap-4 border-b border-line px-4 py-3 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{found.name}</span>
          <code className="font-normal text-mute">{found.prefix}…</code>
          {found.revokedAt !== null && <Badge tone="mute">{words.revoked}</Badge>}
        </p>
        <p className="truncate text-second text-mute">{[where, found.scopes.join(', ')].join(' · ')}</p>
      </div>
      <span className="figure text-second text-mute">{found.expiresAt === null ? moment(found.createdAt) : words.expires(moment(found.expiresAt))}</span>
      {found.revokedAt === null && (
        <Button kind="danger" onClick={() => setAsking(true)}>
          {words.revoke}
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={words.revokeTitle(found.name)}
        action={words.revoke}
        danger
        onConfirm={async () => {
          await api.revokeApiKey({ params: { key: found.id } });
          await queries.invalidateQueries({ queryKey: KEYS });
        }}
      >
        {words.revokeText}
      </Confirm>
    </li>
  );
}

function NewKey({ onClose, onSecret }: { readonly onClose: () => void; readonly onSecret: (secret: string) => void }): ReactNode {
  const words = useWords(settingsWords);
  const me = useMe();
  const [name, setName] = useState('');
  const [companyId, setCompanyId] = useState<string | null>(me.companies[0]?.id ?? null);
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  // Nobody hands out more than they hold; the server refuses it anyway.
  const own = [...new Set([...me.firmScopes, ...me.companies.flatMap((company) => company.scopes)])].toSorted();
  const make = useMutation({
    mutationFn: () => api.createApiKey({ body: { name, companyId, scopes: [...scopes] } }),
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries({ queryKey: KEYS });
      onClose();
      onSecret(secret);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.newKeyTitle}
      onSubmit={() => make.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={make.isPending || scopes.length === 0}>
            {words.newKeyAction}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <TextField label={words.name} required value={name} onChange={setName} />
        <Select<string>
          label={words.where}
          value={companyId ?? EVERYWHERE}
          options={[{ value: EVERYWHERE, label: words.allCompanies }, ...me.companies.map((company) => ({ value: company.id, label: company.name }))]}
          onChange={(id) => setCompanyId(id === EVERYWHERE ? null : id)}
        />
        <Field label={words.scopes} group>
          <div className="mb-2 flex gap-2">
            <Button onClick={() => setScopes(own.filter((scope) => scope.endsWith(':read')))}>{words.readScopes}</Button>
            <Button onClick={() => setScopes(own)}>{words.allScopes}</Button>
          </div>
          <div className="grid grid-cols-2 gap-2">
            {own.map((scope) => (
              <Checkbox
                key={scope}
                label={scope}
                checked={scopes.includes(scope)}
                onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
              />
            ))}
          </div>
        </Field>
        {make.error && <ProblemNote>{sentenceOf(make.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}
