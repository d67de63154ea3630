import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { useFormats } from '../../kit/format.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { holdKind, holdWords } from './hold-words.ts';

/** What holds the reminders of a customer or an invoice back now, each with why, and its release where a person placed it. */
export function HoldList({ company, of }: { readonly company: string; readonly of: { readonly customer: string } | { readonly invoice: string } }): ReactNode {
  const words = useWords(holdWords);
  const { day } = useFormats();
  const may = useMay();
  const [releasing, setReleasing] = useState<string | null>(null);
  const holds = useQuery({
    queryKey: companyKey(company, 'holds', of),
    queryFn: () => api.listHolds({ company, query: { ...of, limit: 20 } }),
    enabled: may('receivables:read'),
  });
  if (holds.error) return <ProblemNote>{sentenceOf(holds.error)}</ProblemNote>;
  if (!holds.data || holds.data.items.length === 0) return null;
  return (
    <ul aria-label={words.held} className="grid gap-1.5">
      {holds.data.items.map((hold) => (
        <li key={hold.id} className="flex items-center gap-3 rounded-control bg-warn-soft px-3 py-1.5 text-warn">
          <Lock aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 flex-1 wrap-anywhere">
            <span className="font-medium">{holdKind(hold.kind)}</span>
            {/* What a program notes on its own hold is for the log. */}
            {[hold.number, hold.untilOn === null ? null : `${words.until} ${day(hold.untilOn)}`, hold.can.release === true ? hold.reason : '']
              .filter(Boolean)
              .map((part) => ` · ${part}`)}
          </span>
          {may('collections:write') && hold.can.release === true && <Button onClick={() => setReleasing(hold.id)}>{words.release}</Button>}
        </li>
      ))}
      <Confirm
        open={releasing !== null}
        onClose={() => setReleasing(null)}
        title={words.releaseTitle}
        action={words.release}
        reason="required"
        onConfirm={async (reason) => {
          if (releasing === null) return;
          await api.releaseHold({ company, params: { hold: releasing }, body: { reason } });
          await refreshCompany(company);
        }}
      >
        {words.releaseText}
      </Confirm>
    </ul>
  );
}
