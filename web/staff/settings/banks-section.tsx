import { useMutation, useQuery } from '@tanstack/react-query';
import { Landmark } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { EmptyState, Fact, ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Account = Item<'listBankAccounts'>;

export function BanksSection({ company }: { readonly company: string }): ReactNode {
  const words = useWords(settingsWords);
  const list = useQuery({ queryKey: companyKey(company, 'bank-accounts'), queryFn: () => api.listBankAccounts({ company }) });
  return (
    <Section title={words.banks} text={words.banksText} error={list.error}>
      {list.data && list.data.items.length === 0 && (
        <EmptyState icon={<Landmark aria-hidden />} title={words.noBanks}>
          {words.noBanksText}
        </EmptyState>
      )}
      <div className="grid gap-3">
        {list.data?.items.map((account) => (
          <AccountForm key={account.id} company={company} account={account} />
        ))}
      </div>
    </Section>
  );
}

function AccountForm({ company, account }: { readonly company: string; readonly account: Account }): ReactNode {
  const words = useWords(settingsWords);
  const { day, money } = useFormats();
  const may = useMay()('settings:write');
  const [name, setName] = useState(account.name);
  const save = useMutation({
    mutationFn: () => api.renameBankAccount({ company, params: { account: account.id }, body: { name } }),
    onSuccess: async () => {
      notify({ title: words.saved });
      await refreshCompany(company);
    },
  });
  return (
    <form
      className="rounded-card border border-line bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3">
        <TextField label={words.name} maxLength={100} readOnly={!may} value={name} onChange={setName} />
        {may && (
          <Button type="submit" className="mt-[23px]" off={name === account.name || save.isPending}>
            {words.save}
          </Button>
        )}
      </div>
      <dl className="mt-4 grid grid-cols-5 gap-4">
        <Fact label={words.iban} className="col-span-2">
          {account.identification === '' ? '–' : account.identification}
        </Fact>
        <Fact label={words.ledgerAccount}>{account.ledgerAccount}</Fact>
        <Fact label={words.lastStatement}>{account.throughOn === null ? '–' : day(account.throughOn)}</Fact>
        {account.lastStatement?.closing != null && <Fact label={words.balance}>{money(account.lastStatement.closing, account.currency)}</Fact>}
      </dl>
      {save.error && (
        <div className="mt-3">
          <ProblemNote>{sentenceOf(save.error)}</ProblemNote>
        </div>
      )}
    </form>
  );
}
