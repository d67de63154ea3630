import { useState, type ReactNode } from 'react';
import { api, newKey } from '../../kit/api.ts';
import { Checkbox } from '../../kit/checkbox.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { Field, TextArea } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { Select } from '../../kit/select.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { CommandDialog, type CommandDialogProps } from './task-dialogs.tsx';
import { useOwed } from './task-subject.tsx';
import { worklistWords } from './words.ts';

type Kind = 'dispute' | 'legal' | 'plan';

/** Holds reminders back: of the invoices that are ticked, or of the whole customer. */
export function HoldDialog({ company, task, today, onClose, onDone }: CommandDialogProps): ReactNode {
  const words = useWords(worklistWords);
  const { money } = useFormats();
  const [kind, setKind] = useState<Kind>('dispute');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [key] = useState(newKey);
  const invoices = (useOwed(company, task.customerId).data?.items ?? []).flatMap((item) =>
    item.invoiceId === null ? [] : [{ ...item, invoiceId: item.invoiceId }],
  );
  const kinds = [
    { value: 'dispute' as const, label: words.holdDispute },
    { value: 'legal' as const, label: words.holdLegal },
    { value: 'plan' as const, label: words.holdPlan },
  ];
  const place = async (customerId: string): Promise<void> => {
    const of = chosen.size > 0 ? { invoiceIds: [...chosen] } : { customerIds: [customerId] };
    const done = await api.placeHolds({
      company,
      body: { kind, reason: reason.trim(), ...of, ...(until === null ? {} : { untilOn: until as never }) },
      idempotencyKey: key,
    });
    const said = sayWords(worklistWords);
    // Nothing was held: the server says why, and what was typed stays.
    if (done.held === 0) throw new Error(done.results[0]?.code === 'already_held' ? said.holdAlready : said.holdNothing);
    onDone(`${kinds.find(({ value }) => value === kind)?.label ?? kind}: ${reason.trim()}`);
  };
  const command = (): Promise<unknown> | null => {
    setTried(true);
    return reason.trim() === '' || task.customerId === null ? null : place(task.customerId);
  };
  return (
    <CommandDialog title={words.holdTitle} text={words.holdText} action={words.hold} onClose={onClose} command={command}>
      <Select label={words.holdKind} value={kind} options={kinds} onChange={setKind} />
      {invoices.length > 0 && (
        <Field group label={words.holdWhat} hint={words.holdWhatHint}>
          <div className="grid gap-1.5">
            {[...new Map(invoices.map((item) => [item.invoiceId, item])).values()].map((item) => (
              <Checkbox
                key={item.invoiceId}
                label={`${item.number} · ${money(item.open, item.currency)}`}
                checked={chosen.has(item.invoiceId)}
                onChange={(on) =>
                  setChosen((last) => {
                    const next = new Set(last);
                    if (on) next.add(item.invoiceId);
                    else next.delete(item.invoiceId);
                    return next;
                  })
                }
              />
            ))}
          </div>
        </Field>
      )}
      <TextArea
        label={words.holdReason}
        required
        rows={2}
        maxLength={1_000}
        value={reason}
        onChange={setReason}
        error={tried && reason.trim() === '' ? words.reasonMissing : null}
      />
      <DateField label={words.until} hint={words.untilHint} value={until} onChange={setUntil} today={today} min={today} />
    </CommandDialog>
  );
}
