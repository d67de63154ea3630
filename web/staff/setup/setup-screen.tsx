import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { PageHead } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { BankStep } from './bank-step.tsx';
import { ImportAssistant } from './import-assistant.tsx';
import { PolicyStep } from './policy-step.tsx';
import { setupWords } from './setup-words.ts';

const STEPS = ['company', 'customers', 'invoices', 'bank', 'policy'] as const;
type Step = (typeof STEPS)[number];
type State = { readonly done: boolean; readonly text: string };

/** How far a company is, told from what it has: nothing is ticked off by hand. */
function useStates(company: string): Readonly<Record<Step, State>> {
  const words = useWords(setupWords);
  const { count } = useFormats();
  const details = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }) });
  const customers = useQuery({ queryKey: companyKey(company, 'customer-summary', {}), queryFn: () => api.summariseCustomerAccounts({ company, query: {} }) });
  const invoices = useQuery({ queryKey: companyKey(company, 'invoice-summary', {}), queryFn: () => api.summariseInvoices({ company, query: {} }) });
  const statements = useQuery({ queryKey: companyKey(company, 'statements', 'few'), queryFn: () => api.listBankStatements({ company, query: { limit: 100 } }) });
  const policies = useQuery({ queryKey: companyKey(company, 'policies'), queryFn: () => api.listDunningPolicies({ company }) });
  const has = { customers: customers.data?.customers ?? 0, invoices: invoices.data?.count ?? 0, bank: statements.data?.items.length ?? 0, policy: policies.data?.items.length ?? 0 };
  return {
    company: { done: true, text: details.data ? `${details.data.name}, ${details.data.baseCurrency}, ${details.data.country}` : '' },
    customers: { done: has.customers > 0, text: has.customers > 0 ? words.customersHave(count(has.customers)) : words.customersText },
    invoices: { done: has.invoices > 0, text: has.invoices > 0 ? words.invoicesHave(count(has.invoices)) : words.invoicesText },
    bank: { done: has.bank > 0, text: has.bank > 0 ? words.bankHave(has.bank) : words.bankText },
    policy: { done: has.policy > 0, text: has.policy > 0 ? words.policyHave : words.policyText },
  };
}

/** From an empty company to the first applied cash and the first reminder in shadow, step by step, in any order. */
export function SetupScreen(): ReactNode {
  const words = useWords(setupWords);
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const states = useStates(company);
  const step = STEPS.find((one) => one === search.step) ?? 'customers';
  const go = (next: Step): void => void navigate({ to: '.', search: { step: next }, replace: true });
  const after = STEPS[STEPS.indexOf(step) + 1];
  const forward = (): void => {
    if (after) go(after);
    else void navigate({ to: '/c/$company', params: { company } });
  };
  return (
    <div className="grid h-full min-h-0 grid-cols-[220px_minmax(0,1fr)]">
      <nav aria-label={words.steps} className="flex flex-col border-r border-line p-3">
        <ol className="grid gap-1">
          {STEPS.map((one, index) => (
            <li key={one}>
              <button
                type="button"
                aria-current={one === step ? 'step' : undefined}
                onClick={() => go(one)}
                className="flex w-full items-start gap-3 rounded-control px-2 py-2 text-left hover:bg-raised aria-[current=step]:bg-accent-soft"
              >
                <span
                  className={cn(
                    'grid size-5 shrink-0 place-items-center rounded-full text-badge font-semibold',
                    states[one].done ? 'bg-good-soft text-good' : one === step ? 'bg-accent text-accent-fg' : 'border border-line text-mute',
                  )}
                >
                  {states[one].done ? <Check aria-hidden className="size-3.5" /> : index + 1}
                </span>
                <span className="min-w-0">
                  <span className={cn('block font-medium', one === step && 'text-accent')}>{words[one]}</span>
                  <span className="block truncate text-second text-mute">{states[one].text}</span>
                </span>
              </button>
            </li>
          ))}
        </ol>
        <p className="mt-auto px-2 text-second text-mute">{words.kept}</p>
      </nav>
      <div className="flex min-h-0 min-w-0 flex-col">
        <PageHead title={words.title}>
          <Button onClick={forward}>{after === undefined ? words.toOverview : states[step].done ? words.next : words.skip}</Button>
        </PageHead>
        {step === 'company' && (
          <section className="px-6 py-4">
            <h2 className="text-page font-semibold">{words.companyTitle}</h2>
            <p className="mt-1 text-mute">{states.company.text}</p>
            <Button kind="primary" className="mt-4" onClick={forward}>
              {words.next}
            </Button>
          </section>
        )}
        {step === 'customers' && <ImportAssistant key="customers" company={company} kind="customers" onDone={forward} doneLabel={words.next} />}
        {step === 'invoices' && <ImportAssistant key="invoices" company={company} kind="invoices" onDone={forward} doneLabel={words.next} />}
        {step === 'bank' && <BankStep company={company} done={states.bank.done} onNext={forward} />}
        {step === 'policy' && <PolicyStep company={company} />}
      </div>
    </div>
  );
}
