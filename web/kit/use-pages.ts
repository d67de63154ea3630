import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

type Page<Row> = { readonly items: readonly Row[]; readonly next: string | null };
/** What a list operation of the API takes besides its filter. */
export type PageQuery = { readonly limit: number; readonly cursor?: string };

export type Pages<Row> = {
  /** The rows that are here, page after page. */
  readonly items: readonly Row[];
  readonly loaded: boolean;
  readonly error: Error | null;
  /** Asks for the next page; undefined when the last one is here. */
  readonly more: (() => void) | undefined;
  readonly loadingMore: boolean;
  readonly again: () => void;
};

export type PagesOptions = {
  readonly limit?: number;
  readonly refetchMs?: number;
  readonly enabled?: boolean;
  /** Rows of the key before stay until those of the new one are here. */
  readonly keepBefore?: boolean;
};

/** A list of the API that is read on as somebody asks for more: nothing is cut off without saying so. */
export function usePages<Row>(
  queryKey: readonly unknown[],
  load: (page: PageQuery, signal: AbortSignal) => Promise<Page<Row>>,
  { limit = 100, refetchMs, enabled = true, keepBefore = false }: PagesOptions = {},
): Pages<Row> {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load({ limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled,
    ...(refetchMs === undefined ? {} : { refetchInterval: refetchMs }),
    ...(keepBefore ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    items: list.data?.pages.flatMap(({ items }) => items) ?? [],
    loaded: list.data !== undefined,
    error: list.error,
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    loadingMore: list.isFetchingNextPage,
    again: () => void list.refetch(),
  };
}
