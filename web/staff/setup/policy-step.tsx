import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { beginStandardPolicy } from '../shared/begin-policy.ts';
import { dunningReason } from '../shared/dunning-words.ts';
import { setupWords } from './setup-words.ts';

/** The first policy, in shadow, and its first run. */
export function PolicyStep({ company, onBank }: { readonly company: string; readonly onBank: () => void }): ReactNode {
  const words = useWords(setupWords);
  const navigate = useNavigate();
  const policies = useQuery({ queryKey: companyKey(company, 'policies'), queryFn: () => api.listDunningPolicies({ company }) });
  const policy = policies.data?.items[0];
  const runs = useQuery({
    queryKey: companyKey(company, 'runs', policy?.code),
    queryFn: () => api.listRuns({ company, query: { automation: `dunning:${policy?.code ?? ''}`, limit: 1 } }),
    enabled: policy !== undefined,
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'running' ? 1_000 : false),
  });
  const begin = useMutation({ mutationFn: () => beginStandardPolicy(company) });
  const run = useMutation({
    mutationFn: () => api.startDunningRun({ company, body: { policy: policy?.code ?? '' } }),
    onSuccess: () => refreshCompany(company),
  });
  const last = runs.data?.items[0];
  // A run that was held decided nothing: it says why, and may begin once that is mended.
  const held = last?.state === 'done' && last.reason !== null ? last.reason : null;
  const decided = last?.state === 'done' && held === null;
  const error = begin.error ?? run.error ?? policies.error;
  return (
    <section className="grid min-h-0 flex-1 place-items-center px-6">
      <div className="max-w-md text-center">
        {decided ? <CircleCheck aria-hidden className="mx-auto mb-3 size-8 text-good" /> : <Workflow aria-hidden className="mx-auto mb-3 size-8 text-mute" />}
        <h2 className="text-page font-semibold">{decided ? words.policyDone(last.counts['reminders'] ?? 0) : words.policyTitle}</h2>
        <p className="mt-1 text-mute">{words.policyDetail}</p>
        {held !== null && (
          <p role="status" className="mt-4 rounded-control bg-warn-soft px-3 py-2 text-warn">
            {words.policyHeld}: {dunningReason(held)}
          </p>
        )}
        {error && (
          <div className="mt-4 text-left">
            <ProblemNote>{sentenceOf(error)}</ProblemNote>
          </div>
        )}
        <div className="mt-5 flex justify-center gap-2">
          {policies.data && !policy && (
            <Button kind="primary" off={begin.isPending} onClick={() => begin.mutate()}>
              {words.policyBegin}
            </Button>
          )}
          {held !== null && (
            <Button kind="primary" onClick={onBank}>
              {words.policyToBank}
            </Button>
          )}
          {policy && !decided && (
            <Button kind={held === null ? 'primary' : 'secondary'} off={run.isPending || last?.state === 'running'} onClick={() => run.mutate()}>
              {last?.state === 'running' ? words.running : words.policyRun}
            </Button>
          )}
          {decided && (
            <Button kind="primary" onClick={() => void navigate({ to: '/c/$company/reminders', params: { company } })}>
              {words.policyGo}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
