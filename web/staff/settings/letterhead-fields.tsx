import type { ReactNode } from 'react';
import type { Answer } from '../../kit/api.ts';
import { TextArea, TextField } from '../../kit/field.tsx';
import { RadioCards } from '../../kit/radio-cards.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { letterheadWords } from './letterhead-words.ts';

type Letterhead = Answer<'getLetterhead'>;
type Language = Letterhead['language'];

/** A letterhead as it stands in the form: lines of several are one text. */
export type LetterheadText = Omit<Letterhead, 'addressLines' | 'footerLines' | 'hasLogo' | 'isDefault'> & { readonly address: string; readonly footer: string };

export type LetterheadFieldsProps = {
  readonly value: LetterheadText;
  readonly set: (part: Partial<LetterheadText>) => void;
  /** What is wrong, in words, by its place in what is sent. */
  readonly wrong: Readonly<Record<string, string>>;
};

const LAYOUTS = ['classic', 'modern'] as const;
const LANGUAGES = ['en', 'de'] as const;

function Group(props: { readonly title: string; readonly text?: string; readonly columns?: 2 | 3; readonly children: ReactNode }): ReactNode {
  const { title, text, columns = 2, children } = props;
  return (
    <section className="grid gap-3 border-t border-line pt-5 first:border-0 first:pt-0">
      <div>
        <h3 className="font-semibold">{title}</h3>
        {text !== undefined && <p className="text-second text-mute">{text}</p>}
      </div>
      <div className={columns === 2 ? 'grid grid-cols-2 items-start gap-4' : 'grid grid-cols-3 items-start gap-4'}>{children}</div>
    </section>
  );
}

type LineName = 'postalCode' | 'city' | 'email' | 'phone' | 'website' | 'vatId' | 'taxNumber';

/** Something that may be left out, on one line. */
function Line({ name, maxLength, value, set, wrong }: LetterheadFieldsProps & { readonly name: LineName; readonly maxLength: number }): ReactNode {
  const words = useWords(letterheadWords);
  return <TextField label={words[name]} maxLength={maxLength} error={wrong[name]} value={value[name]} onChange={(text) => set({ [name]: text })} />;
}

export function AddressFields(props: LetterheadFieldsProps): ReactNode {
  const { value, set, wrong } = props;
  const words = useWords(letterheadWords);
  return (
    <Group title={words.address} columns={3}>
      <TextField
        className="col-span-3"
        label={words.name}
        required
        maxLength={200}
        error={wrong['name']}
        value={value.name}
        onChange={(name) => set({ name })}
      />
      <TextArea
        className="col-span-3"
        label={words.addressLines}
        hint={words.addressHint}
        rows={2}
        error={wrong['addressLines']}
        value={value.address}
        onChange={(address) => set({ address })}
      />
      <Line {...props} name="postalCode" maxLength={20} />
      <Line {...props} name="city" maxLength={100} />
      <TextField
        label={words.country}
        required
        maxLength={2}
        hint={words.countryHint}
        error={wrong['country']}
        value={value.country}
        onChange={(country) => set({ country: country.toUpperCase() })}
      />
    </Group>
  );
}

export function ReachFields(props: LetterheadFieldsProps): ReactNode {
  const words = useWords(letterheadWords);
  return (
    <Group title={words.reach} columns={3}>
      <Line {...props} name="email" maxLength={254} />
      <Line {...props} name="phone" maxLength={50} />
      <Line {...props} name="website" maxLength={200} />
    </Group>
  );
}

export function RegisterFields(props: LetterheadFieldsProps): ReactNode {
  const { value, set, wrong } = props;
  const words = useWords(letterheadWords);
  return (
    <Group title={words.lawful}>
      <Line {...props} name="vatId" maxLength={30} />
      <Line {...props} name="taxNumber" maxLength={50} />
      <TextArea
        className="col-span-2"
        label={words.footerLines}
        hint={words.footerHint}
        rows={3}
        error={wrong['footerLines']}
        value={value.footer}
        onChange={(footer) => set({ footer })}
      />
    </Group>
  );
}

export function BankFields({ value: { bank }, set, wrong }: LetterheadFieldsProps): ReactNode {
  const words = useWords(letterheadWords);
  const line = (name: keyof typeof bank, label: string): ReactNode => (
    <TextField label={label} error={wrong[`bank/${name}`]} value={bank[name]} onChange={(text) => set({ bank: { ...bank, [name]: text } })} />
  );
  return (
    <Group title={words.bank} text={words.bankText}>
      {line('holder', words.holder)}
      {line('name', words.bankName)}
      {line('iban', 'IBAN')}
      {line('bic', 'BIC')}
    </Group>
  );
}

export function LookFields({ value, set, wrong }: LetterheadFieldsProps): ReactNode {
  const words = useWords(letterheadWords);
  return (
    <Group title={words.look}>
      <RadioCards
        className="col-span-2"
        label={words.layout}
        columns={2}
        value={value.layout}
        cards={LAYOUTS.map((layout) => ({ value: layout, title: words[layout], description: words[`${layout}Text`] }))}
        onChange={(layout) => set({ layout })}
      />
      <TextField label={words.colour} type="color" error={wrong['colour']} value={value.colour} onChange={(colour) => set({ colour })} />
      <Select<Language>
        label={words.language}
        hint={words.languageHint}
        value={value.language}
        options={LANGUAGES.map((language) => ({ value: language, label: words[language] }))}
        onChange={(language) => set({ language })}
      />
    </Group>
  );
}
