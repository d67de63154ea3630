import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { useChannel } from '../shared/use-channel.ts';
import { outboxWords } from './words.ts';

/** Says that mails wait because no mail server is set up. The server tells that only to who may set one up, so only they see it. */
export function MailServerNote({ company }: { readonly company: string }): ReactNode {
  const words = useWords(outboxWords);
  const may = useMay()('settings:write');
  const email = useChannel(company, 'email', may);
  // Undefined is not known yet, null is none.
  if (email.data !== null) return null;
  return (
    <div role="status" className="mx-5 my-3 flex items-center gap-3 rounded-card border border-warn/40 bg-warn-soft px-4 py-3 text-warn">
      <p className="min-w-0 flex-1">
        <span className="font-medium">{words.noServer}</span> {words.noServerText}
      </p>
      <Link to="/c/$company/settings/$section" params={{ company, section: 'sending' }} className="shrink-0 font-medium text-accent hover:underline">
        {words.setUpServer}
      </Link>
    </div>
  );
}
