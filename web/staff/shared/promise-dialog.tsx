import { useState, type ReactNode } from 'react';
import { api, refreshCompany, type Answer } from '../../kit/api.ts';
import { CommandDialog } from '../../kit/command-dialog.tsx';
import { DateField, localToday } from '../../kit/date-field.tsx';
import { plusDays } from '../../kit/day-text.ts';
import { useDraft } from '../../kit/draft.ts';
import { TextArea, TextField } from '../../kit/field.tsx';
import { day, money } from '../../kit/format.ts';
import { MoneyField } from '../../kit/money-field.tsx';
import { sayWords, useWords, wordsOf } from '../../kit/words.ts';

const promiseWords = wordsOf({
  en: {
    title: 'Record a promise',
    text: 'Reminders for what it covers rest until the day and the time of a bank have passed.',
    record: 'Record promise',
    on: 'Promised for',
    onMissing: 'Give the day.',
    amount: 'Amount',
    amountHint: 'Empty: all that is overdue.',
    by: 'Who said so',
    byMissing: 'Say who promised it.',
    note: 'Note',
    outcome: (sum: string, on: string) => `Promised: ${sum} by ${on}.`,
    outcomeAll: (on: string) => `Promised: all that is overdue by ${on}.`,
  },
  de: {
    title: 'Zusage festhalten',
    text: 'Mahnungen dafür ruhen, bis der Tag und die Zeit einer Bank vorbei sind.',
    record: 'Zusage festhalten',
    on: 'Zugesagt für',
    onMissing: 'Bitte den Tag angeben.',
    amount: 'Betrag',
    amountHint: 'Leer: alles Überfällige.',
    by: 'Wer hat zugesagt',
    byMissing: 'Bitte angeben, wer zugesagt hat.',
    note: 'Notiz',
    outcome: (sum: string, on: string) => `Zugesagt: ${sum} bis ${on}.`,
    outcomeAll: (on: string) => `Zugesagt: alles Überfällige bis ${on}.`,
  },
});

const USUAL_DAYS = 7;

/** Who promised to pay what by when: of the earliest due, as many as the amount needs. What is typed survives a reload. */
export function PromiseDialog(props: {
  readonly company: string;
  readonly customer: Answer<'getCustomer'>;
  /** Of what is promised; else the one of which most is overdue. */
  readonly currency?: string | undefined;
  /** The company's day. */
  readonly today?: string;
  readonly onClose: () => void;
  /** With what was promised, in words. */
  readonly onDone?: (outcome: string) => void;
}): ReactNode {
  const { company, customer, today = localToday(), onClose, onDone } = props;
  const words = useWords(promiseWords);
  const most = customer.balances.toSorted((a, b) => Number(b.overdue) - Number(a.overdue))[0];
  const currency = props.currency ?? most?.currency ?? 'EUR';
  const balance = customer.balances.find((one) => one.currency === currency);
  const form = useDraft(`promise.${company}.${customer.id}`, {
    on: plusDays(today, USUAL_DAYS) as string | null,
    amount: (balance === undefined ? '' : Number(balance.overdue) > 0 ? balance.overdue : balance.open) as string | null,
    by: customer.contacts.find(({ name }) => name !== '')?.name ?? '',
    note: '',
  });
  const { value, set } = form;
  const [tried, setTried] = useState(false);
  const close = (): void => {
    form.clear();
    onClose();
  };
  const record = async (on: string): Promise<void> => {
    const amount = value.amount ?? '';
    await api.recordPromise({
      company,
      body: { customerId: customer.id, currency, promisedOn: on, by: value.by.trim(), note: value.note, ...(amount === '' ? {} : { amount }) },
    });
    await refreshCompany(company);
    const said = sayWords(promiseWords);
    onDone?.(amount === '' ? said.outcomeAll(day(on)) : said.outcome(money(amount, currency), day(on)));
  };
  const command = (): Promise<void> | null => {
    setTried(true);
    // An amount that can't be read is told by its field.
    return value.on === null || value.by.trim() === '' || value.amount === null ? null : record(value.on);
  };
  return (
    <CommandDialog title={words.title} description={words.text} action={words.record} onClose={close} command={command}>
      <div className="grid grid-cols-2 gap-4">
        <MoneyField label={words.amount} hint={words.amountHint} currency={currency} value={value.amount ?? ''} onChange={(amount) => set({ amount })} />
        <DateField
          label={words.on}
          required
          value={value.on}
          onChange={(on) => set({ on })}
          today={today}
          min={today}
          error={tried && value.on === null ? words.onMissing : null}
        />
      </div>
      <TextField
        label={words.by}
        required
        maxLength={200}
        value={value.by}
        onChange={(by) => set({ by })}
        error={tried && value.by.trim() === '' ? words.byMissing : null}
      />
      <TextArea label={words.note} rows={2} maxLength={2_000} value={value.note} onChange={(note) => set({ note })} />
    </CommandDialog>
  );
}
