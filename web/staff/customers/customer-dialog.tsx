import { useState, type ReactNode } from 'react';
import { api, codeOf, refreshCompany, type Answer } from '../../kit/api.ts';
import { CodeField } from '../../kit/code-field.tsx';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { useDraft } from '../../kit/draft.ts';
import { TextArea, TextField } from '../../kit/field.tsx';
import { Select } from '../../kit/select.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { Conflicts } from './customer-conflicts.tsx';
import { changedFields, changeOf, formOf, knownOf, type CustomerForm } from './customer-form.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;
const KINDS = ['business', 'consumer', 'public'] as const;

/** What is typed, and what was shown when the form was opened: both survive a reload. */
type Kept = CustomerForm & { readonly number: string; readonly email: string; readonly shown: CustomerForm };

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A new customer, or what is known of one: what is typed survives a reload. */
export function CustomerDialog(props: {
  readonly company: string;
  readonly customer?: Customer;
  readonly onClose: () => void;
  readonly onSaved?: (id: string) => void;
}): ReactNode {
  const { company, customer, onClose, onSaved } = props;
  const words = useWords(customersWords);
  const initial = formOf(customer);
  const form = useDraft<Kept>(`customer.${company}.${customer?.id ?? 'new'}`, { ...initial, number: '', email: '', shown: initial });
  const { value, set } = form;
  const [theirs, setTheirs] = useState<CustomerForm | null>(null);
  const close = (): void => {
    form.clear();
    onClose();
  };
  const saved = async (id: string): Promise<void> => {
    notify({ title: words.saved });
    await refreshCompany(company);
    onSaved?.(id);
  };
  const create = async (): Promise<void> => {
    const { number, email } = value;
    const body = { ...knownOf(value), email: orNull(email), ...(number.trim() === '' ? {} : { number: number.trim() }) };
    await saved((await api.createCustomer({ company, body })).id);
  };
  /** Only what was changed is sent, with what stood there: what others changed meanwhile is neither overwritten nor passed over. */
  const update = async (id: string, mine: CustomerForm, shown: CustomerForm): Promise<'stay' | null> => {
    const fields = changedFields(mine, shown);
    if (fields.length === 0) return null;
    try {
      await api.updateCustomer({ company, params: { customer: id }, body: { ...changeOf(mine, fields), expected: changeOf(shown, fields) } });
    } catch (error) {
      if (codeOf(error) !== 'customer.changed_meanwhile') throw error;
      setTheirs(formOf(await api.getCustomer({ company, params: { customer: id } })));
      return 'stay';
    }
    await saved(id);
    return null;
  };
  const [tried, setTried] = useState(false);
  const command = (): Promise<unknown> | null => {
    setTried(true);
    if (value.name.trim() === '') return null;
    return customer ? update(customer.id, value, value.shown) : create();
  };
  return (
    <CommandDialog title={customer ? words.editTitle : words.new} action={words.save} width="medium" onClose={close} command={command}>
      {form.restored && <p className="text-second text-mute">{words.restored}</p>}
      <div className="grid grid-cols-2 gap-4">
        <TextField
          className="col-span-2"
          label={words.name}
          required
          maxLength={300}
          value={value.name}
          onChange={(name) => set({ name })}
          error={tried && value.name.trim() === '' ? words.nameMissing : null}
        />
        {!customer && <TextField label={words.number} hint={words.numberHint} maxLength={100} value={value.number} onChange={(number) => set({ number })} />}
        {!customer && <TextField label={words.email} hint={words.emailHint} type="email" value={value.email} onChange={(email) => set({ email })} />}
        <Select label={words.kind} value={value.kind} options={KINDS.map((one) => ({ value: one, label: words[one] }))} onChange={(kind) => set({ kind })} />
        <TextField label={words.terms} hint={words.termsHint} maxLength={100} value={value.terms} onChange={(terms) => set({ terms })} />
        <CodeField kind="country" label={words.country} placeholder="DE" value={value.country} onChange={(country) => set({ country })} />
        <CodeField kind="language" label={words.language} placeholder="de" value={value.language} onChange={(language) => set({ language })} />
        <TextField label={words.group} maxLength={60} value={value.group} onChange={(group) => set({ group })} />
        <TextField label={words.vatId} maxLength={30} value={value.vatId} onChange={(vatId) => set({ vatId })} />
        <TextArea
          className="col-span-2"
          label={words.address}
          hint={words.addressHint}
          rows={2}
          value={value.address}
          onChange={(address) => set({ address })}
        />
        <TextField label={words.postalCode} maxLength={20} value={value.postalCode} onChange={(postalCode) => set({ postalCode })} />
        <TextField label={words.city} maxLength={100} value={value.city} onChange={(city) => set({ city })} />
      </div>
      {customer && theirs !== null && (
        <Conflicts
          mine={value}
          shown={value.shown}
          theirs={theirs}
          onMine={async (shown) => {
            if ((await update(customer.id, value, shown)) !== 'stay') close();
          }}
          onTheirs={(form, shown) => {
            set({ ...form, shown });
            setTheirs(null);
          }}
        />
      )}
    </CommandDialog>
  );
}
