import { useEffect, useState, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

/** An answer that comes sooner needs no skeleton. */
const LATE_MS = 150;

/** Whether it takes long enough by now to show that it takes long. */
export function useLate(afterMs = LATE_MS): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return late;
}

/** The place of what is coming: takes its room at once (so that nothing jumps) and shows after 150 ms. */
export function Skeleton({ className = 'h-4 w-full' }: { readonly className?: string }): ReactNode {
  const late = useLate();
  return <div aria-hidden className={cn('rounded bg-raised', late ? 'animate-pulse' : 'opacity-0', className)} />;
}

/** Rows of a list that is coming. */
export function SkeletonRows({ rows = 12, rowClassName = 'h-[38px]' }: { readonly rows?: number; readonly rowClassName?: string }): ReactNode {
  const words = useWords(KIT);
  const late = useLate();
  return (
    <div role="status">
      <span className="sr-only">{late && words.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} aria-hidden className={cn('flex items-center gap-6 border-b border-line px-5', rowClassName)}>
          <div className={cn('h-3 w-24 rounded bg-raised', late ? 'animate-pulse' : 'opacity-0')} />
          <div className={cn('h-3 rounded bg-raised', ['w-48', 'w-56', 'w-40'][index % 3], late ? 'animate-pulse' : 'opacity-0')} />
          <div className={cn('ml-auto h-3 w-20 rounded bg-raised', late ? 'animate-pulse' : 'opacity-0')} />
        </div>
      ))}
    </div>
  );
}
