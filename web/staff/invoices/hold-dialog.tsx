import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, newKey, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import type { HoldGiven } from '../shared/invoice-jobs.ts';
import { HoldFields } from './bulk-dialog.tsx';
import { invoicesWords } from './words.ts';

/** Holds the reminders of one invoice. */
export function HoldDialog(props: { readonly company: string; readonly invoiceIds: readonly string[]; readonly onClose: () => void }): ReactNode {
  const { company, invoiceIds, onClose } = props;
  const words = useWords(invoicesWords);
  const [hold, setHold] = useState<HoldGiven>({ kind: 'dispute', reason: '', untilOn: null });
  const place = useMutation({
    mutationFn: async () => {
      const { kind, reason, untilOn } = hold;
      const { results } = await api.placeHolds({
        company,
        body: { kind, reason, invoiceIds: [...invoiceIds], ...(untilOn === null ? {} : { untilOn }) },
        idempotencyKey: newKey(),
      });
      const skipped = results.find(({ result }) => result === 'skipped');
      if (skipped?.code) throw new Error(words[skipped.code]);
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
      title={words.bulkHold}
      onSubmit={() => place.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={hold.reason.trim() === '' ? words.reason : place.isPending}>
            {words.hold}
          </Button>
        </>
      }
    >
      <HoldFields value={hold} onChange={setHold} />
      {place.error && (
        <div className="mt-4">
          <ProblemNote>{sentenceOf(place.error)}</ProblemNote>
        </div>
      )}
    </Dialog>
  );
}
