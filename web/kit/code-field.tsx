import { useId, type ReactNode } from 'react';
import { codeMeant, namedCodes, type CodeKind } from './code-names.ts';
import { TextField, type FieldProps } from './field.tsx';
import { useLanguage } from './words.ts';

export type CodeFieldProps = FieldProps & {
  readonly kind: CodeKind;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
};

/** A country, currency or language by its code: its name can be typed as well, is offered, and stands beside the code once it is told. What is no code is left as it was typed. */
export function CodeField({ kind, value, onChange, ...rest }: CodeFieldProps): ReactNode {
  const language = useLanguage();
  const list = useId();
  const all = namedCodes(kind, language);
  const meant = codeMeant(value, kind, language);
  const name = all.find(({ code }) => code === meant)?.name;
  return (
    <>
      <TextField
        {...rest}
        list={list}
        spellCheck={false}
        value={value}
        onChange={onChange}
        onBlur={() => {
          if (meant !== null && meant !== value) onChange(meant);
        }}
        suffix={value.trim().length <= 3 && name !== undefined ? <span className="max-w-36 truncate">{name}</span> : undefined}
      />
      <datalist id={list}>
        {all.map((one) => (
          <option key={one.code} value={one.code}>
            {one.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
