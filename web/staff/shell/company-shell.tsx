import { Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { startTransition, useEffect, useState, type ReactNode } from 'react';
import { companyKey, queries } from '../../kit/api.ts';
import { openJobs } from '../../kit/bulk-jobs.ts';
import { ErrorBoundary } from '../../kit/error-boundary.tsx';
import { EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { SignedIn } from '../session/signed-in.tsx';
import { registerInvoiceJobs } from '../shared/invoice-jobs.ts';
import type { CompanyAccess } from './company.ts';
import { NotAllowed } from './not-found.tsx';
import { Sidebar } from './sidebar.tsx';
import { shellWords } from './words.ts';

registerInvoiceJobs();

/** Screens that are forms from top to bottom: whoever could not send them is told before typing. */
const FORMS: readonly (readonly [RegExp, CompanyAccess['scopes'][number]])[] = [
  [/^\/invoices\/new\/?$/, 'invoices:write'],
  [/^\/setup\/?$/, 'customers:write'],
  [/^\/import\/customers\/?$/, 'customers:write'],
  [/^\/import\//, 'invoices:write'],
];

function mayBeAt(path: string, scopes: CompanyAccess['scopes']): boolean {
  const within = path.replace(/^\/c\/[^/]+/, '');
  const needed = FORMS.find(([form]) => form.test(within))?.[1];
  return needed === undefined || scopes.includes(needed);
}

/** What stands around every screen of a company: the sidebar, and the place of the screen with a net of its own, so that an error leaves the rest usable. */
export function CompanyShell(): ReactNode {
  return (
    <SignedIn>
      <Shell />
    </SignedIn>
  );
}

function Shell(): ReactNode {
  const words = useWords(shellWords);
  const { company: slug } = useParams({ strict: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const me = useMe();
  const company = me.companies.find((one) => one.slug === slug);
  const allowed = company === undefined || mayBeAt(path, company.scopes);
  // The set-up has steps of its own where the sidebar stands else.
  const bare = allowed && /^\/c\/[^/]+\/setup\/?$/.test(path);
  // What a reload or a crash interrupted goes on, whichever screen is open.
  useEffect(() => {
    let close: (() => void) | undefined;
    let left = false;
    const open = async (): Promise<void> => {
      close = await openJobs(me.id);
      if (left) close();
    };
    void open();
    return () => {
      left = true;
      close?.();
    };
  }, [me.id]);
  useEffect(() => {
    if (company) localStorage.setItem('dunlin.company', company.slug);
  }, [company]);
  return (
    <div className={bare ? 'grid h-dvh grid-cols-[minmax(0,1fr)]' : 'grid h-dvh grid-cols-[220px_minmax(0,1fr)]'}>
      <a href="#content" className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-accent-fg focus:not-sr-only focus:absolute focus:top-2 focus:left-2">
        {words.skip}
      </a>
      {bare ? null : company ? <Sidebar company={company} /> : <div />}
      <main id="content" tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-col outline-none">
        <ErrorBoundary key={path} onAgain={() => queries.removeQueries({ queryKey: companyKey(slug ?? ''), type: 'inactive' })}>
          {company && !allowed ? (
            <NotAllowed />
          ) : company ? (
            <Room />
          ) : (
            <>
              <h1 className="sr-only">{words.companyGone}</h1>
              <EmptyState title={words.companyGone}>{words.companyGoneText}</EmptyState>
            </>
          )}
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** The screen in the frame. After a load the frame is painted first, and the screen is put together in slices between which the browser stays responsive. */
function Room(): ReactNode {
  const [ready, setReady] = useState(false);
  useEffect(() => startTransition(() => setReady(true)), []);
  return ready ? <Outlet /> : null;
}
