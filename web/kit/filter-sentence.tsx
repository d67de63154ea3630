import { ListFilter } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import type { Filter } from './filter.ts';
import { KIT } from './kit-words.ts';
import { LazyMenu } from './lazy-menu.tsx';
import { useWords } from './words.ts';

/** Loaded with the first filter that is set. */
const FilterChip = lazy(async () => ({ default: (await import('./filter-chip.tsx')).FilterChip }));

export type FilterSentenceProps = {
  readonly filters: readonly Filter[];
  /** The value of each filter that is set, as in the URL. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly onChange: (key: string, value: string | undefined) => void;
  readonly onClear?: (() => void) | undefined;
};

/** Filters that read as a sentence: "Days late **more than 30**", each changed by pressing it, taken away with its cross, and a menu of those not set. */
export function FilterSentence({ filters, values, onChange, onClear }: FilterSentenceProps): ReactNode {
  const words = useWords(KIT);
  const [open, setOpen] = useState<string | null>(null);
  const shown = filters.filter(({ key }) => values[key] !== undefined || key === open);
  const others = filters.filter(({ key }) => values[key] === undefined);
  const set = shown.filter(({ key }) => values[key] !== undefined).length;
  return (
    <div role="group" aria-label={words.filters} className="flex min-w-0 flex-wrap items-center gap-2">
      {shown.map((filter) => (
        <Suspense key={filter.key} fallback={<span className="h-8" />}>
          <FilterChip
            filter={filter}
            value={values[filter.key]}
            open={open === filter.key}
            onOpen={(is) => setOpen(is ? filter.key : null)}
            onChange={(value) => onChange(filter.key, value)}
          />
        </Suspense>
      ))}
      {others.length > 0 && (
        <LazyMenu
          trigger={
            <Button kind="ghost" icon={<ListFilter aria-hidden className="size-4" />}>
              {words.addFilter}
            </Button>
          }
          items={others.map(({ key, name, icon }) => ({ label: name, icon, run: () => void setTimeout(() => setOpen(key)) }))}
        />
      )}
      {onClear !== undefined && set > 1 && (
        <Button kind="ghost" onClick={onClear}>
          {words.clearFilters}
        </Button>
      )}
    </div>
  );
}
