import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { ViewTabs } from '../../kit/tabs.tsx';
import { useWords } from '../../kit/words.ts';
import { beginStandardPolicy } from '../shared/begin-policy.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { PolicyView } from './policy-view.tsx';
import { PromiseList } from './promise-list.tsx';
import { TodayView } from './today-view.tsx';
import { remindersWords } from './words.ts';

const VIEWS = ['today', 'policy', 'promises'] as const;

/** Collections by policy: what today's run decides and in which mode, the ladder itself, and what was promised. */
export function RemindersScreen(): ReactNode {
  const words = useWords(remindersWords);
  const { slug: company } = useCompany();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const view = VIEWS.find((one) => one === search.view) ?? 'today';
  const policies = useQuery({ queryKey: companyKey(company, 'policies'), queryFn: () => api.listDunningPolicies({ company }) });
  const items = policies.data?.items ?? [];
  const policy = items.find(({ code }) => code === search.policy) ?? items[0];
  const go = (next: { view?: string; policy?: string }): void =>
    void navigate({ to: '.', search: { view, ...(policy ? { policy: policy.code } : {}), ...next }, replace: true });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} sub={policy?.policy.name}>
        {items.length > 1 && policy && (
          <Select
            inline
            label={words.choosePolicy}
            value={policy.code}
            options={items.map((one) => ({ value: one.code, label: one.policy.name }))}
            onChange={(code) => go({ policy: code })}
          />
        )}
      </PageHead>
      <ViewTabs label={words.views} value={view} onChange={(key) => go({ view: key })} views={VIEWS.map((key) => ({ key, label: words[key] }))} />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label={words[view]}>
        {policies.error && (
          <div className="p-5">
            <ProblemNote>{sentenceOf(policies.error)}</ProblemNote>
          </div>
        )}
        {view === 'promises' ? (
          <PromiseList company={company} />
        ) : policy ? (
          view === 'today' ? (
            <TodayView company={company} policy={policy} />
          ) : (
            <PolicyView found={policy} />
          )
        ) : (
          policies.data && <Begin company={company} />
        )}
      </div>
    </div>
  );
}

/** A company without a policy begins with the standard ladder, where nothing leaves. */
function Begin({ company }: { readonly company: string }): ReactNode {
  const words = useWords(remindersWords);
  const may = useMay()('automation:write');
  const begin = useMutation({
    mutationFn: () => beginStandardPolicy(company),
  });
  return (
    <EmptyState
      icon={<Workflow aria-hidden />}
      title={words.noPolicy}
      action={
        <div className="grid gap-3">
          {may && (
            <Button kind="primary" off={begin.isPending} onClick={() => begin.mutate()}>
              {words.begin}
            </Button>
          )}
          {begin.error && <ProblemNote>{sentenceOf(begin.error)}</ProblemNote>}
        </div>
      }
    >
      {words.noPolicyText}
    </EmptyState>
  );
}
