import { useState, type ReactNode } from 'react';
import { Field, TextInput, type FieldProps } from './field.tsx';
import { decimal, readAmount } from './format.ts';
import { KIT } from './kit-words.ts';
import { useWords, useLanguage } from './words.ts';

/** Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export type MoneyFieldProps = FieldProps & {
  /** The decimal string of the API; '' for none. */
  readonly value: string;
  /** With every key: the decimal string, '' when emptied, null while it can't be read (on leaving, the field says why). */
  readonly onChange: (amount: string | null) => void;
  readonly currency: string;
  readonly negative?: boolean;
  readonly off?: boolean;
  readonly placeholder?: string;
};

/** An amount, typed with comma or point. */
export function MoneyField(props: MoneyFieldProps): ReactNode {
  const { value, onChange, currency, negative = false, off = false, placeholder, label, labelHidden, hint, error, required, className } = props;
  const words = useWords(KIT);
  const language = useLanguage();
  const digits = decimalsOf(currency);
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const [told, setTold] = useState<string | null>(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    // Set from outside, not the echo of what is typed here.
    if (value !== (told ?? '')) {
      setTyped(null);
      setTold(value);
    }
  }
  const problemOf = (text: string, amount: string | null): string | null => {
    if (text.trim() === '') return null;
    if (amount === null) return words.amountUnread;
    if (!negative && amount.startsWith('-')) return words.amountNegative;
    return (amount.split('.')[1] ?? '').length > digits ? words.amountDecimals(digits) : null;
  };
  const read = typed === null ? null : readAmount(typed);
  const wrong = typed === null ? null : problemOf(typed, read);
  return (
    <Field {...{ label, labelHidden, hint, required, className }} error={left && wrong !== null ? wrong : error}>
      <span className="relative block">
        <TextInput
          inputMode="decimal"
          disabled={off}
          placeholder={placeholder}
          value={typed ?? (value === '' ? '' : decimal(value, digits, language))}
          onChange={(text) => {
            const amount = readAmount(text);
            const next = text.trim() === '' ? '' : problemOf(text, amount) === null ? amount : null;
            setTyped(text);
            setLeft(false);
            setTold(next);
            onChange(next);
          }}
          onBlur={() => {
            setLeft(true);
            if (wrong === null) setTyped(null);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') setLeft(true);
          }}
          className="pr-12 text-right tabular-nums"
        />
        <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-mute">{currency}</span>
      </span>
    </Field>
  );
}
