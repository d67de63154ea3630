import { useInfiniteQuery } from '@tanstack/react-query';
import { api, companyKey, type Item } from '../../kit/api.ts';

export type CashLine = Item<'listCashLines'>;
export const BANDS = ['confirm', 'unmatched', 'outgoing', 'applied'] as const;
export type Band = (typeof BANDS)[number];
export type BandLines = { readonly band: Band; readonly lines: readonly CashLine[] };

const PAGE = 100;

function useBand(company: string, band: Band) {
  return useInfiniteQuery({
    queryKey: companyKey(company, 'cash-lines', band),
    queryFn: ({ pageParam }) => api.listCashLines({ company, query: { band, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 20_000,
  });
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
  const next = BANDS.map((band) => all[band]).find(({ hasNextPage }) => hasNextPage);
  return {
    groups: BANDS.map((band) => ({ band, lines: all[band].data?.pages.flatMap(({ items }) => items) ?? [] })),
    loaded: BANDS.every((band) => all[band].data !== undefined),
    error: BANDS.map((band) => all[band].error).find((error) => error !== null) ?? null,
    more: next ? () => void next.fetchNextPage() : undefined,
    loadingMore: BANDS.some((band) => all[band].isFetchingNextPage),
  };
}
