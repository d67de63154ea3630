import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { Select } from '../../kit/select.tsx';
import { SidePanel } from '../../kit/side-panel.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { dashboardWords } from './words.ts';

/** Figures that can be opened, and the metric of the report behind each. */
const BEHIND = {
  openReceivables: 'openReceivables',
  overdue: 'currentRatio',
  overdueShare: 'currentRatio',
  dsoCountback: 'dsoCountback',
  bestPossibleDsoCountback: 'bestPossibleDsoCountback',
  averageDaysDelinquentCountback: 'averageDaysDelinquentCountback',
  collectionEffectiveness: 'collectionEffectiveness',
  currentRatio: 'currentRatio',
  unappliedCash: 'unappliedCash',
  straightThroughRate: 'straightThroughRate',
  autoMatchPrecision: 'autoMatchPrecision',
} as const;
export type PanelMetric = keyof typeof BEHIND;

type RowSet = 'open-receivables' | 'sales' | 'unapplied-cash' | 'payments' | 'proposals';
const SETS: readonly RowSet[] = ['open-receivables', 'sales', 'unapplied-cash', 'payments', 'proposals'];

/** How a figure is computed, from what, and the rows that add up to it. */
export function MetricPanel(props: {
  readonly company: string;
  readonly asOf: string | undefined;
  readonly metric: PanelMetric;
  readonly onClose: () => void;
}): ReactNode {
  const { company, asOf, onClose } = props;
  const words = useWords(dashboardWords);
  const { money, decimal, count, day, longDay } = useFormats();
  const metric: PanelMetric = props.metric in BEHIND ? props.metric : 'openReceivables';
  const name = BEHIND[metric];
  const period = asOf === undefined ? {} : { asOf };
  const point = useQuery({
    queryKey: companyKey(company, 'metric', name, asOf),
    queryFn: () => api.reportMetrics({ company, query: { ...period, only: name } }),
  });
  const figure = point.data?.base.figures[name];
  const currency = point.data?.base.currency ?? 'EUR';
  const sets = SETS.filter((set) => figure?.rows.some((one) => one === set));
  return (
    <SidePanel of={metric} wide title={words[metric]} sub={point.data && longDay(point.data.asOf)} onClose={onClose}>
      <section>
        <h3 className="font-semibold">{words.formula}</h3>
        <p className="mt-1 text-mute">{words[`f_${metric}`]}</p>
      </section>
      {point.error && <ProblemNote>{sentenceOf(point.error)}</ProblemNote>}
      {figure && (
        <>
          <section className="mt-4">
            <h3 className="mb-2 font-semibold">{words.parts}</h3>
            <dl className="grid grid-cols-2 gap-3 rounded-card bg-raised p-3">
              {Object.entries(figure.parts).map(([key, value]) => (
                <Fact key={key} label={partName(key, words)}>
                  {typeof value === 'number' ? count(value) : /^-?\d+\.\d\d$/.test(value) ? money(value, currency) : value}
                </Fact>
              ))}
            </dl>
          </section>
          {figure.months && figure.months.length > 0 && (
            <ul className="mt-3 grid gap-1">
              {figure.months.map((month) => (
                <li key={month.from} className="flex gap-3 tabular-nums">
                  <span className="flex-1 text-mute">
                    {day(month.from)} – {day(month.to)}
                  </span>
                  <span className="figure">{money(month.creditSales, currency)}</span>
                  <span className="figure w-20 font-medium">{words.days(decimal(month.counted, 1))}</span>
                </li>
              ))}
            </ul>
          )}
          {sets.length > 0 && <Rows company={company} asOf={asOf} sets={sets} />}
        </>
      )}
    </SidePanel>
  );
}

/** What a part is called; one that has no word yet stays readable: `openReceivables` as "open receivables". */
function partName(key: string, words: (typeof dashboardWords)['en']): string {
  const word = words[`p_${key}` as keyof typeof words];
  return typeof word === 'string' ? word : key.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

function Rows({ company, asOf, sets }: { readonly company: string; readonly asOf: string | undefined; readonly sets: readonly RowSet[] }): ReactNode {
  const words = useWords(dashboardWords);
  const { money, day } = useFormats();
  const [set, setSet] = useState<RowSet>(sets[0] ?? 'open-receivables');
  const shown = sets.includes(set) ? set : (sets[0] ?? 'open-receivables');
  const list = usePages(
    companyKey(company, 'metric-rows', shown, asOf),
    (page) => api.reportMetricRows({ company, params: { rows: shown }, query: { ...page, ...(asOf === undefined ? {} : { asOf }) } }),
    { limit: 50 },
  );
  const rows = list.items;
  return (
    <section className="mt-5">
      <div className="mb-2 flex items-center gap-3">
        <h3 className="font-semibold">{words.rows}</h3>
        {sets.length > 1 && (
          <Select
            inline
            className="ml-auto"
            label={words.rowSet}
            value={shown}
            options={sets.map((value) => ({ value, label: words[`s_${value}`] }))}
            onChange={setSet}
          />
        )}
      </div>
      {list.error && <ProblemNote>{sentenceOf(list.error)}</ProblemNote>}
      {list.loaded && rows.length === 0 && <p className="text-mute">{words.noRows}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-3 border-b border-line py-1.5">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{row.number}</span>
              <span className="block truncate text-second text-mute">{row.customerName}</span>
            </span>
            <span className="text-second text-mute tabular-nums">{day(row.on)}</span>
            <span className="figure w-28 font-medium">{money(row.counted, row.currency)}</span>
          </li>
        ))}
      </ul>
      <MoreRows of={list} className="mt-2" />
    </section>
  );
}
