import { Link } from '@tanstack/react-router';
import { Compass, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { shellWords } from './words.ts';

/** An address of the app at which nothing is. */
export function NotFound(): ReactNode {
  return (
    <main className="grid h-full place-items-center">
      <NotHere />
    </main>
  );
}

/** The same within a company, whose sidebar stays. */
export function NotHere(): ReactNode {
  const words = useWords(shellWords);
  return (
    <div className="grid h-full place-items-center">
      <h1 className="sr-only">{words.notFound}</h1>
      <EmptyState
        icon={<Compass aria-hidden />}
        title={words.notFound}
        action={
          <Link to="/" className="font-medium text-accent">
            {words.toOverview}
          </Link>
        }
      >
        {words.notFoundText}
      </EmptyState>
    </div>
  );
}

/** A screen of a company that the user's role could only look at, and that has nothing to look at. */
export function NotAllowed(): ReactNode {
  const words = useWords(shellWords);
  return (
    <div className="grid h-full place-items-center">
      <h1 className="sr-only">{words.notAllowed}</h1>
      <EmptyState
        icon={<Lock aria-hidden />}
        title={words.notAllowed}
        action={
          <Link to="/" className="font-medium text-accent">
            {words.toOverview}
          </Link>
        }
      >
        {words.notAllowedText}
      </EmptyState>
    </div>
  );
}
