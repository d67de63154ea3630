import { useState, type ReactNode } from 'react';
import { Checkbox } from '../../kit/checkbox.tsx';
import { Field } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import { HoldDialog } from '../shared/hold-dialog.tsx';
import { useOwed } from './task-subject.tsx';
import { worklistWords } from './words.ts';

/** Holds reminders back: of the invoices that are ticked, or of the whole customer. */
export function TaskHoldDialog(props: {
  readonly company: string;
  readonly customer: string;
  readonly onClose: () => void;
  readonly onDone: (outcome: string) => void;
}): ReactNode {
  const { company, customer, onClose, onDone } = props;
  const words = useWords(worklistWords);
  const { money } = useFormats();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const items = useOwed(company, customer).data?.items ?? [];
  const invoices = [...new Map(items.flatMap((item) => (item.invoiceId === null ? [] : [[item.invoiceId, item] as const])))];
  const of = chosen.size > 0 ? { invoiceIds: [...chosen] } : { customerIds: [customer] };
  return (
    <HoldDialog {...{ company, of, onClose, onDone }}>
      {invoices.length > 0 && (
        <Field group label={words.holdWhat} hint={words.holdWhatHint}>
          <div className="grid gap-1.5">
            {invoices.map(([id, item]) => (
              <Checkbox
                key={id}
                label={`${item.number} · ${money(item.open, item.currency)}`}
                checked={chosen.has(id)}
                onChange={(on) => setChosen((last) => new Set(on ? [...last, id] : [...last].filter((one) => one !== id)))}
              />
            ))}
          </div>
        </Field>
      )}
    </HoldDialog>
  );
}
