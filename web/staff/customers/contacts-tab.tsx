import { useState, type ReactNode } from 'react';
import { api, refreshCompany, type Answer } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { ContactDialog, contactWords } from '../shared/contact-dialog.tsx';
import { useMay } from '../shell/company.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;
type Contact = Customer['contacts'][number];

/** Who is written to: by role, with the ways to reach them. */
export function ContactsTab({ company, customer }: { readonly company: string; readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const roles = useWords(contactWords);
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
              <Badge tone="mute">{roles[contact.role]}</Badge>
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
          await api.removeContact({ company, params: { customer: customer.id, contact: removing.id } });
          await refreshCompany(company);
        }}
      >
        {words.removeText}
      </Confirm>
    </div>
  );
}
