import { TrendingDown, TrendingUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Answer } from '../../kit/api.ts';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { Skeleton } from '../../kit/skeleton.tsx';
import { useWords } from '../../kit/words.ts';
import type { PanelMetric } from './metric-panel.tsx';
import { dashboardWords } from './words.ts';

type Dashboard = Answer<'getDashboard'>;
type Name = keyof Dashboard['figures'];
type Figure = Dashboard['figures'][Name];

/** The four that are looked at first, then those that explain them. Whether more is good. */
const MAIN: readonly (readonly [Name, 'up' | 'down' | 'none'])[] = [
  ['openReceivables', 'none'],
  ['overdue', 'down'],
  ['dsoCountback', 'down'],
  ['unappliedCash', 'down'],
];
const MORE: readonly (readonly [Name, 'up' | 'down' | 'none'])[] = [
  ['bestPossibleDsoCountback', 'none'],
  ['averageDaysDelinquentCountback', 'down'],
  ['collectionEffectiveness', 'up'],
  ['currentRatio', 'up'],
];

type Automation = Answer<'getDashboardSeries'>['automation'];

export function FigureCards(props: {
  readonly data: Dashboard | undefined;
  /** Comes with the charts, a little later than the figures. */
  readonly automation: Automation | undefined;
  readonly onOpen: (name: PanelMetric) => void;
}): ReactNode {
  const { data, automation, onOpen } = props;
  const words = useWords(dashboardWords);
  const { count, decimal } = useFormats();
  return (
    <>
      <div className="grid grid-cols-4 gap-3">
        {MAIN.map(([name, good]) => (
          <FigureCard key={name} name={name} good={good} data={data} onOpen={() => onOpen(name as PanelMetric)} large />
        ))}
      </div>
      <div className="grid grid-cols-6 divide-x divide-line rounded-card border border-line bg-panel">
        {MORE.map(([name, good]) => (
          <FigureCard key={name} name={name} good={good} data={data} onOpen={() => onOpen(name as PanelMetric)} />
        ))}
        <Plain
          label={words.straightThroughRate}
          loading={automation === undefined}
          value={automation?.straightThroughRate == null ? '–' : `${decimal(automation.straightThroughRate, 1)} %`}
          sub={automation && automation.payments > 0 ? words.paymentsOf(count(automation.straightThrough), count(automation.payments)) : words.nothing}
          onOpen={() => onOpen('straightThroughRate')}
        />
        <Plain
          label={words.autoMatchPrecision}
          loading={automation === undefined}
          value={automation?.precision == null ? '–' : `${decimal(automation.precision, 2)} %`}
          sub={automation && automation.autoApplied > 0 ? words.taken(count(automation.takenBack), count(automation.autoApplied)) : words.nothing}
          onOpen={() => onOpen('autoMatchPrecision')}
        />
      </div>
    </>
  );
}

function useShown(): (figure: Figure, value: string, currency: string) => string {
  const words = useWords(dashboardWords);
  const { roundMoney, decimal } = useFormats();
  return ({ unit }, value, currency) => {
    if (unit === 'amount') return roundMoney(value, currency);
    if (unit === 'days') return words.days(decimal(value, 1));
    return unit === 'percent' ? `${decimal(value, 1)} %` : decimal(value, 2);
  };
}

function FigureCard(props: {
  readonly name: Name;
  readonly good: 'up' | 'down' | 'none';
  readonly data: Dashboard | undefined;
  readonly onOpen: () => void;
  readonly large?: boolean;
}): ReactNode {
  const { name, good, data, onOpen, large = false } = props;
  const words = useWords(dashboardWords);
  const shown = useShown();
  const figure = data?.figures[name];
  const value = figure?.value;
  const text = data && figure && value != null ? shown(figure, value, data.currency) : '–';
  return (
    <button
      type="button"
      onClick={onOpen}
      className={cn(
        'min-w-0 text-left hover:bg-raised',
        large ? 'rounded-card border border-line bg-panel px-4 py-3.5' : 'px-3 py-3 first:rounded-l-card first:pl-4',
      )}
    >
      <span className="block truncate text-second text-mute">{words[name]}</span>
      <span className={cn('mt-0.5 block h-[1lh] truncate font-semibold tabular-nums', large ? 'text-figure' : 'text-heading')}>
        {data === undefined ? <Skeleton className="h-full w-24" /> : figure?.more === true ? words.moreThan(text) : text}
      </span>
      <span className="mt-0.5 block h-[18px] truncate text-second text-mute">
        {data && figure && (name === 'overdue' ? <Share data={data} /> : <Change figure={figure} good={good} data={data} short={!large} />)}
      </span>
    </button>
  );
}

function Share({ data }: { readonly data: Dashboard }): ReactNode {
  const words = useWords(dashboardWords);
  const { decimal } = useFormats();
  const share = data.figures.overdueShare.value;
  return share === null ? null : words.ofOpen(`${decimal(share, 1)} %`);
}

/** How much it is, without a sign: of nothing there is no share, and a share too small to be shown is told as the amount that it is. */
function useChangeText(): (of: { figure: Figure; difference: number; by: number; currency: string }) => string {
  const words = useWords(dashboardWords);
  const { decimal, roundMoney, money } = useFormats();
  return ({ figure, difference, by, currency }) => {
    const size = decimal(difference, difference < 0.05 ? 2 : 1);
    if (figure.unit === 'days') return words.days(size);
    if (figure.unit !== 'amount' || (Number(figure.before) !== 0 && difference >= 0.05)) return `${size} %`;
    return by < 100 ? money(by.toFixed(2), currency) : roundMoney(by.toFixed(2), currency);
  };
}

/** Against the same day of the month before: the direction as a sign and in words, its colour only where one is better. */
function Change(props: {
  readonly figure: Figure;
  readonly good: 'up' | 'down' | 'none';
  readonly data: Dashboard;
  /** Only the difference; against which day is told to whoever points at it, and on the cards above. */
  readonly short: boolean;
}): ReactNode {
  const { figure, good, data, short } = props;
  const words = useWords(dashboardWords);
  const { day } = useFormats();
  const changeText = useChangeText();
  if (figure.value === null || figure.before === null) return null;
  const [now, before] = [Number(figure.value), Number(figure.before)];
  // Rounded to be shown; amounts as a share, the others as a difference.
  const asShare = figure.unit === 'amount' && before !== 0;
  const difference = asShare ? ((now - before) / Math.abs(before)) * 100 : now - before;
  if (difference === 0) return words.same;
  const up = difference > 0;
  const Icon = up ? TrendingUp : TrendingDown;
  const better = good === 'none' ? undefined : (good === 'up') === up;
  const sign = up ? '+' : '−';
  const change = `${sign}${changeText({ figure, difference: Math.abs(difference), by: Math.abs(now - before), currency: data.currency })}`;
  const against = words.vsMonth(change);
  return (
    <span className="flex items-center gap-1">
      <Icon aria-hidden className={cn('size-3.5 shrink-0', better === true && 'text-good', better === false && 'text-bad')} />
      <span className="truncate" title={short ? against : undefined}>
        {short ? change : against}
      </span>
      <span className="sr-only">{day(data.monthBefore)}</span>
    </span>
  );
}

function Plain({
  label,
  loading,
  value,
  sub,
  onOpen,
}: {
  readonly label: string;
  readonly loading: boolean;
  readonly value: string;
  readonly sub: string;
  readonly onOpen: () => void;
}): ReactNode {
  return (
    <button type="button" onClick={onOpen} className="min-w-0 px-3 py-3 text-left last:rounded-r-card hover:bg-raised">
      <span className="block truncate text-second text-mute">{label}</span>
      <span className="mt-0.5 block h-[1lh] truncate text-heading font-semibold tabular-nums">{loading ? <Skeleton className="h-full w-24" /> : value}</span>
      <span className="mt-0.5 block h-[18px] truncate text-second text-mute">{!loading && sub}</span>
    </button>
  );
}
