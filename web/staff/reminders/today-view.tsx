import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Answer, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { Confirm } from '../../kit/dialog.tsx';
import { useFormats } from '../../kit/format.ts';
import { Card, EmptyState, ProblemNote } from '../../kit/page.tsx';
import { Segmented } from '../../kit/segmented.tsx';
import { useWords } from '../../kit/words.ts';
import { dunningFigures, dunningReason } from '../shared/dunning-words.ts';
import { channelWord } from '../shared/message-words.ts';
import { useMay } from '../shell/company.ts';
import { LastRun } from './last-run.tsx';
import { remindersWords } from './words.ts';

type Policy = Item<'listDunningPolicies'>;
type Plan = Answer<'planDunning'>;
type Run = Item<'listRuns'>;
const MODES = ['off', 'shadow', 'approve', 'auto'] as const;
type Mode = (typeof MODES)[number];

const LISTED = 200;

/** Today's run of a policy: its mode, what it did, and what it decides about whom with which reason. */
export function TodayView({ company, policy }: { readonly company: string; readonly policy: Policy }): ReactNode {
  const plan = useQuery({
    queryKey: companyKey(company, 'plan', policy.code),
    queryFn: () => api.planDunning({ company, params: { policy: policy.code }, query: { limit: LISTED } }),
    staleTime: 60_000,
  });
  const runs = useQuery({
    queryKey: companyKey(company, 'runs', policy.code),
    queryFn: () => api.listRuns({ company, query: { automation: `dunning:${policy.code}`, limit: 1 } }),
    refetchInterval: 5_000,
  });
  const run = runs.data?.items[0];
  return (
    <div className="grid gap-3 p-5">
      <div className="grid grid-cols-2 gap-3">
        <ModeCard company={company} policy={policy} />
        {runs.data && <RunCard company={company} policy={policy} run={run} today={plan.data?.on} />}
      </div>
      {plan.error && <ProblemNote>{sentenceOf(plan.error)}</ProblemNote>}
      {plan.data && runs.data && <PlanCards company={company} plan={plan.data} run={run} />}
    </div>
  );
}

function ModeCard({ company, policy }: { readonly company: string; readonly policy: Policy }): ReactNode {
  const words = useWords(remindersWords);
  const may = useMay()('automation:write');
  const automation = `dunning:${policy.code}` as const;
  const modes = useQuery({ queryKey: companyKey(company, 'automation', automation), queryFn: () => api.getAutomation({ company, params: { automation } }) });
  const [asked, setAsked] = useState<Mode | null>(null);
  const mode = modes.data?.mode;
  const text = { off: words.offText, shadow: words.shadowText, approve: words.approveText, auto: words.autoText } as const;
  return (
    <Card title={words.mode} hint={modes.data && modes.data.groups.length > 0 ? words.groups(modes.data.groups.length) : undefined}>
      {modes.error && <ProblemNote>{sentenceOf(modes.error)}</ProblemNote>}
      {mode && (
        <>
          <Segmented
            label={words.mode}
            value={mode}
            rungs={MODES.map((value) => ({ value, label: words[value], strong: value === 'auto' }))}
            onChange={may ? (next) => setAsked(next) : undefined}
          />
          <p className="mt-2 text-mute">{text[mode]}</p>
        </>
      )}
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked ? words.modeTitle(words[asked]) : ''}
        action={asked ? words.switchTo(words[asked]) : ''}
        onConfirm={async () => {
          if (asked === null) return;
          await api.setAutomation({ company, params: { automation }, body: { mode: asked } });
          await refreshCompany(company);
        }}
      >
        {asked && text[asked]}
      </Confirm>
    </Card>
  );
}

type RunCardProps = { readonly company: string; readonly policy: Policy; readonly run: Run | undefined; readonly today: string | undefined };

function RunCard({ company, policy, run, today }: RunCardProps): ReactNode {
  const words = useWords(remindersWords);
  const { moment } = useFormats();
  const may = useMay()('collections:write');
  const start = useMutation({
    mutationFn: () => api.startDunningRun({ company, body: { policy: policy.code } }),
    onSuccess: () => refreshCompany(company),
  });
  // One run a day: only one that was held may begin again.
  const over = run?.state === 'done' && run.reason === null && run.forOn === today;
  return (
    <Card
      title={run ? words.runAt(moment(run.startedAt)) : words.runNotYet}
      right={
        may && (
          <Button off={over ? words.runDone : start.isPending || run?.state === 'running'} onClick={() => start.mutate()}>
            {words.runNow}
          </Button>
        )
      }
    >
      {start.error && <ProblemNote>{sentenceOf(start.error)}</ProblemNote>}
      {run && (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
          {run.state === 'running' && <span>{words.running}</span>}
          {run.state === 'failed' && <span className="text-bad">{words.runFailed}</span>}
          {run.reason !== null && <span className="text-warn">{dunningReason(run.reason)}</span>}
          {typeof run.counts['reminders'] === 'number' && <span className="font-medium">{words.reminders(run.counts['reminders'])}</span>}
          {typeof run.counts['considered'] === 'number' && <span className="text-mute">{words.considered(run.counts['considered'])}</span>}
          {run.mode === 'approve' && (
            <Link to="/c/$company/approvals" params={{ company }} className="font-medium text-accent hover:underline">
              {words.toApprovals}
            </Link>
          )}
        </div>
      )}
    </Card>
  );
}

function PlanCards({ company, plan, run }: { readonly company: string; readonly plan: Plan; readonly run: Run | undefined }): ReactNode {
  const words = useWords(remindersWords);
  const { count } = useFormats();
  const decided = run !== undefined && run.reason === null;
  const ofToday = decided && run.forOn === plan.on;
  // What today's run has decided stands in its reminders; a plan beside them is news only where it has some.
  const planned = !ofToday || plan.counts.reminders > 0;
  return (
    <>
      {plan.held && <HeldNote company={company} held={plan.held} today={plan.on} />}
      <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-3">
        <div className="grid gap-3">
          {planned && (
            <Card
              title={ofToday ? words.planNext : words.planTitle}
              hint={`${words.reminders(plan.counts.reminders)} ${words.considered(plan.counts.considered)}`}
              right={
                plan.reminders.length < plan.counts.reminders && (
                  <span className="text-second text-mute">{words.everythingListed(plan.reminders.length, plan.counts.reminders)}</span>
                )
              }
            >
              {plan.reminders.length === 0 ? (
                <EmptyState title={words.nothing}>{words.nothingText}</EmptyState>
              ) : (
                <ReminderTable company={company} plan={plan} />
              )}
            </Card>
          )}
          {decided && <LastRun company={company} run={run} />}
        </div>
        <Card title={words.leftOut} hint={count(plan.counts.skipped + plan.counts.held)}>
          <ReasonList plan={plan} />
        </Card>
      </div>
    </>
  );
}

function HeldNote({ company, held, today }: { readonly company: string; readonly held: NonNullable<Plan['held']>; readonly today: string }): ReactNode {
  const words = useWords(remindersWords);
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const clean = async (): Promise<void> => {
    await api.declareBooksClean({ company, body: { through: today } });
    await refreshCompany(company);
  };
  return (
    <div role="status" className="flex items-center gap-3 rounded-card border border-warn/40 bg-warn-soft px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-warn">
          {words.heldTitle}: {dunningReason(held.reason)}
        </p>
        <p className="text-warn">{[dunningFigures(held.figures), words.heldRemedy].filter((part) => part !== '').join('. ')}</p>
      </div>
      <Link to="/c/$company/cash" params={{ company }} search={{ import: true }} className="font-medium text-accent hover:underline">
        {words.importBank}
      </Link>
      {may('cash:apply') && <Button onClick={() => setAsking(true)}>{words.booksComplete}</Button>}
      <Confirm open={asking} onClose={() => setAsking(false)} title={words.booksTitle} action={words.booksConfirm} onConfirm={clean}>
        {words.booksText}
      </Confirm>
    </div>
  );
}

const HEAD = 'px-2 py-1.5 text-second font-medium text-mute';

function ReminderTable({ company, plan }: { readonly company: string; readonly plan: Plan }): ReactNode {
  const words = useWords(remindersWords);
  const { money } = useFormats();
  return (
    <table className="-mx-2 w-[calc(100%+16px)] table-fixed">
      <thead>
        <tr className="border-b border-line text-left">
          <th className={HEAD}>{words.customer}</th>
          <th className={cn(HEAD, 'w-24')}>{words.step}</th>
          <th className={cn(HEAD, 'w-44')}>{words.to}</th>
          <th className={cn(HEAD, 'figure w-20')}>{words.items}</th>
          <th className={cn(HEAD, 'figure w-32')}>{words.open}</th>
        </tr>
      </thead>
      <tbody>
        {plan.reminders.map((one) => (
          <tr key={`${one.customer.id}${one.step}${one.to}`} className="border-b border-line last:border-0">
            <td className="truncate px-2 py-2 font-medium">
              <Link to="/c/$company/customers/$customer" params={{ company, customer: one.customer.id }} className="hover:underline">
                {one.customer.name}
              </Link>
            </td>
            <td className="truncate px-2 py-2">{one.step}</td>
            <td className="truncate px-2 py-2 text-mute" title={one.to}>
              {channelWord(one.channel)} · {one.to.split('\n')[0]}
            </td>
            <td className="figure px-2 py-2">{one.items.length}</td>
            <td className="figure px-2 py-2 font-medium">
              {one.totals.map((total) => (
                <div key={total.currency}>{money(total.open, total.currency)}</div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Exclusions by reason, the most frequent first; each opens what it is about. */
function ReasonList({ plan }: { readonly plan: Plan }): ReactNode {
  const { count } = useFormats();
  const left = Object.entries(plan.counts.byReason)
    .filter(([code]) => code !== 'reminded' && code !== 'listed')
    .toSorted(([, a], [, b]) => b - a);
  return (
    <ul className="-mx-2">
      {left.map(([code, many]) => {
        const listed = plan.decisions.filter(({ reason }) => reason === code);
        return (
          <li key={code} className="border-b border-line px-2 last:border-0">
            <details>
              <summary className="flex items-baseline gap-3 py-2 marker:content-none">
                <span className="min-w-0 flex-1">{dunningReason(code)}</span>
                <span className="figure font-medium">{count(many)}</span>
              </summary>
              <ul className="pb-2">
                {listed.slice(0, 20).map((one) => (
                  <li key={one.number} className="flex gap-2 py-0.5 text-second text-mute">
                    <span className="font-medium">{one.number}</span>
                    <span className="min-w-0 truncate">{[one.customer, dunningFigures(one.figures)].filter((part) => part !== '').join(' · ')}</span>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        );
      })}
    </ul>
  );
}
