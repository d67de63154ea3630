import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Series = Item<'listNumberSeries'>;

export function NumbersSection({ company }: { readonly company: string }): ReactNode {
  const words = useWords(settingsWords);
  const list = useQuery({ queryKey: companyKey(company, 'number-series'), queryFn: () => api.listNumberSeries({ company }) });
  return (
    <Section title={words.numbers} text={words.numbersText} error={list.error}>
      <div className="grid gap-3">
        {list.data?.items.map((series) => (
          <SeriesForm key={`${series.kind}${series.series}${series.prefix}${series.width}`} company={company} series={series} />
        ))}
      </div>
    </Section>
  );
}

function SeriesForm({ company, series }: { readonly company: string; readonly series: Series }): ReactNode {
  const words = useWords(settingsWords);
  const may = useMay()('settings:write');
  const [prefix, setPrefix] = useState(series.prefix);
  const [width, setWidth] = useState(String(series.width));
  const [next, setNext] = useState(String(series.next));
  const changed = prefix !== series.prefix || width !== String(series.width) || next !== String(series.next);
  const save = useMutation({
    mutationFn: () =>
      api.updateNumberSeries({
        company,
        params: { kind: series.kind, series: series.series },
        body: { prefix, width: Number(width), ...(next === String(series.next) ? {} : { next: Number(next) }) },
      }),
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
      <div className="mb-3 flex items-baseline gap-2">
        <h3 className="font-medium">{words[`kind_${series.kind}`]}</h3>
        {/* Told only where there are several: the first one is called main. */}
        {series.series !== '' && series.series !== 'main' && <span className="text-mute">{series.series}</span>}
        <span className="ml-auto text-mute">
          {words.example} <span className="font-medium text-fg">{series.nextNumber}</span>
        </span>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_140px_180px_auto] items-start gap-3">
        <TextField label={words.prefix} maxLength={30} readOnly={!may} value={prefix} onChange={setPrefix} />
        <TextField label={words.width} inputMode="numeric" readOnly={!may} value={width} onChange={setWidth} />
        <TextField label={words.next} inputMode="numeric" readOnly={!may} value={next} onChange={setNext} />
        {may && (
          <Button type="submit" className="mt-[23px]" off={!changed || save.isPending}>
            {words.save}
          </Button>
        )}
      </div>
      {save.error && (
        <div className="mt-3">
          <ProblemNote>{sentenceOf(save.error)}</ProblemNote>
        </div>
      )}
    </form>
  );
}
