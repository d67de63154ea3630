import { CircleCheck, CloudOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { connection, probe, queries } from './api.ts';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { waitBeforeMs } from './retry-times.ts';
import { useWords, wordsOf } from './words.ts';

const WORDS = wordsOf({
  en: {
    label: 'Connection',
    away: 'The server does not answer.',
    kept: 'Nothing you typed is lost.',
    wait: (seconds: number) => `Next try in ${seconds} s`,
    trying: 'Trying…',
    now: 'Try now',
    back: 'The server answers again.',
  },
  de: {
    label: 'Verbindung',
    away: 'Der Server antwortet nicht.',
    kept: 'Ihre Eingaben bleiben erhalten.',
    wait: (seconds: number) => `Nächster Versuch in ${seconds} s`,
    trying: 'Versuch läuft…',
    now: 'Jetzt versuchen',
    back: 'Der Server antwortet wieder.',
  },
});

const BACK_SHOWN_MS = 4_000;

/** Asks again and again while the server is away. Seconds until the next try; 0 while one is under way. */
function useTries(away: boolean): { readonly secondsLeft: number; readonly tryNow: () => void } {
  const [failures, setFailures] = useState(1);
  const [left, setLeft] = useState(1);
  useEffect(() => {
    if (!away) {
      setFailures(1);
      setLeft(1);
      return undefined;
    }
    if (left > 0) {
      const timer = setTimeout(() => setLeft(left - 1), 1_000);
      return () => clearTimeout(timer);
    }
    let gone = false;
    const ask = async (): Promise<void> => {
      const well = await probe();
      if (gone || well) return;
      setFailures(failures + 1);
      setLeft(waitBeforeMs(failures + 1) / 1_000);
    };
    void ask();
    return () => {
      gone = true;
    };
  }, [away, left, failures]);
  return { secondsLeft: left, tryNow: () => setLeft(0) };
}

const subscribe = (listener: () => void): (() => void) => connection.subscribe(listener);
const isUp = (): boolean => connection.isUp();

/** Says over everything that the server is away, and that it is back: then what is on the screen is asked again. Once in the shell. */
export function ConnectionBanner(): ReactNode {
  const words = useWords(WORDS);
  const up = useSyncExternalStore(subscribe, isUp);
  const [wasAway, setWasAway] = useState(false);
  const { secondsLeft, tryNow } = useTries(!up);
  if (!up && !wasAway) setWasAway(true);
  useEffect(() => {
    if (!up || !wasAway) return undefined;
    void queries.invalidateQueries();
    const timer = setTimeout(() => setWasAway(false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [up, wasAway]);
  const shown = !up || wasAway;
  return (
    <section aria-label={words.label} className="pointer-events-none fixed inset-x-0 top-3 z-50 flex justify-center px-4">
      <div
        className={cn(
          'pointer-events-auto flex min-h-10 items-center gap-3 rounded-card border px-3 py-1 shadow-float',
          !shown && 'sr-only',
          up ? 'border-good/30 bg-good-soft text-good' : 'border-warn/30 bg-warn-soft text-warn',
        )}
      >
        {up ? <CircleCheck aria-hidden className="size-4 shrink-0" /> : <CloudOff aria-hidden className="size-4 shrink-0" />}
        <div role="status">{shown && (up ? words.back : `${words.away} ${words.kept}`)}</div>
        {!up && (
          <>
            <span className="min-w-36 text-second tabular-nums">{secondsLeft > 0 ? words.wait(secondsLeft) : words.trying}</span>
            <Button off={secondsLeft === 0} onClick={tryNow}>
              {words.now}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
