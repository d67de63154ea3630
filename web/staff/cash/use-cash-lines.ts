import { api, companyKey, type Item } from '../../kit/api.ts';
import { usePages, type Pages } from '../../kit/use-pages.ts';

export type CashLine = Item<'listCashLines'>;
export const BANDS = ['confirm', 'unmatched', 'outgoing', 'applied'] as const;
export type Band = (typeof BANDS)[number];
export type BandLines = { readonly band: Band; readonly lines: readonly CashLine[] };

function useBand(company: string, band: Band): Pages<CashLine> {
  return usePages(companyKey(company, 'cash-lines', band), (page) => api.listCashLines({ company, query: { band, ...page } }), { refetchMs: 20_000 });
}

/** The lines of the workbench, band after band; a later band is read on only when the earlier ones are read to their end. */
export function useCashLines(company: string): {
  readonly groups: readonly BandLines[];
  readonly loaded: boolean;
  readonly error: Error | null;
  readonly more: (() => void) | undefined;
  readonly loadingMore: boolean;
} {
  const confirm = useBand(company, 'confirm');
  const unmatched = useBand(company, 'unmatched');
  const outgoing = useBand(company, 'outgoing');
  const applied = useBand(company, 'applied');
  const all = { confirm, unmatched, outgoing, applied };
  return {
    groups: BANDS.map((band) => ({ band, lines: all[band].items })),
    loaded: BANDS.every((band) => all[band].loaded),
    error: BANDS.map((band) => all[band].error).find((error) => error !== null) ?? null,
    more: BANDS.map((band) => all[band].more).find((more) => more !== undefined),
    loadingMore: BANDS.some((band) => all[band].loadingMore),
  };
}
