import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, companyKey, queries, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { RadioCards } from '../../kit/radio-cards.tsx';
import { Select } from '../../kit/select.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Company = Answer<'getCompany'>;
const PROFILES = ['full', 'small', 'solo'] as const;

export function CompanySection({ company }: { readonly company: string }): ReactNode {
  const words = useWords(settingsWords);
  const found = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }) });
  return (
    <Section title={words.company} text={words.companyText} error={found.error}>
      {found.data && <CompanyForm key={found.data.id} company={company} found={found.data} />}
    </Section>
  );
}

function CompanyForm({ company, found }: { readonly company: string; readonly found: Company }): ReactNode {
  const words = useWords(settingsWords);
  const may = useMay();
  const [form, setForm] = useState({
    name: found.name,
    timeZone: found.timeZone,
    defaultTerms: found.defaultTerms,
    taxPoint: found.taxPoint,
    country: found.country,
  });
  const set = (part: Partial<typeof form>): void => setForm((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: () => {
      const { taxPoint, country, ...always } = form;
      return api.updateCompany({ company, body: found.booksBegun ? always : { ...always, taxPoint, country } });
    },
    onSuccess: async () => {
      notify({ title: words.saved });
      await Promise.all([refreshCompany(company), queries.invalidateQueries({ queryKey: ['me'] })]);
    },
  });
  const profile = useMutation({
    mutationFn: (next: (typeof PROFILES)[number]) => api.changeControlProfile({ company, body: { profile: next } }),
    onSuccess: async () => {
      notify({ title: words.saved });
      await Promise.all([refreshCompany(company), queries.invalidateQueries({ queryKey: ['me'] })]);
    },
  });
  const writes = may('settings:write');
  const fixed = found.booksBegun ? words.fixed : undefined;
  return (
    <div className="grid gap-8">
      <form
        className="grid grid-cols-2 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField className="col-span-2" label={words.name} required maxLength={200} readOnly={!writes} value={form.name} onChange={(name) => set({ name })} />
        <TextField label={words.timeZone} hint={words.timeZoneHint} readOnly={!writes} value={form.timeZone} onChange={(timeZone) => set({ timeZone })} />
        <TextField
          label={words.country}
          hint={fixed}
          maxLength={2}
          readOnly={!writes || found.booksBegun}
          value={form.country}
          onChange={(country) => set({ country: country.toUpperCase() })}
        />
        <TextField label={words.currency} hint={words.neverChanges} readOnly value={found.baseCurrency} onChange={() => undefined} />
        <Select
          label={words.taxPoint}
          hint={fixed}
          off={!writes || found.booksBegun}
          value={form.taxPoint}
          options={(['invoice', 'receipt'] as const).map((value) => ({ value, label: words[`taxPoint_${value}`] }))}
          onChange={(taxPoint) => set({ taxPoint })}
        />
        <TextField
          className="col-span-2"
          label={words.defaultTerms}
          hint={words.defaultTermsHint}
          readOnly={!writes}
          value={form.defaultTerms}
          onChange={(defaultTerms) => set({ defaultTerms })}
        />
        {save.error && (
          <div className="col-span-2">
            <ProblemNote>{sentenceOf(save.error)}</ProblemNote>
          </div>
        )}
        {writes && (
          <div className="col-span-2">
            <Button kind="primary" type="submit" off={save.isPending}>
              {words.save}
            </Button>
          </div>
        )}
      </form>
      <div className="grid gap-3">
        <RadioCards
          label={words.profile}
          value={found.profile}
          cards={PROFILES.map((value) => ({ value, title: words[`profile_${value}`], description: words[`profile_${value}_text`] }))}
          onChange={(next) => {
            if (may('access:admin')) profile.mutate(next);
          }}
        />
        {profile.error && <ProblemNote>{sentenceOf(profile.error)}</ProblemNote>}
      </div>
    </div>
  );
}
