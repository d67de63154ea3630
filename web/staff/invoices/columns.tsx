import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Item } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { cn } from '../../kit/class-names.ts';
import { count, day, money } from '../../kit/format.ts';
import type { Column } from '../../kit/grid/columns.ts';
import { signedAmount } from '../shared/amounts.ts';
import { STATE_TONES } from '../shared/document-words.ts';
import { holdKind } from '../shared/hold-words.ts';
import { messageState } from '../shared/message-words.ts';
import type { invoicesWords } from './words.ts';

export type InvoiceRow = Item<'listInvoices'>;
type Words = (typeof invoicesWords)['en'];

/** From this many days on, lateness is told in red. */
const RED_FROM_DAYS = 31;

/** The columns of the table; figures keep their width, texts give way. */
export function invoiceColumns(words: Words): readonly Column<InvoiceRow>[] {
  return [
    {
      id: 'number',
      title: words.number,
      width: { min: 130, fr: 0.8 },
      sortable: true,
      fixed: true,
      cell: (row) => <span className="truncate font-medium">{row.number}</span>,
    },
    { id: 'customer', title: words.customer, width: { min: 180, fr: 2 }, sortable: true, cell: (row) => <span className="truncate">{row.customerName}</span> },
    { id: 'state', title: words.state, width: { min: 150 }, cell: (row) => <StateCell row={row} words={words} /> },
    {
      id: 'issued',
      title: words.issued,
      width: { min: 92 },
      sortable: true,
      cell: (row) => <span className="whitespace-nowrap tabular-nums">{day(row.issuedOn)}</span>,
    },
    {
      id: 'due',
      title: words.due,
      width: { min: 92 },
      sortable: true,
      cell: (row) => <span className="whitespace-nowrap tabular-nums">{day(row.dueOn)}</span>,
    },
    { id: 'late', title: words.daysLate, width: { min: 84 }, align: 'figure', cell: (row) => <LateCell days={row.daysLate} /> },
    {
      id: 'amount',
      title: words.amount,
      width: { min: 124 },
      align: 'figure',
      sortable: true,
      cell: (row) => <span className="figure text-mute">{money(signedAmount(row.amount, row.kind), row.currency)}</span>,
    },
    {
      id: 'open',
      title: words.openCol,
      width: { min: 124 },
      align: 'figure',
      sortable: true,
      cell: (row) => <span className="figure font-medium">{/[1-9]/.test(row.open) ? money(signedAmount(row.open, row.kind), row.currency) : '–'}</span>,
    },
    {
      id: 'sent',
      title: words.sent,
      width: { min: 100 },
      shown: false,
      cell: (row) => (row.sent === null ? <span className="text-mute">–</span> : <SentCell state={row.sent} />),
    },
  ];
}

function StateCell({ row, words }: { readonly row: InvoiceRow; readonly words: Words }): ReactNode {
  return (
    <span className="flex items-center gap-1.5">
      {row.kind === 'credit_note' ? (
        <>
          <Badge tone="mute">{words.kind_credit_note}</Badge>
          {row.state !== 'open' && <span className="truncate text-second text-mute">{words[`state_${row.state}`]}</span>}
        </>
      ) : (
        <Badge tone={row.held === 'dispute' ? 'warn' : STATE_TONES[row.state]}>{row.held === 'dispute' ? words.dispute : words[`state_${row.state}`]}</Badge>
      )}
      {row.held !== null && row.held !== 'dispute' && (
        <span title={`${words.held}: ${holdKind(row.held)}`}>
          <Lock aria-hidden className="size-3.5 text-mute" />
          <span className="sr-only">{`${words.held}: ${holdKind(row.held)}`}</span>
        </span>
      )}
    </span>
  );
}

function LateCell({ days }: { readonly days: number | null }): ReactNode {
  if (days === null) return <span className="figure text-mute">–</span>;
  return <span className={cn('figure', days >= RED_FROM_DAYS ? 'font-medium text-bad' : 'text-warn')}>{count(days)}</span>;
}

function SentCell({ state }: { readonly state: NonNullable<InvoiceRow['sent']> }): ReactNode {
  const { label, tone } = messageState(state);
  return <Badge tone={tone}>{label}</Badge>;
}
