import { Building2, FileText, Mail, MessageSquare, Phone, Stamp, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Item } from '../../kit/api.ts';
import { Card, Fact } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { channelWord } from '../shared/message-words.ts';
import { remindersWords } from './words.ts';

type Policy = Item<'listDunningPolicies'>;
type Step = Policy['policy']['steps'][number];

const ICONS: Readonly<Record<Step['channels'][number], LucideIcon>> = { email: Mail, sms: MessageSquare, letter: Stamp, call: Phone };

/** Minutes of a day as 08:30. */
function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The ladder on a day axis, and the rules around it. */
export function PolicyView({ found }: { readonly found: Policy }): ReactNode {
  const words = useWords(remindersWords);
  const { policy, version } = found;
  return (
    <div className="grid gap-3 p-5">
      <Card title={words.axis} hint={words.version(version)}>
        <Axis steps={policy.steps} />
      </Card>
      <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-3">
        <Card>
          <ol className="grid gap-0">
            {policy.steps.map((step) => (
              <StepRow key={step.key} step={step} />
            ))}
          </ol>
        </Card>
        <Card title={words.rules}>
          <dl className="grid grid-cols-2 gap-4">
            <Fact label={words.hours}>
              {clock(policy.window.fromMinute)}–{clock(policy.window.toMinute)}
            </Fact>
            <Fact label={words.minDays}>{policy.minDaysBetween}</Fact>
            <Fact label={words.minOpen}>{policy.minOpen}</Fact>
            <Fact label={words.fresh}>{words.bankingDays(policy.freshBankingDays)}</Fact>
            <Fact label={words.audience} className="col-span-2">
              {policy.audience.groups === null ? words.everybody : policy.audience.groups.join(', ')}
            </Fact>
          </dl>
          <p className="mt-4 rounded-control bg-raised px-3 py-2 text-mute">{words.waits}</p>
        </Card>
      </div>
    </div>
  );
}

function toneOf(step: Step, words: { upcoming: string; friendly: string; firm: string; final: string }): string {
  return step.offsetDays < 0 ? words.upcoming : words[step.tone];
}

/** Steps where their days lie; neighbours that are closer than a card share the width that there is. */
function Axis({ steps }: { readonly steps: readonly Step[] }): ReactNode {
  const words = useWords(remindersWords);
  const first = Math.min(-7, ...steps.map(({ offsetDays }) => offsetDays));
  const last = Math.max(30, ...steps.map(({ offsetDays }) => offsetDays));
  const at = (day: number): number => ((day - first) / (last - first)) * 100;
  const ticks = Array.from({ length: Math.floor((last - first) / 7) + 1 }, (_, index) => first + index * 7);
  return (
    <div>
      <ol className="grid gap-2" style={{ gridTemplateColumns: `repeat(${steps.length}, minmax(0, 1fr))` }}>
        {steps.map((step) => {
          const Icon = ICONS[step.channels[0] ?? 'email'];
          return (
            <li key={step.key} className="rounded-card border border-line bg-panel px-3 py-2">
              <span className="flex items-center gap-1.5 font-medium">
                <Icon aria-hidden className="size-3.5 shrink-0 text-mute" />
                <span className="truncate">{step.key}</span>
              </span>
              <span className="block text-second text-mute">{toneOf(step, words)}</span>
              <span className="mt-1 block text-second font-medium tabular-nums">{step.offsetDays > 0 ? `+${step.offsetDays}` : `−${-step.offsetDays}`}</span>
            </li>
          );
        })}
      </ol>
      <div aria-hidden className="relative mt-5 mb-6 h-px bg-line">
        {ticks.map((day) => (
          <span key={day} className="absolute top-2 -translate-x-1/2 text-second text-mute tabular-nums" style={{ left: `${at(day)}%` }}>
            {day === 0 ? words.due : day > 0 ? `+${day}` : `−${-day}`}
          </span>
        ))}
        <span className="absolute -top-2 h-4 w-px bg-mute" style={{ left: `${at(0)}%` }} />
        {steps.map((step) => (
          <span
            key={step.key}
            className="absolute -top-[5px] size-[11px] -translate-x-1/2 rounded-full border-2 border-accent bg-panel"
            style={{ left: `${at(step.offsetDays)}%` }}
          />
        ))}
      </div>
    </div>
  );
}

function StepRow({ step }: { readonly step: Step }): ReactNode {
  const words = useWords(remindersWords);
  return (
    <li className="flex items-start gap-4 border-b border-line py-2.5 first:pt-0 last:border-0 last:pb-0">
      <span className="figure w-28 shrink-0 text-mute">{step.offsetDays < 0 ? words.before(-step.offsetDays) : words.after(step.offsetDays)}</span>
      <span className="w-28 shrink-0">
        <span className="block font-medium">{step.key}</span>
        <span className="block text-second text-mute">{toneOf(step, words)}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap gap-x-3">
          {step.channels.map((channel) => {
            const Icon = ICONS[channel];
            return (
              <span key={channel} className="inline-flex items-center gap-1">
                <Icon aria-hidden className="size-3.5 text-mute" />
                {channelWord(channel)}
              </span>
            );
          })}
        </span>
        <span className="mt-0.5 flex flex-wrap gap-x-3 text-second text-mute">
          {step.attachInvoices && (
            <span className="inline-flex items-center gap-1">
              <FileText aria-hidden className="size-3" />
              {words.attach}
            </span>
          )}
          {step.copyManagement && (
            <span className="inline-flex items-center gap-1">
              <Building2 aria-hidden className="size-3" />
              {words.copyManagement}
            </span>
          )}
          {step.tellManager && <span>{words.tellManager}</span>}
        </span>
      </span>
    </li>
  );
}
