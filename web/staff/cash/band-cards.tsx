import { useQuery } from '@tanstack/react-query';
import { Check, CircleDashed, Sparkles, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import { cashWords } from './words.ts';

type Totals = readonly { readonly currency: string; readonly lines: number; readonly amount: string }[];

/** The three bands with what is in each, and how well the machine did over ninety days. */
export function BandCards({ company }: { readonly company: string }): ReactNode {
  const words = useWords(cashWords);
  const { count, decimal } = useFormats();
  const bands = useQuery({ queryKey: companyKey(company, 'cash-bands'), queryFn: () => api.getCashBands({ company, query: {} }) });
  const data = bands.data;
  const share = (text: string): string => `${decimal(text, 2)} %`;
  const none = words.noJudgement;
  const applied = data?.applied.judged;
  const confirm = data?.confirm.judged;
  const unmatched = data?.unmatched.judged;
  return (
    <div className="grid shrink-0 grid-cols-3 gap-3 px-5 pb-3">
      <BandCard
        icon={Check}
        tone="text-good"
        title={words.applied}
        totals={data?.applied.totals}
        strong={applied?.precision == null ? none : words.right(share(applied.precision))}
        more={applied && applied.appliedByMachine > 0 ? words.takenBack(count(applied.takenBack), count(applied.appliedByMachine)) : ''}
      />
      <BandCard
        icon={Sparkles}
        tone="text-accent"
        title={words.confirm}
        totals={data?.confirm.totals}
        strong={confirm?.share == null ? none : words.firstRight(share(confirm.share))}
        more={confirm && confirm.decided > 0 ? words.ofAll(count(confirm.firstRight), count(confirm.decided)) : ''}
      />
      <BandCard
        icon={CircleDashed}
        tone="text-mute"
        title={words.unmatched}
        totals={data?.unmatched.totals}
        strong={unmatched?.medianDays == null ? none : words.solvedIn(decimal(unmatched.medianDays, 1))}
        more=""
      />
    </div>
  );
}

function BandCard(props: {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly title: string;
  readonly totals: Totals | undefined;
  readonly strong: string;
  readonly more: string;
}): ReactNode {
  const words = useWords(cashWords);
  const { money } = useFormats();
  const { icon: Icon, tone, title, totals, strong, more } = props;
  const lines = totals?.reduce((sum, one) => sum + one.lines, 0) ?? 0;
  return (
    <section className="rounded-card border border-line bg-panel px-4 py-3" aria-label={title}>
      <div className="flex h-6 items-center gap-2">
        <Icon aria-hidden className={`size-4 shrink-0 ${tone}`} />
        <h2 className="truncate font-semibold">{title}</h2>
        <span className="whitespace-nowrap text-second text-mute">{totals && words.lines(lines)}</span>
        <span className="figure ml-auto text-heading font-semibold">{totals?.map((one) => money(one.amount, one.currency)).join(' + ') ?? ' '}</span>
      </div>
      <p className="mt-1 truncate text-second text-mute">
        {words.days90} <span className="font-medium text-fg">{strong}</span>
        {more !== '' && ` · ${more}`}
      </p>
    </section>
  );
}
