import { Banknote, FileText, Gauge, Inbox, ListChecks, Send, Settings, Users, Workflow, type LucideIcon } from 'lucide-react';
import type { Answer } from '../../kit/api.ts';

type Desk = Answer<'getDesk'>;
type Word = 'overview' | 'worklist' | 'cash' | 'invoices' | 'customers' | 'outbox' | 'reminders' | 'approvals' | 'settings';

export type Destination = {
  readonly word: Word;
  readonly to: string;
  readonly icon: LucideIcon;
  /** Second key after `g`. */
  readonly key: string;
  /** Scope without which the screen has nothing to show. */
  readonly scope: string;
  readonly count?: (desk: Desk) => number | null;
};

/** Where one can go, in the order of a day's work. */
export const DESTINATIONS: readonly Destination[] = [
  { word: 'overview', to: '/c/$company', icon: Gauge, key: 'o', scope: 'reports:read' },
  { word: 'worklist', to: '/c/$company/worklist', icon: Inbox, key: 'w', scope: 'tasks:read', count: (desk) => desk.tasks?.mine ?? null },
  {
    word: 'cash',
    to: '/c/$company/cash',
    icon: Banknote,
    key: 'm',
    scope: 'cash:read',
    count: (desk) => (desk.bankLines === null ? null : desk.bankLines.confirm + desk.bankLines.unmatched),
  },
  { word: 'invoices', to: '/c/$company/invoices', icon: FileText, key: 'i', scope: 'invoices:read' },
  { word: 'customers', to: '/c/$company/customers', icon: Users, key: 'c', scope: 'customers:read' },
  { word: 'outbox', to: '/c/$company/outbox', icon: Send, key: 'x', scope: 'messages:read', count: (desk) => desk.outbox },
  { word: 'reminders', to: '/c/$company/reminders', icon: Workflow, key: 'r', scope: 'collections:read' },
  { word: 'approvals', to: '/c/$company/approvals', icon: ListChecks, key: 'a', scope: 'approvals:read', count: (desk) => desk.approvals },
  { word: 'settings', to: '/c/$company/settings', icon: Settings, key: 's', scope: 'customers:read' },
];
