import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { cn } from '../../kit/class-names.ts';
import { useWords } from '../../kit/words.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { useChannel } from '../shared/use-channel.ts';
import { outboxWords } from './words.ts';

/** Says that mails wait because no mail server is set up, or because nothing leaves a company of the demo. The server tells that only to who may set one up, so only they see it. */
export function MailServerNote({ company }: { readonly company: string }): ReactNode {
  const words = useWords(outboxWords);
  const { demo } = useCompany();
  const may = useMay()('settings:write');
  const email = useChannel(company, 'email', may && !demo);
  // Undefined is not known yet, null is none.
  if (!demo && email.data !== null) return null;
  return (
    <div
      role="status"
      className={cn(
        'mx-5 my-3 flex items-center gap-3 rounded-card border px-4 py-3',
        demo ? 'border-line bg-raised text-mute' : 'border-warn/40 bg-warn-soft text-warn',
      )}
    >
      <p className="min-w-0 flex-1">
        {demo ? (
          words.demoText
        ) : (
          <>
            <span className="font-medium">{words.noServer}</span> {words.noServerText}
          </>
        )}
      </p>
      {!demo && (
        <Link to="/c/$company/settings/$section" params={{ company, section: 'sending' }} className="shrink-0 font-medium text-accent hover:underline">
          {words.setUpServer}
        </Link>
      )}
    </div>
  );
}
