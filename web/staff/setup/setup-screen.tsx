import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Check } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { PageHead } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { invoiceSummary } from '../shared/invoice-summary.ts';
import { noteSetup } from '../shared/setup-progress.ts';
import { useCompany } from '../shell/company.ts';
import { RunTray } from '../shell/run-tray.tsx';
import { BankStep } from './bank-step.tsx';
import { ImportAssistant } from './import-assistant.tsx';
import { PolicyStep } from './policy-step.tsx';
import { setupWords } from './setup-words.ts';

const STEPS = ['company', 'customers', 'invoices', 'bank', 'policy'] as const;
type Step = (typeof STEPS)[number];
type State = { readonly done: boolean; readonly text: string };
type States = Readonly<Record<Step, State>> & { readonly loaded: boolean };

/** How far a company is, told from what it has: nothing is ticked off by hand. */
function useStates(company: string): States {
  const words = useWords(setupWords);
  const { count } = useFormats();
  const details = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }) });
  const customers = useQuery({ queryKey: companyKey(company, 'customer-summary', {}), queryFn: () => api.summariseCustomerAccounts({ company, query: {} }) });
  const invoices = useQuery(invoiceSummary(company, {}));
  const statements = useQuery({
    queryKey: companyKey(company, 'statements', 'few'),
    queryFn: () => api.listBankStatements({ company, query: { limit: 100 } }),
  });
  const policies = useQuery({ queryKey: companyKey(company, 'policies'), queryFn: () => api.listDunningPolicies({ company }) });
  const has = {
    customers: customers.data?.customers ?? 0,
    invoices: invoices.data?.count ?? 0,
    bank: statements.data?.items.length ?? 0,
    policy: policies.data?.items.length ?? 0,
  };
  return {
    loaded: [customers, invoices, statements, policies].every(({ data }) => data !== undefined),
    company: { done: true, text: details.data ? `${details.data.baseCurrency}, ${details.data.country}` : '' },
    customers: { done: has.customers > 0, text: has.customers > 0 ? words.customersHave(count(has.customers)) : words.customersText },
    invoices: { done: has.invoices > 0, text: has.invoices > 0 ? words.invoicesHave(count(has.invoices)) : words.invoicesText },
    bank: { done: has.bank > 0, text: has.bank > 0 ? words.bankHave(has.bank) : words.bankText },
    policy: { done: has.policy > 0, text: has.policy > 0 ? words.policyHave : words.policyText },
  };
}

/** From an empty company to the first applied cash and the first reminder in shadow, step by step, in any order. */
export function SetupScreen(): ReactNode {
  const words = useWords(setupWords);
  const { slug: company, name } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const states = useStates(company);
  const step = STEPS.find((one) => one === search.step) ?? 'customers';
  /** A file that was chosen in one step and belongs in another. */
  const [handed, setHanded] = useState<File | null>(null);
  const go = (next: Step, file: File | null = null): void => {
    setHanded(file);
    void navigate({ to: '.', search: { step: next }, replace: true });
  };
  const after = STEPS[STEPS.indexOf(step) + 1];
  const forward = (): void => {
    if (after) go(after);
    else void navigate({ to: '/c/$company', params: { company } });
  };
  const open = states.loaded ? STEPS.some((one) => !states[one].done) : null;
  useEffect(() => {
    if (open !== null) noteSetup(company, open);
  }, [company, open]);
  const skip = <Button onClick={forward}>{after === undefined ? words.toOverview : states[step].done ? words.next : words.skip}</Button>;
  const assistant = (kind: 'customers' | 'invoices'): ReactNode => (
    <ImportAssistant
      key={kind}
      company={company}
      kind={kind}
      given={handed}
      cutOver
      onDone={forward}
      doneLabel={words.next}
      actions={skip}
      onElsewhere={(place, file) => go(place, file)}
    />
  );
  return (
    <div className="grid h-full min-h-0 grid-cols-[220px_minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col gap-4 border-r border-line p-3">
        <div className="flex items-center gap-2.5 px-2 pt-1">
          <img src="/icon.svg" alt="" width={28} height={28} className="rounded-lg" />
          <span className="min-w-0">
            <span className="block font-semibold">{words.title}</span>
            <span className="block truncate text-second text-mute">{name}</span>
          </span>
        </div>
        <nav aria-label={words.steps} className="min-h-0 overflow-y-auto">
          <StepList states={states} step={step} onGo={go} />
        </nav>
        <div className="mt-auto grid gap-3">
          <RunTray company={company} />
          <p className="px-2 text-second text-mute">{words.kept}</p>
          <Link
            to="/c/$company"
            params={{ company }}
            className="flex h-8 items-center gap-2 rounded-control px-2 font-medium text-mute hover:bg-raised hover:text-fg"
          >
            <ArrowLeft aria-hidden className="size-4" />
            {words.toOverview}
          </Link>
        </div>
      </div>
      <div className="flex min-h-0 min-w-0 flex-col">
        {(step === 'customers' || step === 'invoices') && assistant(step)}
        {step === 'company' && (
          <>
            <PageHead title={words.companyTitle} />
            <section className="px-5">
              <p className="text-mute">{[name, states.company.text].join(', ')}</p>
              <Button kind="primary" className="mt-4" onClick={forward}>
                {words.next}
              </Button>
            </section>
          </>
        )}
        {step === 'bank' && (
          <>
            <PageHead title={words.bank}>{!states.bank.done && skip}</PageHead>
            <BankStep company={company} done={states.bank.done} given={handed} onNext={forward} onElsewhere={go} />
          </>
        )}
        {step === 'policy' && (
          <>
            <PageHead title={words.policy}>{skip}</PageHead>
            <PolicyStep company={company} onBank={() => go('bank')} />
          </>
        )}
      </div>
    </div>
  );
}

function StepList({ states, step, onGo }: { readonly states: States; readonly step: Step; readonly onGo: (step: Step) => void }): ReactNode {
  const words = useWords(setupWords);
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {STEPS.map((one, index) => (
        <li key={one}>
          <button
            type="button"
            aria-current={one === step ? 'step' : undefined}
            onClick={() => onGo(one)}
            className="flex w-full items-start gap-3 rounded-control px-2 py-2 text-left hover:bg-raised aria-[current=step]:bg-accent-soft"
          >
            <span
              className={cn(
                'grid size-5 shrink-0 place-items-center rounded-full text-badge font-semibold',
                states[one].done ? 'bg-good-soft text-good' : one === step ? 'bg-accent text-accent-fg' : 'border border-line text-mute',
              )}
            >
              {states[one].done ? <Check aria-hidden className="size-3.5" /> : index + 1}
              {states[one].done && <span className="sr-only">{words.done}</span>}
            </span>
            <span className="min-w-0">
              <span className={cn('block font-medium', one === step && 'text-accent')}>{words[one]}</span>
              <span className="block truncate text-second text-mute">{states[one].text}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
