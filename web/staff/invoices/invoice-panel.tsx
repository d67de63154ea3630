import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileText, Lock, Mail, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { useFormats } from '../../kit/format.ts';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { SidePanel } from '../../kit/side-panel.tsx';
import { Tabs } from '../../kit/tabs.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { CustomerTimeline } from '../shared/customer-timeline.tsx';
import { messageState } from '../shared/message-words.ts';
import { HoldDialog } from '../shared/hold-dialog.tsx';
import { HoldList } from '../shared/hold-list.tsx';
import { useMay } from '../shell/company.ts';
import { PdfDialog } from './pdf-dialog.tsx';
import { invoicesWords } from './words.ts';

type Invoice = Answer<'getInvoice'>;

/** An invoice or credit note over the list: what is open, what can be done, what it says, and what happened. */
export function InvoicePanel({ company, id, onClose }: { readonly company: string; readonly id: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(invoicesWords);
  const found = useQuery({
    queryKey: companyKey(company, 'invoice', id),
    queryFn: () => api.getInvoice({ company, params: { invoice: id } }),
    placeholderData: (before) => before,
  });
  const invoice = found.data;
  return (
    <SidePanel
      of={id}
      wide
      title={invoice?.number ?? '…'}
      sub={
        invoice && (
          <Link className="text-accent hover:underline" to="/c/$company/customers/$customer" params={{ company, customer: invoice.customer.id }}>
            {invoice.customer.name}
          </Link>
        )
      }
      onClose={onClose}
      takesFocus={false}
      actions={invoice && invoice.id === id && <Actions key={id} company={company} invoice={invoice} />}
    >
      {found.error && <ProblemNote>{sentenceOf(found.error)}</ProblemNote>}
      {invoice && <Content company={company} invoice={invoice} words={words} />}
    </SidePanel>
  );
}

function Actions({ company, invoice }: { readonly company: string; readonly invoice: Invoice }): ReactNode {
  const words = useWords(invoicesWords);
  const may = useMay();
  const [asking, setAsking] = useState<'pdf' | 'credit' | 'hold' | null>(null);
  const imported = invoice.owner === 'imported' ? words.noPdf : undefined;
  const send = useMutation({
    mutationFn: () => api.sendInvoices({ company, body: { documentIds: [invoice.id] } }),
    onSuccess: async ({ documents: [one] }) => {
      if (one)
        notify({
          title: one.result === 'queued' ? words.sentTo(one.to) : `${one.number} ${words[one.result]}`,
          tone: one.result === 'queued' ? 'good' : 'mute',
        });
      await refreshCompany(company);
    },
  });
  const credit = async (reason: string): Promise<void> => {
    const { number } = await api.issueCreditNote({ company, params: { invoice: invoice.id }, body: { reason } });
    notify({ title: words.creditIssued(number) });
    await refreshCompany(company);
  };
  return (
    <>
      <Button off={imported} icon={<FileText aria-hidden className="size-4" />} onClick={() => setAsking('pdf')}>
        {words.openPdf}
      </Button>
      {may('invoices:write') && (
        <Button off={imported ?? send.isPending} icon={<Mail aria-hidden className="size-4" />} onClick={() => send.mutate()}>
          {words.sendOne}
        </Button>
      )}
      {may('collections:write') && invoice.kind === 'invoice' && (
        <Button
          icon={<Lock aria-hidden className="size-4" />}
          off={/[1-9]/.test(invoice.open) ? undefined : words.nothing_open}
          onClick={() => setAsking('hold')}
        >
          {words.holdOne}
        </Button>
      )}
      {may('invoices:write') && invoice.kind === 'invoice' && (
        <Button
          icon={<Undo2 aria-hidden className="size-4" />}
          off={invoice.can.credit === true ? undefined : words.creditedWhole}
          onClick={() => setAsking('credit')}
        >
          {words.credit}
        </Button>
      )}
      {send.error && <ProblemNote>{sentenceOf(send.error)}</ProblemNote>}
      {asking === 'pdf' && <PdfDialog company={company} id={invoice.id} number={invoice.number} onClose={() => setAsking(null)} />}
      {asking === 'hold' && <HoldDialog company={company} of={{ invoiceIds: [invoice.id] }} onClose={() => setAsking(null)} />}
      <Confirm
        open={asking === 'credit'}
        onClose={() => setAsking(null)}
        title={words.creditTitle(invoice.number)}
        action={words.creditAction}
        danger
        reason="required"
        onConfirm={credit}
      >
        {words.creditText}
      </Confirm>
    </>
  );
}

type Words = (typeof invoicesWords)['en'];

function Content({ company, invoice, words }: { readonly company: string; readonly invoice: Invoice; readonly words: Words }): ReactNode {
  const { day, money } = useFormats();
  const [tab, setTab] = useState('timeline');
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-3 gap-3 rounded-card bg-raised p-3">
        <Fact label={words.openCol}>
          <span className="text-heading font-semibold">{money(invoice.open, invoice.currency)}</span>
        </Fact>
        <Fact label={words.amount}>{money(invoice.amount, invoice.currency)}</Fact>
        <Fact label={words.due}>{day(invoice.dueOn)}</Fact>
      </dl>
      {invoice.kind === 'invoice' && <HoldList company={company} of={{ invoice: invoice.id }} />}
      <Tabs
        label={invoice.number}
        value={tab}
        onChange={setTab}
        panels={[
          {
            key: 'timeline',
            label: words.timeline,
            content: <CustomerTimeline company={company} customer={invoice.customer.id} invoice={invoice.id} />,
          },
          { key: 'lines', label: words.lines, content: <Lines invoice={invoice} words={words} /> },
          { key: 'facts', label: words.facts, content: <Facts company={company} invoice={invoice} words={words} /> },
        ]}
      />
    </div>
  );
}

function Lines({ invoice, words }: { readonly invoice: Invoice; readonly words: Words }): ReactNode {
  const { money, price, figures } = useFormats();
  return (
    <div>
      <ul>
        {invoice.lines.map((line, index) => (
          <li key={`${index}${line.text}`} className="flex gap-3 border-b border-line py-2">
            <span className="min-w-0 flex-1">
              <span className="block break-words">{line.text}</span>
              <span className="block text-second text-mute tabular-nums">
                {figures(line.quantity)} × {price(line.unitPrice, invoice.currency)} · {figures(line.taxRate)} %
              </span>
            </span>
            <span className="figure">{money(line.net, invoice.currency)}</span>
          </li>
        ))}
      </ul>
      <dl className="mt-3 ml-auto grid w-56 grid-cols-2 gap-y-1">
        <dt className="text-mute">{words.net}</dt>
        <dd className="figure">{money(invoice.net, invoice.currency)}</dd>
        <dt className="text-mute">{words.tax}</dt>
        <dd className="figure">{money(invoice.tax, invoice.currency)}</dd>
        <dt className="font-semibold">{words.total}</dt>
        <dd className="figure font-semibold">{money(invoice.amount, invoice.currency)}</dd>
      </dl>
    </div>
  );
}

function Facts({ company, invoice, words }: { readonly company: string; readonly invoice: Invoice; readonly words: Words }): ReactNode {
  const { day, money, moment } = useFormats();
  const mails = useQuery({
    queryKey: companyKey(company, 'deliveries', invoice.id),
    queryFn: () => api.listInvoiceDeliveries({ company, params: { invoice: invoice.id } }),
  });
  return (
    <div className="grid gap-5">
      <dl className="grid grid-cols-2 gap-3">
        <Fact label={words.issued}>{day(invoice.issuedOn)}</Fact>
        <Fact label={words.terms}>{invoice.terms === '' ? '–' : invoice.terms}</Fact>
        <Fact label={words.reference}>{invoice.customerReference === '' ? '–' : invoice.customerReference}</Fact>
        <Fact label={words.paymentReference}>{invoice.paymentReference === '' ? '–' : invoice.paymentReference}</Fact>
        {invoice.cites && <Fact label={words.credit}>{words.cites(invoice.cites.number)}</Fact>}
      </dl>
      {invoice.receivables.length > 1 && (
        <section>
          <h3 className="mb-1 font-semibold">{words.instalments}</h3>
          <ul>
            {invoice.receivables.map((one) => (
              <li key={one.id} className="flex gap-3 border-b border-line py-1.5 tabular-nums">
                <span className="flex-1">
                  {one.instalment}. {day(one.dueOn)}
                </span>
                <span className="figure text-mute">{money(one.amount, invoice.currency)}</span>
                <span className="figure w-28 font-medium">{money(one.open, invoice.currency)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {invoice.creditNotes.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{words.creditNotes}</h3>
          <ul>
            {invoice.creditNotes.map((one) => (
              <li key={one.id} className="flex gap-3 border-b border-line py-1.5">
                <span className="flex-1 font-medium">{one.number}</span>
                <span className="text-mute">{day(one.issuedOn)}</span>
                <span className="figure w-28">{money(one.amount, invoice.currency)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {mails.data && mails.data.deliveries.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{words.deliveries}</h3>
          <ul>
            {mails.data.deliveries.map((one) => {
              const { label, tone } = messageState(one.state);
              return (
                <li key={one.messageId} className="flex items-center gap-3 border-b border-line py-1.5">
                  <span className="min-w-0 flex-1 truncate">{one.to}</span>
                  <Badge tone={tone}>{label}</Badge>
                  <span className="figure text-mute">{moment(one.at)}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </div>
  );
}
