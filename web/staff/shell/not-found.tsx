import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { shellWords } from './words.ts';

export function NotFound(): ReactNode {
  const words = useWords(shellWords);
  return (
    <main className="grid h-full place-items-center">
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
    </main>
  );
}
