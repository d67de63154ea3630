import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import { setupIsOpen } from '../shared/setup-progress.ts';
import { AccountMenu } from './account-menu.tsx';
import { stripeOf, type CompanyAccess } from './company.ts';
import { CompanySwitcher } from './company-switcher.tsx';
import { DESTINATIONS } from './navigation.ts';
import { Notifications } from './notifications.tsx';
import { Palette } from './palette.tsx';
import { RunTray } from './run-tray.tsx';
import { shellWords } from './words.ts';

/** Counts beside the destinations; asked again every half minute while the page is looked at. */
export function useDesk(company: string) {
  return useQuery({ queryKey: companyKey(company, 'desk'), queryFn: () => api.getDesk({ company }), refetchInterval: 30_000 });
}

export function Sidebar({ company }: { readonly company: CompanyAccess }): ReactNode {
  const words = useWords(shellWords);
  const { count } = useFormats();
  const desk = useDesk(company.slug);
  return (
    <aside aria-label={words.main} className="relative flex min-h-0 flex-col gap-3 border-r border-line p-3">
      <span aria-hidden className="absolute inset-y-0 left-0 w-[3px]" style={{ background: stripeOf(company.slug) }} />
      <CompanySwitcher company={company} />
      <Palette company={company} />
      <nav aria-label={words.main} className="flex min-h-0 flex-col gap-0.5 overflow-y-auto">
        {DESTINATIONS.filter(({ scope }) => company.scopes.includes(scope as CompanyAccess['scopes'][number])).map(
          ({ word, to, icon: Icon, count: countOf }) => {
            const waiting = desk.data && countOf ? countOf(desk.data) : null;
            return (
              <Link
                key={word}
                to={to}
                params={{ company: company.slug }}
                activeOptions={{ exact: word === 'overview', includeSearch: false }}
                className="flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2 text-mute hover:bg-raised hover:text-fg data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
              >
                <Icon aria-hidden className="size-4" />
                {words[word]}
                {waiting !== null && waiting > 0 && <span className="ml-auto text-badge tabular-nums">{count(waiting)}</span>}
              </Link>
            );
          },
        )}
      </nav>
      <div className="mt-auto flex flex-col gap-2">
        {setupIsOpen(company.slug) && (
          <Link
            to="/c/$company/setup"
            params={{ company: company.slug }}
            className="flex h-8 shrink-0 items-center gap-2.5 rounded-control bg-accent-soft px-2 font-medium text-accent hover:brightness-105"
          >
            <ListChecks aria-hidden className="size-4" />
            {words.goOnSetup}
          </Link>
        )}
        <RunTray company={company.slug} />
        <div className="flex items-center gap-1">
          <AccountMenu />
          <Notifications company={company.slug} unread={desk.data?.notifications ?? 0} />
        </div>
      </div>
    </aside>
  );
}
