import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Checkbox } from '../../kit/checkbox.tsx';
import { Combobox } from '../../kit/combobox.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { useDraft, type Draft } from '../../kit/draft.ts';
import { TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { Card, PageHead, ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { draftEntryOf, emptyLine, unfinishedOf, writtenLines, type DraftForm, type LineForm, type Unfinished } from './draft-form.ts';
import { LineFields } from './line-fields.tsx';
import { newInvoiceWords } from './new-invoice-words.ts';
import { useSavedDraft, type SavedDraft } from './use-saved-draft.ts';

/** Writes an invoice: the form is kept in the browser and as a draft on the server, which says what it comes to; then it is issued. */
export function NewInvoiceScreen(): ReactNode {
  const words = useWords(newInvoiceWords);
  const { money } = useFormats();
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const { customer: whose } = useSearch({ strict: false });
  const form = useDraft<DraftForm>(typeof whose === 'string' ? `invoice.${company}.${whose}` : `invoice.${company}`, {
    customer: null,
    issuedOn: null,
    suppliedOn: null,
    terms: '',
    customerReference: '',
    pricesIncludeTax: false,
    lines: [emptyLine('1', '19')],
    kept: null,
  });
  useCustomerOfAddress(company, typeof whose === 'string' ? whose : null, form);
  const saved = useSavedDraft(company, draftEntryOf(form.value), form.value.kept, (kept) => form.set({ kept }));
  const [asking, setAsking] = useState<'issue' | 'discard' | null>(null);
  const leave = async (search: Record<string, string>): Promise<void> => {
    form.clear();
    await refreshCompany(company);
    await navigate({ to: '/c/$company/invoices', params: { company }, search });
  };
  const issue = useMutation({
    mutationFn: (draft: string) => api.issueInvoiceDrafts({ company, body: { draftIds: [draft] } }),
    onSuccess: async ({ issued: [one] }) => {
      if (!one) return;
      notify({ title: words.issuedToast(one.number) });
      await leave({ open: one.id });
    },
  });
  const discard = async (): Promise<void> => {
    if (form.value.kept) await api.discardInvoiceDraft({ company, params: { draft: form.value.kept.id } });
    await leave({});
  };
  const unfinished = unfinishedOf(form.value);
  const ready = unfinished === null && saved.state === 'saved' && saved.draft?.can.issue === true;
  const off = (): string => {
    if (unfinished !== null) return unfinishedText(unfinished, words);
    return saved.state === 'saved' && saved.draft?.can.issue === 'invoice.not_positive' ? words.notPositive : words.issueOff;
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} sub={unfinished === null ? stateText(saved, words) : unfinishedText(unfinished, words)}>
        <Button onClick={() => setAsking('discard')}>{words.discard}</Button>
        <Button kind="primary" off={ready ? issue.isPending : off()} onClick={() => setAsking('issue')}>
          {words.issue}
        </Button>
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-6">
        <div className="mx-auto grid max-w-4xl gap-3">
          {form.restored && <p className="text-second text-mute">{words.restored}</p>}
          {(saved.problem !== null || issue.error) && <ProblemNote>{issue.error ? sentenceOf(issue.error) : saved.problem}</ProblemNote>}
          <HeadFields company={company} form={form.value} set={form.set} />
          <Lines form={form.value} saved={saved} set={form.set} />
        </div>
      </div>
      <Confirm
        open={asking === 'issue'}
        onClose={() => setAsking(null)}
        title={words.issueTitle}
        action={words.issue}
        onConfirm={() => (ready && saved.draft ? issue.mutateAsync(saved.draft.id) : undefined)}
      >
        {saved.draft && words.issueText(money(saved.draft.amount, saved.draft.currency), saved.draft.customer.name)}
      </Confirm>
      <Confirm open={asking === 'discard'} onClose={() => setAsking(null)} title={words.discardTitle} action={words.discard} danger onConfirm={discard}>
        {words.discardText}
      </Confirm>
    </div>
  );
}

/** The page of a customer leads here with its id: the form begins with that customer. */
function useCustomerOfAddress(company: string, id: string | null, form: Draft<DraftForm>): void {
  const found = useQuery({
    queryKey: companyKey(company, 'customer', id),
    queryFn: () => api.getCustomer({ company, params: { customer: id ?? '' } }),
    enabled: id !== null && form.value.customer === null,
  });
  const { data } = found;
  const { set } = form;
  useEffect(() => {
    if (data) set((now) => (now.customer === null ? { ...now, customer: { value: data.id, title: data.name, subtitle: data.number } } : now));
  }, [data, set]);
}

type Words = (typeof newInvoiceWords)['en'];

function stateText(saved: SavedDraft, words: Words): string {
  if (saved.state === 'failed') return words.notSaved;
  // What is whole is about to be saved.
  if (saved.state !== 'saved') return words.saving;
  return saved.draft?.can.issue === 'invoice.not_positive' ? `${words.saved}. ${words.notPositive}` : words.saved;
}

const FIELD_WORDS = { text: 'text', quantity: 'quantity', unitPrice: 'price', taxRate: 'taxRate' } as const;

function unfinishedText(unfinished: Unfinished, words: Words): string {
  if (unfinished.what !== 'line') return words[`${unfinished.what}Missing`];
  return words.lineProblem(unfinished.place, words[FIELD_WORDS[unfinished.field]], words[unfinished.problem]);
}

type FormProps = { readonly form: DraftForm; readonly set: (part: Partial<DraftForm>) => void };

function HeadFields({ company, form, set }: FormProps & { readonly company: string }): ReactNode {
  const words = useWords(newInvoiceWords);
  return (
    <Card>
      <div className="grid grid-cols-4 gap-4">
        <Combobox
          className="col-span-2"
          label={words.customer}
          required
          placeholder={words.findCustomer}
          emptyText={words.noCustomer}
          value={form.customer}
          onChange={(customer) => set({ customer })}
          search={async (q, signal) => {
            const { items } = await api.listCustomers({ company, query: { limit: 20, ...(q === '' ? {} : { q }) }, signal });
            return items.map(({ id, number, name, terms }) => ({ value: id, title: name, subtitle: [number, terms].filter(Boolean).join(' · ') }));
          }}
        />
        <DateField label={words.issuedOn} value={form.issuedOn} onChange={(issuedOn) => set({ issuedOn })} />
        <DateField label={words.suppliedOn} value={form.suppliedOn} onChange={(suppliedOn) => set({ suppliedOn })} />
        <TextField
          className="col-span-2"
          label={words.terms}
          hint={words.termsHint}
          placeholder="NET30"
          maxLength={100}
          value={form.terms}
          onChange={(terms) => set({ terms })}
        />
        <TextField
          className="col-span-2"
          label={words.reference}
          maxLength={200}
          value={form.customerReference}
          onChange={(customerReference) => set({ customerReference })}
        />
      </div>
    </Card>
  );
}

function Lines({ form, saved, set }: FormProps & { readonly saved: SavedDraft }): ReactNode {
  const words = useWords(newInvoiceWords);
  const { money } = useFormats();
  const change = (key: string, part: Partial<LineForm>): void => set({ lines: form.lines.map((line) => (line.key === key ? { ...line, ...part } : line)) });
  const add = (): void => {
    const last = form.lines.at(-1);
    const key = String(Math.max(0, ...form.lines.map((line) => Number(line.key))) + 1);
    set({ lines: [...form.lines, emptyLine(key, last?.taxRate ?? '19')] });
  };
  // Amounts of what was typed before must not stand beside what cannot be reckoned now.
  const draft = saved.state === 'saved' || (saved.state === 'saving' && unfinishedOf(form) === null) ? saved.draft : null;
  const written = writtenLines(form);
  /** What the server reckoned for a line, while it holds what is typed. */
  const netOf = (key: string): string => {
    const line = saved.state === 'saved' ? draft?.lines[written.findIndex((one) => one.key === key)] : undefined;
    return draft && line ? money(line.net, draft.currency) : '–';
  };
  return (
    <Card title={words.lines}>
      <div className="grid gap-2">
        <div aria-hidden className="grid grid-cols-[minmax(0,1fr)_90px_120px_80px_120px_32px] gap-2 text-second text-mute">
          <span>{words.text}</span>
          <span className="figure pr-2.5">{words.quantity}</span>
          <span className="figure pr-2.5">{words.price}</span>
          <span className="figure pr-2.5">{words.taxRate}</span>
          <span className="figure">{words.net}</span>
          <span />
        </div>
        {form.lines.map((line, index) => (
          <div
            key={line.key}
            role="group"
            aria-label={words.line(index + 1)}
            className="grid grid-cols-[minmax(0,1fr)_90px_120px_80px_120px_32px] items-start gap-2"
          >
            <LineFields line={line} onChange={(part) => change(line.key, part)} />
            <span className="figure leading-8">{netOf(line.key)}</span>
            <Button
              kind="ghost"
              square
              aria-label={words.removeLine(index + 1)}
              off={form.lines.length === 1}
              onClick={() => set({ lines: form.lines.filter((one) => one.key !== line.key) })}
              icon={<Trash2 aria-hidden className="size-4" />}
            />
          </div>
        ))}
        <div className="flex items-center gap-4">
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={add}>
            {words.addLine}
          </Button>
          <Checkbox label={words.inclusive} checked={form.pricesIncludeTax} onChange={(pricesIncludeTax) => set({ pricesIncludeTax })} />
        </div>
        <dl className="ml-auto mt-3 grid w-64 grid-cols-2 gap-y-1 border-t border-line pt-3" aria-live="polite">
          <dt className="text-mute">{words.net}</dt>
          <dd className="figure">{draft ? money(draft.net, draft.currency) : '–'}</dd>
          <dt className="text-mute">{words.tax}</dt>
          <dd className="figure">{draft ? money(draft.tax, draft.currency) : '–'}</dd>
          <dt className="font-semibold">{words.total}</dt>
          <dd className="figure text-heading font-semibold">{draft ? money(draft.amount, draft.currency) : '–'}</dd>
        </dl>
      </div>
    </Card>
  );
}
