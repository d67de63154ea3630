import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Fragment, lazy, Suspense, useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Answer } from '../../kit/api.ts';
import { ChartFrame } from '../../kit/charts/chart-frame.tsx';
import { LineChart } from '../../kit/charts/line-chart.tsx';
import { StackedBars } from '../../kit/charts/stacked-bars.tsx';
import type { Series } from '../../kit/charts/chart-data.ts';
import { DateField, localToday } from '../../kit/date-field.tsx';
import { useFormats } from '../../kit/format.ts';
import { useKeys } from '../../kit/key-map.tsx';
import { PageHead, ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { useDesk } from '../shell/sidebar.tsx';
import { FigureCards } from './figure-cards.tsx';
import type { PanelMetric } from './metric-panel.tsx';
import { SideCards } from './side-cards.tsx';
import { dashboardWords } from './words.ts';

const MetricPanel = lazy(async () => ({ default: (await import('./metric-panel.tsx')).MetricPanel }));

const BUCKETS = ['current', '1-30', '31-60', '61-90', '91+'] as const;

/** The figures of the company, as of any day; each says how it is computed and opens its rows. */
export function DashboardScreen(): ReactNode {
  const words = useWords(dashboardWords);
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const asOf = typeof search.asOf === 'string' && /^\d{4}-\d\d-\d\d$/.test(search.asOf) ? search.asOf : undefined;
  const metric = typeof search.metric === 'string' ? (search.metric as PanelMetric) : undefined;
  const go = (part: { asOf?: string | undefined; metric?: string | undefined }): void =>
    void navigate({ to: '.', search: { ...(asOf === undefined ? {} : { asOf }), ...(metric === undefined ? {} : { metric }), ...part }, replace: true });
  const query = asOf === undefined ? {} : { asOf };
  const figures = useQuery({
    queryKey: companyKey(company, 'dashboard', asOf),
    queryFn: ({ signal }) => api.getDashboard({ company, query, signal }),
    placeholderData: (before) => before,
  });
  const series = useQuery({
    queryKey: companyKey(company, 'dashboard-series', asOf),
    queryFn: ({ signal }) => api.getDashboardSeries({ company, query, signal }),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const today = useToday(asOf === undefined && !figures.isPlaceholderData ? figures.data?.asOf : undefined);
  const toDay = (day: string | null): void => go({ asOf: day === null || day === today ? undefined : day });
  useKeys({ t: { label: words.triage, run: () => void navigate({ to: '/c/$company/worklist', params: { company } }) } }, { screen: words.title });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={<Greeting />} sub={<Waiting company={company} />}>
        <div className="w-44">
          <DateField label={words.asOf} labelHidden today={today} max={today} value={asOf ?? today} onChange={toDay} />
        </div>
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-6" tabIndex={0} role="region" aria-label={words.title}>
        {[figures.error, series.error].map((error, index) => error && <ProblemNote key={index}>{sentenceOf(error)}</ProblemNote>)}
        <div className="grid grid-cols-1 gap-3">
          <FigureCards data={figures.data} automation={series.data?.automation} onOpen={(name) => go({ metric: name })} />
          <div className="grid grid-cols-[minmax(0,1fr)_332px] gap-3 max-xl:grid-cols-1">
            <Charts data={series.data} onPick={toDay} />
            <SideCards company={company} data={figures.data} />
          </div>
        </div>
      </div>
      <Suspense fallback={null}>
        {metric !== undefined && <MetricPanel company={company} asOf={asOf} metric={metric} onClose={() => go({ metric: undefined })} />}
      </Suspense>
    </div>
  );
}

/** The company's today, as its server told it last; until then that of the browser. */
function useToday(told: string | undefined): string {
  const [today, setToday] = useState(localToday);
  if (told !== undefined && told !== today) setToday(told);
  return today;
}

/** The greeting of the hour. */
function Greeting(): ReactNode {
  const words = useWords(dashboardWords);
  const first = useMe().name.split(/\s+/)[0] ?? '';
  const hour = new Date().getHours();
  return hour < 11 ? words.morning(first) : hour < 18 ? words.afternoon(first) : words.evening(first);
}

/** What waits, as beside the navigation: of each kind that this person may do something about, how much, and the way to it. */
function Waiting({ company }: { readonly company: string }): ReactNode {
  const words = useWords(dashboardWords);
  const { count } = useFormats();
  const may = useMay();
  const { data: desk } = useDesk(company);
  if (desk === undefined) return null;
  const kinds = [
    { word: 'wait_confirm', to: '/c/$company/cash', waits: may('cash:apply') ? desk.bankLines?.confirm : 0 },
    { word: 'wait_unmatched', to: '/c/$company/cash', waits: may('cash:apply') ? desk.bankLines?.unmatched : 0 },
    { word: 'wait_tasks', to: '/c/$company/worklist', waits: desk.tasks?.mine },
    { word: 'wait_approvals', to: '/c/$company/approvals', waits: may('approvals:decide') ? desk.approvals : 0 },
  ] as const;
  const some = kinds.flatMap(({ word, to, waits }) => (waits == null || waits === 0 ? [] : [{ word, to, waits }]));
  if (some.length === 0) return words.quiet;
  return some.map(({ word, to, waits }, index) => (
    <Fragment key={word}>
      {index > 0 && ' · '}
      <Link to={to} params={{ company }} className="font-medium text-accent hover:underline">
        {words[word](waits, count(waits))}
      </Link>
    </Fragment>
  ));
}

type ChartsProps = {
  readonly data: Answer<'getDashboardSeries'> | undefined;
  /** Everything as of the day of a point. */
  readonly onPick: (day: string) => void;
};

function Charts(props: ChartsProps): ReactNode {
  return (
    <div className="grid grid-cols-1 content-start gap-3">
      <AgingChart {...props} />
      <DsoChart {...props} />
    </div>
  );
}

function AgingChart({ data, onPick }: ChartsProps): ReactNode {
  const words = useWords(dashboardWords);
  const { month, longDay, roundMoney, money } = useFormats();
  const series: readonly Series[] = BUCKETS.map((key, index) => ({ key, label: words[key], tone: `age-${index + 1}` as Series['tone'] }));
  const points = (data?.aging ?? []).map(({ on, open, buckets }) => ({ key: on, label: month(on), title: longDay(on), values: { ...buckets, open } }));
  const last = data?.aging.at(-1);
  const format = (value: string): string => money(value, data?.currency ?? 'EUR');
  const empty = data !== undefined && data.aging.every(({ open }) => !/[1-9]/.test(open));
  return (
    <ChartFrame
      title={words.aging}
      hint={words.agingHint}
      summary={last ? words.agingSummary(roundMoney(last.open, data?.currency ?? 'EUR')) : ''}
      pointLabel={words.month}
      series={series}
      points={points}
      format={format}
      onPick={onPick}
      loading={data === undefined}
      empty={empty ? words.noData : undefined}
      heightPx={230}
    >
      <StackedBars {...{ points, series, format, onPick }} total={{ key: 'open', label: words.total }} />
    </ChartFrame>
  );
}

function DsoChart({ data, onPick }: ChartsProps): ReactNode {
  const words = useWords(dashboardWords);
  const { month, longDay, decimal } = useFormats();
  const days = (value: string): string => words.days(decimal(value, 1));
  const series: readonly Series[] = [
    { key: 'dso', label: words.dsoCountback, tone: 'accent' },
    { key: 'best', label: words.best, tone: 'mute' },
  ];
  const points = (data?.dso ?? []).map((one) => ({
    key: one.on,
    label: month(one.on),
    title: longDay(one.on),
    values: { dso: one.dsoCountback, best: one.bestPossibleDsoCountback },
  }));
  const last = data?.dso.findLast(({ dsoCountback }) => dsoCountback !== null);
  return (
    <ChartFrame
      title={words.dsoTitle}
      hint={words.dsoHint}
      summary={last?.dsoCountback ? words.dsoSummary(days(last.dsoCountback)) : ''}
      pointLabel={words.month}
      series={series}
      points={points}
      format={days}
      onPick={onPick}
      loading={data === undefined}
      empty={data !== undefined && last === undefined ? words.noData : undefined}
      heightPx={190}
    >
      <LineChart {...{ points, series, onPick }} format={days} />
    </ChartFrame>
  );
}
