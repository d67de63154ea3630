import { Link } from '@tanstack/react-router';
import { Landmark } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { cashWords } from './words.ts';

const HEAD = 'sticky top-0 bg-bg px-2 py-2 text-left text-second font-medium text-mute first:pl-5 last:pr-5';
const CELL = 'px-2 py-2 first:pl-5 last:pr-5';

/** Every statement that was imported, the last first. */
export function StatementsScreen(): ReactNode {
  const words = useWords(cashWords);
  const { day, money, count, moment } = useFormats();
  const { slug: company } = useCompany();
  const list = usePages(companyKey(company, 'statements'), (page) => api.listBankStatements({ company, query: page }));
  const { items } = list;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.statementsTitle}>
        <Link to="/c/$company/cash" params={{ company }} className="font-medium text-accent hover:underline">
          {words.backToCash}
        </Link>
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line" tabIndex={0} role="region" aria-label={words.statementsTitle}>
        {list.error && <ProblemNote>{sentenceOf(list.error)}</ProblemNote>}
        {list.loaded && items.length === 0 && <EmptyState icon={<Landmark aria-hidden />} title={words.noStatements} />}
        {items.length > 0 && (
          <table className="w-full">
            <thead>
              <tr>
                <th className={HEAD}>{words.account}</th>
                <th className={HEAD}>{words.file}</th>
                <th className={HEAD}>{words.format}</th>
                <th className={cn(HEAD, 'text-right')}>{words.entries}</th>
                <th className={cn(HEAD, 'text-right')}>{words.credits}</th>
                <th className={cn(HEAD, 'text-right')}>{words.debits}</th>
                <th className={cn(HEAD, 'text-right')}>{words.closing}</th>
                <th className={cn(HEAD, 'text-right')}>{words.importedAt}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id} className="border-t border-line">
                  <td className={CELL}>
                    <span className="block font-medium">{one.account}</span>
                    <span className="block text-second text-mute">{one.closingOn === null ? one.reference : day(one.closingOn)}</span>
                  </td>
                  <td className={cn(CELL, 'max-w-56 truncate text-mute')}>{one.fileName}</td>
                  <td className={cn(CELL, 'whitespace-nowrap')}>
                    {one.format} {one.inBalance === false && <Badge tone="bad">{words.balanceOff}</Badge>}
                  </td>
                  <td className={cn(CELL, 'figure')}>{count(one.details)}</td>
                  <td className={cn(CELL, 'figure')}>{money(one.credits, one.currency)}</td>
                  <td className={cn(CELL, 'figure text-mute')}>{money(one.debits, one.currency)}</td>
                  <td className={cn(CELL, 'figure font-medium')}>{one.closing === null ? '–' : money(one.closing, one.currency)}</td>
                  <td className={cn(CELL, 'figure text-mute')}>{moment(one.recordedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <MoreRows of={list} className="p-4 text-center" />
      </div>
    </div>
  );
}
