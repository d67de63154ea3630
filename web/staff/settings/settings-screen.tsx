import { Link, useParams } from '@tanstack/react-router';
import { Building2, FileClock, Hash, KeyRound, Landmark, MessageSquareText, Send, Stamp, UserRound, Users, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageHead } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { AccountSection } from './account-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { BanksSection } from './banks-section.tsx';
import { CompanySection } from './company-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { LetterheadSection } from './letterhead-section.tsx';
import { NumbersSection } from './numbers-section.tsx';
import { SendingSection } from './sending-section.tsx';
import { TextsSection } from './texts-section.tsx';
import { UsersSection } from './users-section.tsx';
import { settingsWords } from './words.ts';

type Key = 'company' | 'numbers' | 'banks' | 'letterhead' | 'texts' | 'sending' | 'users' | 'keys' | 'audit' | 'account';
type Entry = { readonly key: Key; readonly icon: LucideIcon; readonly shown: boolean; readonly content: () => ReactNode };

/** Settings of the company of the address, of the firm's users and keys, and of oneself. */
export function SettingsScreen(): ReactNode {
  const words = useWords(settingsWords);
  const { slug: company } = useCompany();
  const may = useMay();
  const admin = useMe().firmScopes.includes('access:admin');
  const { section } = useParams({ strict: false });
  const entries: readonly Entry[] = [
    { key: 'company', icon: Building2, shown: may('customers:read'), content: () => <CompanySection company={company} /> },
    { key: 'numbers', icon: Hash, shown: may('invoices:read'), content: () => <NumbersSection company={company} /> },
    { key: 'banks', icon: Landmark, shown: may('cash:read'), content: () => <BanksSection company={company} /> },
    { key: 'letterhead', icon: Stamp, shown: may('settings:write') && may('messages:read'), content: () => <LetterheadSection company={company} /> },
    { key: 'texts', icon: MessageSquareText, shown: may('messages:read'), content: () => <TextsSection company={company} /> },
    { key: 'sending', icon: Send, shown: may('settings:write'), content: () => <SendingSection company={company} /> },
    { key: 'users', icon: Users, shown: admin, content: () => <UsersSection /> },
    { key: 'keys', icon: KeyRound, shown: admin, content: () => <KeysSection /> },
    { key: 'audit', icon: FileClock, shown: may('audit:read'), content: () => <AuditSection company={company} /> },
    { key: 'account', icon: UserRound, shown: true, content: () => <AccountSection /> },
  ];
  const shown = entries.filter((entry) => entry.shown);
  const current = shown.find(({ key }) => key === section) ?? shown[0];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} />
      <div className="grid min-h-0 flex-1 grid-cols-[210px_minmax(0,1fr)] border-t border-line">
        <nav aria-label={words.sections} className="flex flex-col gap-0.5 border-r border-line p-3">
          {shown.map(({ key, icon: Icon }) => (
            <Link
              key={key}
              to="/c/$company/settings/$section"
              params={{ company, section: key }}
              aria-current={key === current?.key ? 'page' : undefined}
              className="flex h-8 items-center gap-2.5 rounded-control px-2 text-mute hover:bg-raised hover:text-fg aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              <Icon aria-hidden className="size-4" />
              {words[key]}
            </Link>
          ))}
        </nav>
        <div className="min-h-0 overflow-y-auto" tabIndex={0} role="region" aria-label={current ? words[current.key] : words.title}>
          {current?.content()}
        </div>
      </div>
    </div>
  );
}
