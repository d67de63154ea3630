import { useState, type ReactNode } from 'react';
import { api, refreshCompany } from '../../kit/api.ts';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords, wordsOf } from '../../kit/words.ts';

export const CONTACT_ROLES = ['billing', 'payables', 'management', 'legal'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

export const contactWords = wordsOf({
  en: {
    title: 'Add contact',
    text: 'Reminders and invoices are sent to contacts with an address.',
    role: 'Role',
    billing: 'Billing',
    payables: 'Payables',
    management: 'Management',
    legal: 'Legal',
    name: 'Name',
    email: 'E-mail',
    missing: 'Give a name, an e-mail address or a phone number.',
    emailMissing: 'Give an e-mail address.',
    phone: 'Phone',
    language: 'Language',
  },
  de: {
    title: 'Ansprechpartner hinzufügen',
    text: 'Mahnungen und Rechnungen gehen an Ansprechpartner mit Adresse.',
    role: 'Rolle',
    billing: 'Rechnungseingang',
    payables: 'Buchhaltung',
    management: 'Leitung',
    legal: 'Recht',
    name: 'Name',
    email: 'E-Mail',
    missing: 'Bitte einen Namen, eine E-Mail-Adresse oder eine Telefonnummer angeben.',
    emailMissing: 'Bitte eine E-Mail-Adresse angeben.',
    phone: 'Telefon',
    language: 'Sprache',
  },
});

/** Somebody to write to. `reachable`: without an address it would not help. */
export function ContactDialog(props: {
  readonly company: string;
  readonly customer: string;
  readonly role?: ContactRole;
  readonly reachable?: boolean;
  readonly onClose: () => void;
  /** With the address that was added. */
  readonly onDone?: (email: string) => void;
}): ReactNode {
  const { company, customer, reachable = false, onClose, onDone } = props;
  const words = useWords(contactWords);
  const [form, setForm] = useState({ role: props.role ?? ('billing' as ContactRole), name: '', email: '', phone: '', language: '' });
  const [tried, setTried] = useState(false);
  const set = (part: Partial<typeof form>): void => setForm((now) => ({ ...now, ...part }));
  const { role, ...texts } = form;
  const filled = Object.fromEntries(Object.entries(texts).flatMap(([key, text]) => (text.trim() === '' ? [] : [[key, text.trim()]])));
  const problem = reachable
    ? filled['email'] === undefined && words.emailMissing
    : filled['name'] === undefined && filled['email'] === undefined && filled['phone'] === undefined && words.missing;
  const add = async (): Promise<void> => {
    await api.addContact({ company, params: { customer }, body: { ...filled, role } });
    await refreshCompany(company);
    onDone?.(form.email.trim());
  };
  const command = (): Promise<void> | null => {
    setTried(true);
    return problem === false ? add() : null;
  };
  return (
    <CommandDialog title={words.title} description={words.text} action={words.title} onClose={onClose} command={command}>
      <TextField
        label={words.email}
        type="email"
        required={reachable}
        value={form.email}
        onChange={(email) => set({ email })}
        error={tried && problem !== false ? problem : null}
      />
      <TextField label={words.name} maxLength={200} value={form.name} onChange={(name) => set({ name })} />
      <TextField label={words.phone} type="tel" maxLength={50} value={form.phone} onChange={(phone) => set({ phone })} />
      <div className="grid grid-cols-2 gap-4">
        <Select
          label={words.role}
          value={role}
          options={CONTACT_ROLES.map((value) => ({ value, label: words[value] }))}
          onChange={(next) => set({ role: next })}
        />
        <TextField label={words.language} maxLength={5} placeholder="de" value={form.language} onChange={(language) => set({ language })} />
      </div>
    </CommandDialog>
  );
}
