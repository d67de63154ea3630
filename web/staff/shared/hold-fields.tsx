import type { ReactNode } from 'react';
import { DateField } from '../../kit/date-field.tsx';
import { TextField } from '../../kit/field.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { holdKind, holdWords } from './hold-words.ts';

/** Kinds that a person places; the others belong to what they follow from. */
const KINDS = ['dispute', 'legal', 'plan', 'pending_debit'] as const;
export type HoldGiven = { readonly kind: (typeof KINDS)[number]; readonly reason: string; readonly untilOn: string | null };
export const NO_HOLD: HoldGiven = { kind: 'dispute', reason: '', untilOn: null };

/** Why and until when reminders rest. `tried`: what is missing is said. */
export function HoldFields(props: { readonly value: HoldGiven; readonly onChange: (next: HoldGiven) => void; readonly tried?: boolean }): ReactNode {
  const { value, onChange, tried = false } = props;
  const words = useWords(holdWords);
  return (
    <div className="grid grid-cols-2 gap-4">
      <Select
        label={words.because}
        value={value.kind}
        options={KINDS.map((kind) => ({ value: kind, label: holdKind(kind) }))}
        onChange={(kind) => onChange({ ...value, kind })}
      />
      <DateField label={words.until} hint={words.untilHint} value={value.untilOn} onChange={(untilOn) => onChange({ ...value, untilOn })} />
      <TextField
        className="col-span-2"
        label={words.reason}
        required
        maxLength={1_000}
        value={value.reason}
        onChange={(reason) => onChange({ ...value, reason })}
        error={tried && value.reason.trim() === '' ? words.reasonMissing : null}
      />
    </div>
  );
}
