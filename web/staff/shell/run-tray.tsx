import { useQuery } from '@tanstack/react-query';
import { Check, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, type Item } from '../../kit/api.ts';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { notify } from '../../kit/toast.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { runTitle } from '../shared/run-words.ts';
import { shellWords } from './words.ts';

type Run = Item<'listRuns'>;

const LOOK_MS = 5_000;
const SHOWN_AFTER_MS = 8_000;

/** Follows a run by its events until it ends; then tells so, and what is on the screen is asked again. */
function useRun(company: string, first: Run): Run {
  const [run, setRun] = useState(first);
  useEffect(() => {
    if (first.state !== 'running') return undefined;
    const leaving = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of await api.watchRun({ company, params: { run: first.id }, signal: leaving.signal })) {
        if (event.event === 'progress' || event.event === 'done' || event.event === 'failed') setRun(event.data as Run);
        if (event.event !== 'done' && event.event !== 'failed') continue;
        const words = sayWords(shellWords);
        notify({
          title: runTitle(first.automation),
          text: event.event === 'done' ? words.finished : words.failed,
          tone: event.event === 'done' ? 'good' : 'bad',
        });
        await refreshCompany(company);
      }
    };
    // The list of runs is asked every few seconds anyway: a stream that breaks off is no loss.
    follow().catch(() => undefined);
    return () => leaving.abort();
  }, [company, first.id, first.state, first.automation]);
  return run;
}

function RunLine({ company, first }: { readonly company: string; readonly first: Run }): ReactNode {
  const run = useRun(company, first);
  const { count } = useFormats();
  const done = Object.values(run.counts).at(0) ?? 0;
  const Icon = run.state === 'running' ? LoaderCircle : run.state === 'done' ? Check : TriangleAlert;
  return (
    <li className="flex items-center gap-2 rounded-control bg-raised px-2 py-1.5 text-second">
      <Icon aria-hidden className={cn('size-3.5 shrink-0', run.state === 'running' && 'animate-spin', run.state === 'failed' && 'text-bad')} />
      <span className="min-w-0 flex-1 truncate">{runTitle(run.automation)}</span>
      {done > 0 && <span className="figure text-mute">{count(done)}</span>}
    </li>
  );
}

/** What runs in the background: safe to leave, and it says so itself when it is done. */
export function RunTray({ company }: { readonly company: string }): ReactNode {
  const words = useWords(shellWords);
  const seen = useRef(new Map<string, number>());
  const runs = useQuery({
    queryKey: companyKey(company, 'runs', 'tray'),
    queryFn: () => api.listRuns({ company, query: { limit: 5 } }),
    refetchInterval: LOOK_MS,
  });
  const now = performance.now();
  const shown = (runs.data?.items ?? []).filter((run) => {
    if (run.state === 'running') seen.current.set(run.id, now);
    return now - (seen.current.get(run.id) ?? -Infinity) < SHOWN_AFTER_MS;
  });
  if (shown.length === 0) return null;
  return (
    <ul aria-label={words.runs} className="grid gap-1">
      {shown.map((run) => (
        <RunLine key={run.id} company={company} first={run} />
      ))}
    </ul>
  );
}
