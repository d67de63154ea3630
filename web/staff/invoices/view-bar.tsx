import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { companyKey, queries } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { ViewTabs } from '../../kit/tabs.tsx';
import { useWords } from '../../kit/words.ts';
import { BUILT_IN, filterOf, type BuiltIn, type InvoiceSearch } from './invoice-search.ts';
import { invoiceSummary } from '../shared/invoice-summary.ts';
import { useSavedViews } from './use-saved-views.ts';
import { invoicesWords } from './words.ts';

const ViewNameDialog = lazy(async () => ({ default: (await import('./view-name-dialog.tsx')).ViewNameDialog }));

/** Views whose counts are worth their price on every look. */
const COUNTED: readonly BuiltIn[] = ['open', 'overdue', 'late30', 'disputed'];

/** The views that everybody has and those that a person saved, each with how many rows it shows. */
export function ViewBar(props: {
  readonly company: string;
  readonly search: InvoiceSearch;
  readonly onView: (search: Record<string, string>) => void;
}): ReactNode {
  const { company, search, onView } = props;
  const words = useWords(invoicesWords);
  const { count } = useFormats();
  const { views, save } = useSavedViews(company);
  const [naming, setNaming] = useState(false);
  const counts = useQuery({
    queryKey: companyKey(company, 'invoice-view-counts'),
    queryFn: async () => {
      const found = new Map<string, number>();
      // One after the other: they are less urgent than the rows.
      for (const view of COUNTED) found.set(view, (await queries.query(invoiceSummary(company, filterOf({ view })))).count);
      return found;
    },
    staleTime: 60_000,
  });
  const countOf = (key: string): string | undefined => {
    const many = counts.data?.get(key);
    return many === undefined ? undefined : count(many);
  };
  const own = views.find(({ name }) => `own:${name}` === search.view);
  const { open: _open, view: _view, ...kept } = search;
  return (
    <>
      <ViewTabs
        label={words.views}
        value={search.view}
        views={[...BUILT_IN.map((key) => ({ key, label: words[key], count: countOf(key) })), ...views.map(({ name }) => ({ key: `own:${name}`, label: name }))]}
        onChange={(key) => {
          const saved = views.find(({ name }) => `own:${name}` === key);
          onView(saved ? { ...saved.search, view: key } : { view: key });
        }}
      >
        {own ? (
          <Button
            kind="ghost"
            icon={<X aria-hidden className="size-3.5" />}
            onClick={() => {
              void save(views.filter((view) => view !== own));
              onView({ view: 'open' });
            }}
          >
            {words.removeView}
          </Button>
        ) : (
          <Button kind="ghost" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setNaming(true)}>
            {words.saveView}
          </Button>
        )}
      </ViewTabs>
      {naming && (
        <Suspense fallback={null}>
          <ViewNameDialog
            onClose={() => setNaming(false)}
            onName={async (name) => {
              const based = Object.fromEntries(
                Object.entries({ ...filterTexts(search), ...kept }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
              );
              await save([...views.filter((view) => view.name !== name), { name, search: based }]);
              onView({ ...based, view: `own:${name}` });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** What a built-in view asks for, as the parameters of a view of one's own. */
function filterTexts(search: InvoiceSearch): Record<string, string> {
  const { state, kind, daysLateFrom } = filterOf({ view: search.view });
  return {
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(daysLateFrom === undefined ? {} : { late: String(Number(daysLateFrom) - 1) }),
  };
}
