import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHead } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { ImportAssistant } from './import-assistant.tsx';
import { importWords } from './import-words.ts';

/** The assistant as a screen of its own: `/import/customers`, `/import/invoices`. */
export function ImportScreen(): ReactNode {
  const words = useWords(importWords);
  const { slug: company } = useCompany();
  const { kind: asked } = useParams({ strict: false });
  const kind = asked === 'customers' ? 'customers' : 'invoices';
  const navigate = useNavigate();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words[`title_${kind}`]} />
      <ImportAssistant
        key={kind}
        company={company}
        kind={kind}
        onDone={() => void navigate({ to: kind === 'customers' ? '/c/$company/customers' : '/c/$company/invoices', params: { company } })}
      />
    </div>
  );
}
