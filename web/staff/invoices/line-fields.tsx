import { useState, type ReactNode } from 'react';
import { TextField } from '../../kit/field.tsx';
import { useWords } from '../../kit/words.ts';
import { isWritten, problemsOf, type LineField, type LineForm } from './draft-form.ts';
import { newInvoiceWords } from './new-invoice-words.ts';

/** What is typed stands under its heading, and under one another. */
const FIGURE = '[&_input]:text-right [&_input]:tabular-nums';

/** What somebody types of a line. What cannot be read is told at its field once they have left it, what is missing only where they have been. */
export function LineFields({ line, onChange }: { readonly line: LineForm; readonly onChange: (part: Partial<LineForm>) => void }): ReactNode {
  const words = useWords(newInvoiceWords);
  const [typing, setTyping] = useState<LineField | null>(null);
  const [left, setLeft] = useState<ReadonlySet<LineField>>(new Set());
  const problems = problemsOf(line);
  const wired = (field: LineField) => {
    const problem = problems[field];
    const missing = line[field].trim() === '';
    const told = problem !== null && typing !== field && (missing ? isWritten(line) && left.has(field) : true);
    return {
      value: line[field],
      labelHidden: true,
      error: told ? words[problem] : null,
      onChange: (text: string) => {
        setTyping(field);
        onChange({ [field]: text });
      },
      onBlur: () => {
        setTyping(null);
        setLeft(new Set([...left, field]));
      },
    };
  };
  return (
    <>
      <TextField label={words.text} maxLength={1_000} {...wired('text')} />
      <TextField className={FIGURE} label={words.quantity} inputMode="decimal" {...wired('quantity')} />
      <TextField className={FIGURE} label={words.price} inputMode="decimal" {...wired('unitPrice')} />
      <TextField className={FIGURE} label={words.taxRate} inputMode="decimal" {...wired('taxRate')} />
    </>
  );
}
