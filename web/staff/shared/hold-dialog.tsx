import { useState, type ReactNode } from 'react';
import { api, refreshCompany } from '../../kit/api.ts';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { HoldFields, NO_HOLD, type HoldGiven } from './hold-fields.tsx';
import { holdKind, holdWords } from './hold-words.ts';

export type HeldSubjects = { readonly invoiceIds: readonly string[] } | { readonly customerIds: readonly string[] };

async function place(company: string, given: HoldGiven, of: HeldSubjects): Promise<string> {
  const { kind, reason, untilOn } = given;
  const subjects = 'invoiceIds' in of ? { invoiceIds: [...of.invoiceIds] } : { customerIds: [...of.customerIds] };
  const { held, results } = await api.placeHolds({
    company,
    body: { kind, reason: reason.trim(), ...subjects, ...(untilOn === null ? {} : { untilOn }) },
  });
  // Nothing was held: the server says why, and what was typed stays.
  if (held === 0) throw new Error(sayWords(holdWords)[results[0]?.code ?? 'refused']);
  return `${holdKind(kind)}: ${reason.trim()}`;
}

/** Holds the reminders of invoices, or of a customer with everything that is owed. */
export function HoldDialog(props: {
  readonly company: string;
  readonly of: HeldSubjects;
  readonly onClose: () => void;
  /** With what was placed, in words. */
  readonly onDone?: (outcome: string) => void;
  /** A choice of what is held. */
  readonly children?: ReactNode;
}): ReactNode {
  const { company, of, onClose, onDone, children } = props;
  const words = useWords(holdWords);
  const [given, setGiven] = useState(NO_HOLD);
  const [tried, setTried] = useState(false);
  const hold = async (): Promise<void> => {
    const outcome = await place(company, given, of);
    await refreshCompany(company);
    onDone?.(outcome);
  };
  const command = (): Promise<void> | null => {
    setTried(true);
    return given.reason.trim() === '' ? null : hold();
  };
  return (
    <CommandDialog title={words.title} description={words.text} action={words.title} onClose={onClose} command={command}>
      {children}
      <HoldFields value={given} onChange={setGiven} tried={tried} />
    </CommandDialog>
  );
}
