import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, newKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useDraft } from '../../kit/draft.ts';
import { TextArea, TextField } from '../../kit/field.tsx';
import { MoneyField } from '../../kit/money-field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;

/** Who promised to pay what by when: of the earliest due, as many as the amount needs. */
export function PromiseDialog({
  company,
  customer,
  onClose,
}: {
  readonly company: string;
  readonly customer: Customer;
  readonly onClose: () => void;
}): ReactNode {
  const words = useWords(customersWords);
  const currency = customer.balances[0]?.currency ?? 'EUR';
  const form = useDraft(`promise.${company}.${customer.id}`, {
    promisedOn: null as string | null,
    amount: '' as string | null,
    by: customer.contacts[0]?.name ?? '',
    note: '',
  });
  const { value, set } = form;
  const record = useMutation({
    mutationFn: () =>
      api.recordPromise({
        company,
        body: {
          customerId: customer.id,
          currency,
          promisedOn: value.promisedOn ?? '',
          by: value.by,
          note: value.note,
          ...(value.amount === '' || value.amount === null ? {} : { amount: value.amount }),
        },
        idempotencyKey: newKey(),
      }),
    onSuccess: async () => {
      form.clear();
      notify({ title: words.saved });
      await refreshCompany(company);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.promiseTitle}
      description={words.promiseText}
      width="small"
      onSubmit={() => record.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={value.promisedOn === null || value.by.trim() === '' || value.amount === null || record.isPending}>
            {words.record}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <DateField label={words.promisedOn} required value={value.promisedOn} onChange={(promisedOn) => set({ promisedOn })} />
        <MoneyField label={words.amount} hint={words.promiseAll} currency={currency} value={value.amount ?? ''} onChange={(amount) => set({ amount })} />
        <TextField label={words.promisedBy} required value={value.by} onChange={(by) => set({ by })} />
        <TextArea label={words.note} rows={2} value={value.note} onChange={(note) => set({ note })} />
        {record.error && <ProblemNote>{sentenceOf(record.error)}</ProblemNote>}
      </div>
    </Dialog>
  );
}
