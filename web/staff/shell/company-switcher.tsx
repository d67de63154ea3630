import { useNavigate, useRouterState } from '@tanstack/react-router';
import { ChevronsUpDown, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { LazyMenu } from '../../kit/lazy-menu.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { stripeOf, type CompanyAccess } from './company.ts';
import { shellWords } from './words.ts';

/** Switches the company without losing one's place: the same screen of the other company opens. */
export function CompanySwitcher({ company }: { readonly company: CompanyAccess }): ReactNode {
  const words = useWords(shellWords);
  const me = useMe();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // Of an address only the screen is kept: ids of one company mean nothing in another.
  const screen = /^\/c\/[^/]+\/([a-z-]+)/.exec(path)?.[1] ?? '';
  return (
    <LazyMenu
      className="max-h-96 min-w-56"
      trigger={
        <button type="button" className="flex w-full items-center gap-2 rounded-control px-1.5 py-1 text-left hover:bg-raised">
          <Mark company={company} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold">{company.name}</span>
            {company.demo && <span className="block truncate text-badge text-mute">{words.demo}</span>}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-mute" />
        </button>
      }
      items={[
        {
          group: words.companies,
          items: me.companies.map((one) => ({
            label: one.name,
            hint: one.demo ? words.demo : undefined,
            icon: <span className="size-2.5 rounded-full" style={{ background: stripeOf(one.slug) }} />,
            run: () => void navigate({ href: `/c/${one.slug}${screen === '' ? '' : `/${screen}`}` }),
          })),
        },
        me.firmScopes.includes('companies:create') && 'separator',
        me.firmScopes.includes('companies:create') && { label: words.newCompany, icon: <Plus aria-hidden />, run: () => void navigate({ to: '/start' }) },
      ]}
    />
  );
}

function Mark({ company }: { readonly company: CompanyAccess }): ReactNode {
  return (
    <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-control font-bold text-white" style={{ background: stripeOf(company.slug) }}>
      {company.name.trim().charAt(0).toUpperCase()}
    </span>
  );
}
