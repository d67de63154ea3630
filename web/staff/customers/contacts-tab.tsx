import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, newKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;
type Contact = Customer['contacts'][number];
const ROLES = ['billing', 'payables', 'management', 'legal'] as const;

/** Who is written to: by role, with the ways to reach them. */
export function ContactsTab({ company, customer }: { readonly company: string; readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const may = useMay()('customers:write');
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Contact | null>(null);
  return (
    <div className="grid max-w-3xl gap-3">
      {customer.contacts.length === 0 && <EmptyState title={words.noContacts}>{words.noContactsText}</EmptyState>}
      {customer.contacts.length > 0 && (
        <ul className="rounded-card border border-line bg-panel">
          {customer.contacts.map((contact) => (
            <li key={contact.id} className="flex items-center gap-4 border-b border-line px-4 py-2 last:border-0">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{contact.name === '' ? contact.email : contact.name}</span>
                <span className="block truncate text-second text-mute">
                  {[contact.name === '' ? '' : contact.email, contact.phone, contact.language].filter(Boolean).join(' · ')}
                </span>
              </span>
              <Badge tone="mute">{words[`role_${contact.role}`]}</Badge>
              {may && (
                <Button kind="ghost" onClick={() => setRemoving(contact)}>
                  {words.removeContact}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && (
        <div>
          <Button onClick={() => setAdding(true)}>{words.addContact}</Button>
        </div>
      )}
      {adding && <ContactDialog company={company} customer={customer.id} onClose={() => setAdding(false)} />}
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeTitle(removing?.name || removing?.email || '')}
        action={words.removeContact}
        danger
        onConfirm={async () => {
          if (removing === null) return;
          await api.removeContact({ company, params: { customer: customer.id, contact: removing.id }, idempotencyKey: newKey() });
          await refreshCompany(company);
        }}
      >
        {words.removeText}
      </Confirm>
    </div>
  );
}

function ContactDialog({ company, customer, onClose }: { readonly company: string; readonly customer: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(customersWords);
  const [form, setForm] = useState({ role: 'billing' as (typeof ROLES)[number], name: '', email: '', phone: '', language: '' });
  const set = (part: Partial<typeof form>): void => setForm((now) => ({ ...now, ...part }));
  const add = useMutation({
    mutationFn: () => {
      const filled = Object.fromEntries(Object.entries(form).filter(([, text]) => text.trim() !== ''));
      return api.addContact({ company, params: { customer }, body: { ...filled, role: form.role }, idempotencyKey: newKey() });
    },
    onSuccess: async () => {
      await refreshCompany(company);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.contactTitle}
      width="small"
      onSubmit={() => add.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={add.isPending}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Select
          label={words.role}
          value={form.role}
          options={ROLES.map((value) => ({ value, label: words[`role_${value}`] }))}
          onChange={(role) => set({ role })}
        />
        <TextField label={words.contactName} maxLength={200} value={form.name} onChange={(name) => set({ name })} />
        <TextField label={words.email} type="email" value={form.email} onChange={(email) => set({ email })} />
        <TextField label={words.phone} maxLength={50} value={form.phone} onChange={(phone) => set({ phone })} />
        <TextField label={words.language} maxLength={5} placeholder="de" value={form.language} onChange={(language) => set({ language })} />
        {add.error && <ProblemNote>{sentenceOf(add.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}
