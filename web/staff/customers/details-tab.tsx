import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, refreshCompany, type Answer } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { CommandDialog } from '../../kit/command-dialog.tsx';

import { TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoneyField } from '../../kit/money-field.tsx';
import { Fact } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { customersWords } from './words.ts';

type Customer = Answer<'getCustomer'>;

export function DetailsTab({ company, customer }: { readonly company: string; readonly customer: Customer }): ReactNode {
  const words = useWords(customersWords);
  const { money } = useFormats();
  const may = useMay()('credit:write');
  const [limiting, setLimiting] = useState(false);
  const shown = (text: string | null): ReactNode => (text === null || text === '' ? '–' : text);
  return (
    <>
      <dl className="grid max-w-3xl grid-cols-3 gap-5">
        <Fact label={words.terms}>{shown(customer.terms)}</Fact>
        <Fact label={words.language}>{shown(customer.language)}</Fact>
        <Fact label={words.country}>{shown(customer.country)}</Fact>
        <Fact label={words.timeZone}>{shown(customer.timeZone)}</Fact>
        <Fact label={words.vatId}>{shown(customer.vatId)}</Fact>
        <Fact label={words.group}>{shown(customer.group)}</Fact>
        <Fact label={words.address} className="col-span-2">
          <span className="whitespace-pre-line">
            {shown([...customer.addressLines, `${customer.postalCode} ${customer.city}`.trim()].filter(Boolean).join('\n'))}
          </span>
        </Fact>
        <Fact label={words.limit}>
          <span className="flex items-center gap-2">
            {customer.creditLimit === null ? words.noLimit : money(customer.creditLimit.amount, customer.creditLimit.currency)}
            {may && (
              <Button kind="ghost" className="-my-1.5" onClick={() => setLimiting(true)}>
                {words.changeLimit}
              </Button>
            )}
          </span>
        </Fact>
        {customer.parent && (
          <Fact label={words.parent}>
            <Link to="/c/$company/customers/$customer" params={{ company, customer: customer.parent.id }} className="text-accent hover:underline">
              {customer.parent.name}
            </Link>
          </Fact>
        )}
        {customer.members > 0 && <Fact label={words.group}>{words.members(customer.members)}</Fact>}
      </dl>
      {limiting && <LimitDialog company={company} customer={customer} onClose={() => setLimiting(false)} />}
    </>
  );
}

function LimitDialog({ company, customer, onClose }: { readonly company: string; readonly customer: Customer; readonly onClose: () => void }): ReactNode {
  const words = useWords(customersWords);
  const currency = customer.creditLimit?.currency ?? customer.balances[0]?.currency ?? 'EUR';
  const [amount, setAmount] = useState<string | null>(customer.creditLimit?.amount ?? '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const save = async (): Promise<void> => {
    await api.setCreditLimit({
      company,
      params: { customer: customer.id },
      body: { limit: amount === '' || amount === null ? null : { amount, currency }, reason: reason.trim() },
    });
    await refreshCompany(company);
  };
  const command = (): Promise<void> | null => {
    setTried(true);
    return amount === null || reason.trim() === '' ? null : save();
  };
  return (
    <CommandDialog title={words.limitTitle} action={words.save} onClose={onClose} command={command}>
      <MoneyField label={words.limitAmount} hint={words.limitHint} currency={currency} value={amount ?? ''} onChange={setAmount} />
      <TextField label={words.reason} required value={reason} onChange={setReason} error={tried && reason.trim() === '' ? words.reasonMissing : null} />
    </CommandDialog>
  );
}
