import type { Answer } from '../../kit/api.ts';
import type { useFormats } from '../../kit/format.ts';
import type { SplitGroup, SplitRow } from '../../kit/split-list.tsx';
import { cashReason } from '../shared/cash-words.ts';
import { sureness } from './sums.ts';
import type { Band, BandLines, CashLine } from './use-cash-lines.ts';
import type { cashWords } from './words.ts';

type Words = (typeof cashWords)['en'];
type Formats = ReturnType<typeof useFormats>;
type Given = { readonly words: Words; readonly formats: Formats; readonly leaving: ReadonlySet<string>; readonly bands: Answer<'getCashBands'> | undefined };

/** The bands as groups of the list, with count and sum of the whole band. */
export function rowsOf(groups: readonly BandLines[], given: Given): readonly SplitGroup[] {
  const { words, formats, leaving, bands } = given;
  return groups
    .map(({ band, lines }) => {
      const rows = lines.filter(({ id }) => !leaving.has(id)).map((line) => rowOf(band, line, words, formats));
      const totals = bands?.[band].totals ?? [];
      const gone = lines.length - rows.length;
      const count = totals.length === 0 ? rows.length : Math.max(0, totals.reduce((sum, one) => sum + one.lines, 0) - gone);
      return { id: band, title: words[band], count, sum: totals.map((one) => formats.money(one.amount, one.currency)).join(' + '), rows };
    })
    .filter(({ rows }) => rows.length > 0);
}

function rowOf(band: Band, line: CashLine, words: Words, { money, percent, moment }: Formats): SplitRow {
  const base = {
    id: line.id,
    name: line.counterpartyName === '' ? line.text.slice(0, 60) || '–' : line.counterpartyName,
    reason: reasonOf(line, money),
    figure: money(line.amount, line.currency),
  };
  if (band === 'applied' && line.applied) {
    const at = moment(line.applied.at);
    return { ...base, done: true, meaning: line.applied.by === 'machine' ? words.byMachine(at) : words.byPerson(at), meaningTone: 'good' };
  }
  if (band === 'confirm' && line.best) return { ...base, meaning: words.sure(sureness(line.best.probability, percent)) };
  return { ...base, meaning: band === 'outgoing' ? undefined : words.noPick };
}

function reasonOf(line: CashLine, money: Formats['money']): string {
  const { best, applied } = line;
  // Who applied it stands at the right of a row that is done.
  if (applied && best) return best.short === null ? best.customerName : `${best.customerName} · −${money(best.short, line.currency)}`;
  const { code, sentence, figures } = line.reason;
  const reason = cashReason(figures === null ? { code, sentence } : { code, sentence, figures }, line.currency);
  return best && best.customerName !== line.counterpartyName ? `${reason} · ${best.customerName}` : reason;
}
