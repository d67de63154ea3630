import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { useWords } from '../../kit/words.ts';
import { LetterheadForm } from './letterhead-form.tsx';
import { letterheadWords } from './letterhead-words.ts';
import { LogoCard } from './logo-card.tsx';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

/** How the company presents itself on documents: its logo, and what stands around it. */
export function LetterheadSection({ company }: { readonly company: string }): ReactNode {
  const title = useWords(settingsWords).letterhead;
  const words = useWords(letterheadWords);
  const found = useQuery({ queryKey: companyKey(company, 'letterhead'), queryFn: () => api.getLetterhead({ company }) });
  return (
    <Section title={title} text={words.text} error={found.error}>
      {found.data && (
        <div className="grid gap-6">
          {found.data.isDefault && (
            <p role="status" className="rounded-control bg-raised px-3 py-2">
              {words.isDefault}
            </p>
          )}
          <LogoCard company={company} hasLogo={found.data.hasLogo} version={found.dataUpdatedAt} />
          <LetterheadForm key={company} company={company} found={found.data} />
        </div>
      )}
    </Section>
  );
}
