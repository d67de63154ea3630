import { BookOpenCheck, CircleHelp, Handshake, Landmark, MailX, MessageSquareWarning, Phone, PlugZap, Reply, UserX, type LucideIcon } from 'lucide-react';
import type { Tone } from '../../kit/badge.tsx';
import type { Task } from './task.ts';

type Look = { readonly icon: LucideIcon; readonly tone: Tone };

const LOOKS: Readonly<Record<string, Look>> = {
  call: { icon: Phone, tone: 'accent' },
  promise_broken: { icon: Handshake, tone: 'bad' },
  reply_unread: { icon: Reply, tone: 'warn' },
  no_address: { icon: UserX, tone: 'warn' },
  'message.address': { icon: MailX, tone: 'warn' },
  'message.unknown': { icon: CircleHelp, tone: 'warn' },
  'message.failed': { icon: MessageSquareWarning, tone: 'warn' },
  'channel.down': { icon: PlugZap, tone: 'bad' },
  books_not_fresh: { icon: Landmark, tone: 'bad' },
};

export function lookOf(task: Task): Look {
  return LOOKS[task.kind] ?? { icon: BookOpenCheck, tone: 'mute' };
}

export type Place = { readonly href: string; readonly word: 'openCustomer' | 'openMessage' | 'openReply' | 'openSettings' | 'importBankFile' };

/** Where the subject of a task is looked at and dealt with; null where it is nowhere but here. */
export function subjectPlace(company: string, task: Task): Place | null {
  const base = `/c/${company}`;
  const customer: Place | null = task.customerId === null ? null : { href: `${base}/customers/${task.customerId}`, word: 'openCustomer' };
  if (task.kind === 'books_not_fresh') return { href: `${base}/cash?import=true`, word: 'importBankFile' };
  if (task.subject.kind === 'channel') return { href: `${base}/settings`, word: 'openSettings' };
  if (task.subject.kind === 'message') return { href: `${base}/outbox?view=trouble&open=${task.subject.id}`, word: 'openMessage' };
  if (task.subject.kind === 'inbound_message') return { href: `${base}/outbox?view=replies&open=${task.subject.id}`, word: 'openReply' };
  return customer;
}
