import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import type { Channel } from '../shared/use-channel.ts';
import { sendingWords } from './sending-words.ts';

const FINDINGS = ['spf', 'dkim', 'dmarc'] as const;

/** What the DNS said of the sender's domain, or that nobody has asked it yet. The server does not ask by itself: the command does. */
export function DomainCheck({ company, channel, domain }: { readonly company: string; readonly channel: Channel; readonly domain: string }): ReactNode {
  const words = useWords(sendingWords);
  const { moment } = useFormats();
  const { domainCheck: check, domainCheckedAt: at } = channel;
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      <h4 className="font-medium">{words.domainCheck(check?.domain ?? domain)}</h4>
      {check === null || at === null ? (
        <p className="text-warn">{words.notChecked}</p>
      ) : (
        <>
          <dl className="grid grid-cols-[64px_minmax(0,1fr)] gap-y-1">
            {FINDINGS.map((name) => {
              const { ok, detail } = check[name];
              const Icon = ok ? CircleCheck : CircleX;
              return (
                <div key={name} className="contents">
                  <dt className="font-medium">{name.toUpperCase()}</dt>
                  <dd className="flex items-start gap-2">
                    <Icon aria-hidden className={ok ? 'mt-[2px] size-4 shrink-0 text-good' : 'mt-[2px] size-4 shrink-0 text-bad'} />
                    <span className="min-w-0">
                      <span className={ok ? 'text-good' : 'text-bad'}>{ok ? words.passed : words.failed}</span>
                      <span className="text-mute"> · {detail}</span>
                    </span>
                  </dd>
                </div>
              );
            })}
          </dl>
          <p className="text-second text-mute">{words.checked(moment(at))}</p>
        </>
      )}
      <p className="text-second text-mute">{words.whatFor}</p>
      <div className="text-second text-mute">
        <p>{words.whoChecks}</p>
        <code className="mt-1 inline-block rounded bg-raised px-1.5 py-0.5 text-fg select-all">dunlin channel domain --company {company}</code>
      </div>
    </div>
  );
}
