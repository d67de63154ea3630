import { useMutation, useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, newKey, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { HAND_PLACED, type HandPlaced } from '../shared/invoice-jobs.ts';
import { useMay } from '../shell/company.ts';
import { customersWords } from './words.ts';

/** What holds a customer's reminders back now, each with why, and its release where a person placed it. */
export function CustomerHolds({ company, customer }: { readonly company: string; readonly customer: string }): ReactNode {
  const words = useWords(customersWords);
  const { day } = useFormats();
  const may = useMay();
  const [releasing, setReleasing] = useState<string | null>(null);
  const holds = useQuery({
    queryKey: companyKey(company, 'holds', 'customer', customer),
    queryFn: () => api.listHolds({ company, query: { customer, limit: 20 } }),
    enabled: may('receivables:read'),
  });
  if (!holds.data || holds.data.items.length === 0) return null;
  return (
    <ul aria-label={words.held} className="grid gap-1.5">
      {holds.data.items.map((hold) => (
        <li key={hold.id} className="flex items-center gap-3 rounded-control bg-warn-soft px-3 py-1.5 text-warn">
          <Lock aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 flex-1 truncate">
            <span className="font-medium">{hold.kind === 'promise' ? words.promise_kind : words[hold.kind]}</span>
            {[hold.number, hold.untilOn === null ? null : `${words.until} ${day(hold.untilOn)}`, hold.can.release === true ? hold.reason : '']
              .filter(Boolean)
              .map((part) => ` · ${part}`)}
          </span>
          {may('collections:write') && hold.can.release === true && <Button onClick={() => setReleasing(hold.id)}>{words.release}</Button>}
        </li>
      ))}
      <Confirm
        open={releasing !== null}
        onClose={() => setReleasing(null)}
        title={words.releaseTitle}
        action={words.release}
        reason="required"
        onConfirm={async (reason) => {
          if (releasing === null) return;
          await api.releaseHold({ company, params: { hold: releasing }, body: { reason }, idempotencyKey: newKey() });
          await refreshCompany(company);
        }}
      >
        {words.releaseText}
      </Confirm>
    </ul>
  );
}

export function HoldDialog({ company, customer, onClose }: { readonly company: string; readonly customer: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(customersWords);
  const [kind, setKind] = useState<HandPlaced>('dispute');
  const [reason, setReason] = useState('');
  const [untilOn, setUntilOn] = useState<string | null>(null);
  const place = useMutation({
    mutationFn: async () => {
      const { held } = await api.placeHolds({
        company,
        body: { kind, reason, customerIds: [customer], ...(untilOn === null ? {} : { untilOn }) },
        idempotencyKey: newKey(),
      });
      if (held === 0) throw new Error(words.noneSkipped);
    },
    onSuccess: async () => {
      await refreshCompany(company);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.holdTitle}
      description={words.holdText}
      width="small"
      onSubmit={() => place.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={reason.trim() === '' ? words.reason : place.isPending}>
            {words.holdTitle}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Select<HandPlaced> label={words.holdKind} value={kind} options={HAND_PLACED.map((value) => ({ value, label: words[value] }))} onChange={setKind} />
        <DateField label={words.until} hint={words.untilHint} value={untilOn} onChange={setUntilOn} />
        <TextField label={words.reason} required maxLength={1_000} value={reason} onChange={setReason} />
        {place.error && <ProblemNote>{sentenceOf(place.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}
