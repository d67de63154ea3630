import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, queries, sentenceOf, type Item } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Checkbox } from '../../kit/checkbox.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { Field, TextField } from '../../kit/field.tsx';
import { Menu } from '../../kit/menu.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { SecretShown } from './secret-shown.tsx';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type User = Item<'listUsers'>;
type Role = User['memberships'][number]['role'];
const ROLES = [
  'owner',
  'admin',
  'billing',
  'cash_application',
  'collections',
  'credit',
  'controller',
  'read_only',
  'auditor',
] as const satisfies readonly Role[];
const USERS = ['users'] as const;
/** As the choice of a company: all of them. */
const EVERYWHERE = 'all';

/** The address that a one-time link leads to. */
function linkOf(token: string): string {
  return `${location.origin}/invitation?token=${encodeURIComponent(token)}`;
}

export function UsersSection(): ReactNode {
  const words = useWords(settingsWords);
  const users = useQuery({ queryKey: USERS, queryFn: () => api.listUsers() });
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  return (
    <Section
      title={words.users}
      text={words.usersText}
      error={users.error}
      actions={
        <Button kind="primary" onClick={() => setInviting(true)}>
          {words.invite}
        </Button>
      }
    >
      <ul className="rounded-card border border-line bg-panel">
        {users.data?.items.map((user) => (
          <UserRow key={user.id} user={user} onLink={setLink} />
        ))}
      </ul>
      {inviting && <Invite onClose={() => setInviting(false)} onLink={setLink} />}
      <SecretShown title={words.linkMade} text={words.linkText} secret={link} onClose={() => setLink(null)} />
    </Section>
  );
}

function UserRow({ user, onLink }: { readonly user: User; readonly onLink: (link: string) => void }): ReactNode {
  const words = useWords(settingsWords);
  const me = useMe();
  const [asking, setAsking] = useState<'roles' | 'disable' | null>(null);
  const state = useMutation({
    mutationFn: (next: 'active' | 'disabled') => api.changeUserState({ params: { user: user.id }, body: { state: next } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: USERS }),
  });
  const renew = useMutation({
    mutationFn: () => api.renewInvitation({ params: { user: user.id } }),
    onSuccess: ({ token }) => onLink(linkOf(token)),
  });
  const where = (id: string | null): string => (id === null ? words.allCompanies : (me.companies.find((company) => company.id === id)?.name ?? id));
  const error = state.error ?? renew.error;
  return (
    <li className="border-b border-line px-4 py-3 last:border-0">
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{user.name}</span>
            {user.id === me.id && <span className="font-normal text-mute">({words.you})</span>}
            {user.state === 'disabled' && <Badge tone="mute">{words.disabled}</Badge>}
            {!user.hasPassword && <Badge tone="warn">{words.noPassword}</Badge>}
          </p>
          <p className="truncate text-second text-mute">{user.email}</p>
        </div>
        <p className="w-64 text-second">
          {user.memberships.map((one) => (
            <span key={`${one.companyId}${one.role}`} className="block truncate">
              {words[one.role]} <span className="text-mute">· {where(one.companyId)}</span>
            </span>
          ))}
        </p>
        <Menu
          align="end"
          trigger={
            <Button kind="ghost" square aria-label={`${user.name}: …`}>
              …
            </Button>
          }
          items={[
            { label: words.changeRoles, run: () => setAsking('roles') },
            { label: words.newLink, run: () => renew.mutate() },
            user.state === 'active'
              ? { label: words.disable, danger: true, run: () => setAsking('disable') }
              : { label: words.enable, run: () => state.mutate('active') },
          ]}
        />
      </div>
      {error && (
        <div className="mt-2">
          <ProblemNote>{sentenceOf(error)}</ProblemNote>
        </div>
      )}
      <Confirm
        open={asking === 'disable'}
        onClose={() => setAsking(null)}
        title={words.disableTitle(user.name)}
        action={words.disable}
        danger
        onConfirm={() => state.mutateAsync('disabled')}
      >
        {words.disableText}
      </Confirm>
      {asking === 'roles' && <Roles user={user} onClose={() => setAsking(null)} />}
    </li>
  );
}

/** Where roles hold, and which. */
function RolePicker(props: {
  readonly companyId: string | null;
  readonly roles: readonly Role[];
  readonly onCompany: (id: string | null) => void;
  readonly onRoles: (roles: readonly Role[]) => void;
}): ReactNode {
  const words = useWords(settingsWords);
  const me = useMe();
  const { companyId, roles, onCompany, onRoles } = props;
  return (
    <>
      <Select<string>
        label={words.where}
        value={companyId ?? EVERYWHERE}
        options={[{ value: EVERYWHERE, label: words.allCompanies }, ...me.companies.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(id) => onCompany(id === EVERYWHERE ? null : id)}
      />
      <Field label={words.roles} group>
        <div className="grid grid-cols-2 gap-2">
          {ROLES.map((role) => (
            <Checkbox
              key={role}
              label={words[role]}
              checked={roles.includes(role)}
              onChange={(on) => onRoles(on ? [...roles, role] : roles.filter((one) => one !== role))}
            />
          ))}
        </div>
      </Field>
    </>
  );
}

function Roles({ user, onClose }: { readonly user: User; readonly onClose: () => void }): ReactNode {
  const words = useWords(settingsWords);
  const rolesIn = (id: string | null): Role[] => user.memberships.filter((one) => one.companyId === id).map(({ role }) => role);
  const [companyId, setCompanyId] = useState<string | null>(user.memberships[0]?.companyId ?? null);
  const [roles, setRoles] = useState<readonly Role[]>(rolesIn(companyId));
  const save = useMutation({
    mutationFn: () => api.changeUserRoles({ params: { user: user.id }, body: { companyId, roles: [...roles] } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: USERS });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.rolesOf(user.name)}
      onSubmit={() => save.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={save.isPending}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <RolePicker
          companyId={companyId}
          roles={roles}
          onRoles={setRoles}
          onCompany={(id) => {
            setCompanyId(id);
            setRoles(rolesIn(id));
          }}
        />
        {save.error && <ProblemNote>{sentenceOf(save.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}

function Invite({ onClose, onLink }: { readonly onClose: () => void; readonly onLink: (link: string) => void }): ReactNode {
  const words = useWords(settingsWords);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [companyId, setCompanyId] = useState<string | null>(null);
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const invite = useMutation({
    mutationFn: () => api.inviteUser({ body: { name, email, companyId, roles: [...roles] } }),
    onSuccess: async ({ token }) => {
      await queries.invalidateQueries({ queryKey: USERS });
      onClose();
      onLink(linkOf(token));
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.inviteTitle}
      onSubmit={() => invite.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={invite.isPending || roles.length === 0}>
            {words.inviteAction}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <TextField label={words.name} required value={name} onChange={setName} />
        <TextField label={words.email} type="email" required value={email} onChange={setEmail} />
        <RolePicker companyId={companyId} roles={roles} onCompany={setCompanyId} onRoles={setRoles} />
        {invite.error && <ProblemNote>{sentenceOf(invite.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}
