import { useState, type ReactNode } from 'react';
import { api, refreshCompany, type Answer } from '../../kit/api.ts';
import { CodeField } from '../../kit/code-field.tsx';
import { codeSent } from '../../kit/code-names.ts';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { useDraft } from '../../kit/draft.ts';
import { TextArea, TextField } from '../../kit/field.tsx';
import { Select } from '../../kit/select.tsx';
import { notify } from '../../kit/toast.tsx';
import { language, useWords } from '../../kit/words.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;
const KINDS = ['business', 'consumer', 'public'] as const;

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
  const form = useDraft(`customer.${company}.${customer?.id ?? 'new'}`, {
    number: customer?.number ?? '',
    name: customer?.name ?? '',
    kind: customer?.kind ?? 'business',
    country: customer?.country ?? '',
    language: customer?.language ?? '',
    terms: customer?.terms ?? '',
    group: customer?.group ?? '',
    email: '',
    address: customer?.addressLines.join('\n') ?? '',
    postalCode: customer?.postalCode ?? '',
    city: customer?.city ?? '',
    vatId: customer?.vatId ?? '',
  });
  const { value, set } = form;
  const close = (): void => {
    form.clear();
    onClose();
  };
  const save = async (): Promise<void> => {
    const { number, email, kind, name, group, postalCode, city, vatId } = value;
    const known = {
      name,
      kind,
      group,
      postalCode,
      city,
      vatId,
      country: orNull(codeSent(value.country, 'country', language())),
      language: orNull(codeSent(value.language, 'language', language())),
      terms: orNull(value.terms),
      addressLines: value.address
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    };
    const { id } = customer
      ? await api.updateCustomer({ company, params: { customer: customer.id }, body: known })
      : await api.createCustomer({ company, body: { ...known, email: orNull(email), ...(number.trim() === '' ? {} : { number: number.trim() }) } });
    notify({ title: words.saved });
    await refreshCompany(company);
    onSaved?.(id);
  };
  const [tried, setTried] = useState(false);
  const command = (): Promise<void> | null => {
    setTried(true);
    return value.name.trim() === '' ? null : save();
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
    </CommandDialog>
  );
}
