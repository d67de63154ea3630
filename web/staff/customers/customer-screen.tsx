import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { FileText, Handshake, Lock, Pencil, Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, codeOf, companyKey, sentenceOf, type Answer } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { EmptyState, Fact, PageHead } from '../../kit/page.tsx';
import { Tabs } from '../../kit/tabs.tsx';
import { useWords } from '../../kit/words.ts';
import { CustomerTimeline } from '../shared/customer-timeline.tsx';
import { useCompany, useMay } from '../shell/company.ts';
import { ContactsTab } from './contacts-tab.tsx';
import { CustomerDialog } from './customer-dialog.tsx';
import { DetailsTab } from './details-tab.tsx';
import { ItemsTab } from './items-tab.tsx';
import { PaymentsTab } from './payments-tab.tsx';
import { HoldDialog } from '../shared/hold-dialog.tsx';
import { HoldList } from '../shared/hold-list.tsx';
import { PromiseDialog } from '../shared/promise-dialog.tsx';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;
const TABS = ['timeline', 'items', 'payments', 'contacts', 'details'] as const;

/** One customer: what is open, what happened, and what can be done. `?invoice=` shows what happened about one invoice. */
export function CustomerScreen(): ReactNode {
  const words = useWords(customersWords);
  const { slug: company } = useCompany();
  const { customer: id = '' } = useParams({ strict: false });
  const found = useQuery({ queryKey: companyKey(company, 'customer', id), queryFn: () => api.getCustomer({ company, params: { customer: id } }) });
  if (found.error) {
    return (
      <>
        <PageHead title={words.notFound} />
        <EmptyState
          // An address that names no id at all is one of nobody, too.
          title={codeOf(found.error) === 'validation_failed' ? words.notFoundText : sentenceOf(found.error)}
          action={
            <Link to="/c/$company/customers" params={{ company }} className="font-medium text-accent">
              {words.back}
            </Link>
          }
        />
      </>
    );
  }
  return found.data ? <CustomerPage company={company} customer={found.data} /> : <PageHead title={words.title} />;
}

function CustomerPage({ company, customer }: { readonly company: string; readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const tab = TABS.find((one) => one === search.tab) ?? 'timeline';
  const invoice = typeof search.invoice === 'string' ? search.invoice : undefined;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={customer.name}
        sub={
          <span className="flex items-center gap-2">
            <span>{customer.number}</span>
            <Badge tone="mute">{words[customer.kind]}</Badge>
            {customer.group !== '' && <Badge tone="accent">{customer.group}</Badge>}
          </span>
        }
      >
        <Actions company={company} customer={customer} />
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-6" tabIndex={0} role="region" aria-label={customer.name}>
        <div className="grid gap-4">
          <Balances customer={customer} />
          <HoldList company={company} of={{ customer: customer.id }} />
          <Tabs
            label={customer.name}
            value={tab}
            onChange={(key) => void navigate({ to: '.', search: { ...(invoice === undefined ? {} : { invoice }), tab: key }, replace: true })}
            panels={[
              {
                key: 'timeline',
                label: words.timeline,
                content: (
                  <div className="max-w-3xl">
                    {invoice !== undefined && <OneInvoice company={company} invoice={invoice} />}
                    <CustomerTimeline company={company} customer={customer.id} {...(invoice === undefined ? {} : { invoice })} />
                  </div>
                ),
              },
              { key: 'items', label: words.items, content: <ItemsTab company={company} customer={customer.id} /> },
              { key: 'payments', label: words.payments, content: <PaymentsTab company={company} customer={customer.id} /> },
              { key: 'contacts', label: words.contacts, content: <ContactsTab company={company} customer={customer} /> },
              { key: 'details', label: words.details, content: <DetailsTab company={company} customer={customer} /> },
            ]}
          />
        </div>
      </div>
    </div>
  );
}

/** The invoice that the timeline is narrowed to, and the way back to all of it. */
function OneInvoice({ company, invoice }: { readonly company: string; readonly invoice: string }): ReactNode {
  const words = useWords(customersWords);
  const navigate = useNavigate();
  const found = useQuery({ queryKey: companyKey(company, 'invoice', invoice), queryFn: () => api.getInvoice({ company, params: { invoice } }) });
  return (
    <p className="mb-3 flex items-center gap-3 rounded-control bg-accent-soft px-3 py-1.5">
      <FileText aria-hidden className="size-4 text-accent" />
      <Link to="/c/$company/invoices" params={{ company }} search={{ view: 'all', open: invoice }} className="font-medium text-accent hover:underline">
        {words.invoice} {found.data?.number ?? ''}
      </Link>
      <Button kind="ghost" className="ml-auto" onClick={() => void navigate({ to: '.', search: { tab: 'timeline' }, replace: true })}>
        {words.all}
      </Button>
    </p>
  );
}

function Balances({ customer }: { readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const { money } = useFormats();
  if (customer.balances.length === 0) return null;
  return (
    <div className="grid gap-2">
      {customer.balances.map((one) => (
        <dl key={one.currency} className="grid grid-cols-4 gap-3 rounded-card border border-line bg-panel px-4 py-3">
          <Fact label={words.openCol}>
            <span className="text-heading font-semibold">{money(one.open, one.currency)}</span>
            <span className="ml-2 font-normal text-mute">{words.openCount(one.openCount)}</span>
          </Fact>
          <Fact label={words.overdueCol}>
            <span className={/[1-9]/.test(one.overdue) ? 'text-heading font-semibold text-bad' : 'text-heading font-semibold'}>
              {money(one.overdue, one.currency)}
            </span>
          </Fact>
          <Fact label={words.credits}>
            <span className="text-heading font-semibold">{money(one.credits, one.currency)}</span>
          </Fact>
          <Fact label={words.limit}>
            {customer.creditLimit === null ? (
              <span className="text-mute">{words.noLimit}</span>
            ) : (
              money(customer.creditLimit.amount, customer.creditLimit.currency)
            )}
          </Fact>
        </dl>
      ))}
    </div>
  );
}

function Actions({ company, customer }: { readonly company: string; readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const may = useMay();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'promise' | 'edit' | 'hold' | null>(null);
  const close = (): void => setAsking(null);
  return (
    <>
      <a
        href={`/v1/companies/${company}/reports/account-statement/pdf?customerNumber=${encodeURIComponent(customer.number)}`}
        target="_blank"
        rel="noreferrer"
        className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
      >
        <FileText aria-hidden className="size-4" />
        {words.statement}
      </a>
      {may('collections:write') && (
        <>
          <Button icon={<Lock aria-hidden className="size-4" />} onClick={() => setAsking('hold')}>
            {words.hold}
          </Button>
          <Button icon={<Handshake aria-hidden className="size-4" />} onClick={() => setAsking('promise')}>
            {words.promise}
          </Button>
        </>
      )}
      {may('customers:write') && (
        <Button icon={<Pencil aria-hidden className="size-4" />} onClick={() => setAsking('edit')}>
          {words.edit}
        </Button>
      )}
      {may('invoices:write') && (
        <Button
          kind="primary"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => void navigate({ to: '/c/$company/invoices/new', params: { company }, search: { customer: customer.id } })}
        >
          {words.invoice}
        </Button>
      )}
      {asking === 'promise' && <PromiseDialog company={company} customer={customer} onClose={close} />}
      {asking === 'edit' && <CustomerDialog company={company} customer={customer} onClose={close} />}
      {asking === 'hold' && <HoldDialog company={company} of={{ customerIds: [customer.id] }} onClose={close} />}
    </>
  );
}
