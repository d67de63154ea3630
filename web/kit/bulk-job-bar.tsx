import type { ReactNode } from 'react';
import { countsOf, type BulkJob, type FailedItem } from './bulk-job.ts';
import { bulkJobs } from './bulk-jobs.ts';
import { Button } from './button.tsx';
import { useFormats } from './format.ts';
import { Progress } from './progress.tsx';
import { useWords, wordsOf } from './words.ts';

const WORDS = wordsOf({
  en: {
    away: 'The server does not answer',
    failing: 'The server has a fault',
    busy: 'The server is busy',
    signedOut: 'You are signed out',
    forbidden: 'Not allowed',
    unkept: 'This browser cannot keep the job, so nothing more is sent',
    far: (done: string, total: string, waiting: string) => `${done} of ${total} done, ${waiting} not yet`,
    running: 'Safe to reload; closing the page pauses it.',
    alone: 'Goes on by itself when it answers.',
    unsure: (count: string) => `${count} were sent without an answer; they are asked again first and never done twice.`,
    stopped: 'Stopped',
    done: (count: string) => `${count} done`,
    failed: (count: string) => `${count} failed`,
    unknown: 'Sent, but not known whether it was done. Look before doing it again.',
    unanswered: 'The answer does not mention it. Look before doing it again.',
    resume: 'Go on',
    now: 'Try now',
    stop: 'Stop',
    again: 'Try failed again',
    dismiss: 'Close',
  },
  de: {
    away: 'Der Server antwortet nicht',
    failing: 'Der Server hat einen Fehler',
    busy: 'Der Server ist ausgelastet',
    signedOut: 'Sie sind abgemeldet',
    forbidden: 'Nicht erlaubt',
    unkept: 'Dieser Browser kann den Auftrag nicht sichern, deshalb wird nichts mehr gesendet',
    far: (done: string, total: string, waiting: string) => `${done} von ${total} erledigt, ${waiting} noch nicht`,
    running: 'Neu laden ist unbedenklich; Schließen hält an.',
    alone: 'Geht von selbst weiter, sobald er antwortet.',
    unsure: (count: string) => `${count} wurden ohne Antwort gesendet; sie werden zuerst erneut angefragt und nie doppelt ausgeführt.`,
    stopped: 'Angehalten',
    done: (count: string) => `${count} erledigt`,
    failed: (count: string) => `${count} fehlgeschlagen`,
    unknown: 'Gesendet, aber unklar, ob ausgeführt. Bitte vor einem neuen Versuch ansehen.',
    unanswered: 'Die Antwort nennt es nicht. Bitte vor einem neuen Versuch ansehen.',
    resume: 'Fortsetzen',
    now: 'Jetzt versuchen',
    stop: 'Anhalten',
    again: 'Fehlgeschlagene erneut',
    dismiss: 'Schließen',
  },
});

/** How a job stands, in one sentence: "The server does not answer: 120 of 300 done, 180 not yet". */
export function useJobSentence(): (job: BulkJob) => string {
  const words = useWords(WORDS);
  const { count } = useFormats();
  return (job) => {
    const { total, done, failed, waiting, unsure } = countsOf(job);
    const far = words.far(count(done), count(total), count(waiting));
    const trouble = failed > 0 ? ` · ${words.failed(count(failed))}` : '';
    const doubt = unsure > 0 ? ` ${words.unsure(count(unsure))}` : '';
    if (job.state === 'done') return `${words.done(count(done))}${trouble}`;
    if (job.state === 'stopped') return `${words.stopped}: ${far}${trouble}.${doubt}`;
    if (!job.reason) return `${far}${trouble}`;
    return `${words[job.reason.kind]}: ${far}${trouble}.${doubt}`;
  };
}

function Failed({ job, failed }: { readonly job: BulkJob; readonly failed: readonly FailedItem[] }): ReactNode {
  const words = useWords(WORDS);
  const names = new Map(job.items.map(({ id, name }) => [id, name]));
  return (
    <ul className="mt-2 max-h-40 overflow-y-auto text-second">
      {failed.map(({ id, why, sentence }) => (
        <li key={id} className="flex gap-3 border-t border-line py-1.5">
          <span className="w-28 shrink-0 truncate font-medium">{names.get(id) ?? id}</span>
          <span className="min-w-0 text-mute">{why === 'refused' ? sentence : words[why]}</span>
        </li>
      ))}
    </ul>
  );
}

/** A job with its bar, what is done and what failed, and what can be done about it. */
export function BulkJobBar({ job, className }: { readonly job: BulkJob; readonly className?: string }): ReactNode {
  const words = useWords(WORDS);
  const sentence = useJobSentence()(job);
  const { total, done, failed } = countsOf(job);
  const waits = job.state === 'paused' || job.state === 'stopped';
  const alone = job.reason?.kind === 'away' || job.reason?.kind === 'failing' || job.reason?.kind === 'busy';
  return (
    <section aria-label={job.title} className={className}>
      <Progress
        label={job.title}
        done={done + failed}
        total={total}
        timeLeft={job.state === 'running'}
        tone={job.state === 'done' && failed === 0 ? 'good' : 'accent'}
      />
      <p role="status" className="mt-1.5 text-second">
        {sentence}
        {job.state === 'running' ? <span className="text-mute"> · {words.running}</span> : alone && <span className="text-mute"> {words.alone}</span>}
      </p>
      {failed > 0 && <Failed job={job} failed={job.failed} />}
      <div className="mt-2 flex gap-2">
        {waits && <Button onClick={() => bulkJobs.resume(job.id)}>{alone ? words.now : words.resume}</Button>}
        {(job.state === 'running' || job.state === 'paused') && <Button onClick={() => void bulkJobs.stop(job.id)}>{words.stop}</Button>}
        {job.state !== 'running' && job.chunk === null && job.failed.some(({ why }) => why !== 'unknown') && (
          <Button onClick={() => bulkJobs.retryFailed(job.id)}>{words.again}</Button>
        )}
        {(job.state === 'done' || job.state === 'stopped') && (
          <Button kind="ghost" onClick={() => void bulkJobs.dismiss(job.id)}>
            {words.dismiss}
          </Button>
        )}
      </div>
    </section>
  );
}
