import { Link } from '@tanstack/react-router';
import { Check, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../kit/format.ts';
import { Card, Fact } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { subtractAmount } from '../shared/amounts.ts';
import type { Approval, RefundEvidence } from './evidence.ts';
import { approvalWords, creditKindWords } from './words.ts';

const MARKS = {
  good: <Check aria-hidden className="mt-0.5 size-3.5 shrink-0 text-good" />,
  warn: <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />,
  bad: <X aria-hidden className="mt-0.5 size-3.5 shrink-0 text-bad" />,
} as const;

function Point({ mark, children }: { readonly mark: keyof typeof MARKS; readonly children: ReactNode }): ReactNode {
  return (
    <li className="flex gap-2">
      {MARKS[mark]}
      <span>{children}</span>
    </li>
  );
}

/** Money that is to go out: which credit, where it came from, and what speaks for or against it. */
export function RefundCard({
  company,
  approval,
  evidence,
}: {
  readonly company: string;
  readonly approval: Approval;
  readonly evidence: RefundEvidence;
}): ReactNode {
  const words = useWords(approvalWords);
  const kinds = useWords(creditKindWords) as Readonly<Record<string, string>>;
  const { money, day } = useFormats();
  const { credit, payment, customer, owed, enough } = evidence;
  const { amount = '' } = approval.input as { amount?: string };
  const sum = (value: string): string => money(value, credit.currency);
  const waiting = approval.state === 'waiting';
  const owes = owed.map(({ open, currency }) => money(open, currency)).join(' + ');
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 rounded-card bg-raised px-4 py-3 lg:grid-cols-4">
        <Fact label={words.asked}>{sum(amount)}</Fact>
        <Fact label={words.credit}>{sum(credit.amount)}</Fact>
        {waiting && <Fact label={words.creditOpen}>{sum(credit.open)}</Fact>}
        {waiting && enough && <Fact label={words.remains}>{sum(subtractAmount(credit.open, amount))}</Fact>}
      </dl>
      {waiting && (
        <ul className="grid gap-1.5" aria-label={words.evidence}>
          <Point mark={enough ? 'good' : 'bad'}>{enough ? words.enough : words.notEnough}</Point>
          {customer === null ? (
            <Point mark="warn">{words.noCustomer}</Point>
          ) : (
            <Point mark={owed.length === 0 ? 'good' : 'warn'}>{owed.length === 0 ? words.owesNothing : words.owes(owes)}</Point>
          )}
        </ul>
      )}
      <Card title={words.comesFrom}>
        <dl className="grid grid-cols-2 gap-x-4 gap-y-3 lg:grid-cols-3">
          {customer !== null && (
            <Fact label={words.customer}>
              <Link className="text-accent hover:underline" to="/c/$company/customers/$customer" params={{ company, customer: customer.id }}>
                {customer.name}
              </Link>
              <span className="block font-normal text-mute">{customer.number}</span>
            </Fact>
          )}
          <Fact label={words.kinds}>{credit.number === null ? (kinds[credit.kind] ?? credit.kind) : words.creditNote(credit.number)}</Fact>
          <Fact label={words.receivedOn}>{day(payment?.receivedOn ?? credit.valueOn)}</Fact>
          {payment !== null && <Fact label={words.money}>{sum(payment.amount)}</Fact>}
          {payment !== null && payment.payerName !== '' && <Fact label={words.payer}>{payment.payerName}</Fact>}
          {payment !== null && payment.reference !== '' && (
            <Fact label={words.reference} className="wrap-anywhere">
              {payment.reference}
            </Fact>
          )}
        </dl>
        {payment?.bankLineId != null && (
          <p className="mt-3">
            <Link className="text-accent hover:underline" to="/c/$company/cash" params={{ company }} search={{ line: payment.bankLineId }}>
              {words.bankLine}
            </Link>
          </p>
        )}
      </Card>
    </div>
  );
}
