import { ApiProblem } from '../../../src/foundation/contract/client.ts';
import { keysetBook, type Anchors, type KeysetBook, type KeysetPage, type PagePlace } from './keyset-book.ts';
import type { RowSource } from './row-source.ts';

export type KeysetList<Row> = {
  /** Filter and order, as one string: see RowSource. */
  readonly key: string;
  /** `limit` rows after `skip` rows after the cursor; fewer only at the end of the list. */
  readonly loadPage: (place: PagePlace & { readonly limit: number; readonly signal: AbortSignal }) => Promise<KeysetPage<Row>>;
  readonly loadAnchors: (given: { readonly signal: AbortSignal }) => Promise<Anchors>;
  readonly pageRows?: number;
  readonly maxPages?: number;
};

/** A page that is on the screen for a shorter time is not asked for. */
const SETTLE_MS = 60;
const MAX_REQUESTS = 4;
const RETRY_MS = { first: 1_000, most: 15_000 } as const;

function isFinal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status < 500 && error.status !== 429;
}

type Wanted = { readonly first: number; readonly last: number; readonly down: boolean };

/** Pages to have, the most urgent first: the seen ones, the next in the direction of travel, the one behind. */
function planOf({ first, last, down }: Wanted, lastPage: number): number[] {
  const seen = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const around = down ? [last + 1, first - 1] : [first - 1, last + 1];
  return [...seen, ...around].filter((page) => page >= 0 && page <= lastPage);
}

type Requests = {
  readonly send: (plan: readonly number[]) => void;
  /** Anchors, asked for once at a time. */
  readonly anchors: () => Promise<void>;
  readonly problem: () => unknown;
  readonly retryAt: (failuresFrom: number) => void;
  readonly stop: () => void;
};

/** The requests of a list: at most a few at once, none for what nobody waits for, again by themselves after a failure that may pass. */
function requestsOf<Row>(
  list: KeysetList<Row>,
  book: KeysetBook<Row>,
  given: { readonly pageRows: number; readonly changed: () => void; readonly resend: () => void },
): Requests {
  const running = new Map<number, AbortController>();
  let anchorsRun: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let problem: unknown;

  const settled = (error?: unknown): void => {
    problem = error;
    clearTimeout(again);
    if (error === undefined) failures = 0;
    else if (!isFinal(error)) again = setTimeout(given.resend, Math.min(RETRY_MS.first * 2 ** failures++, RETRY_MS.most));
    given.changed();
    if (error === undefined) given.resend();
  };

  const anchors = (): Promise<void> => {
    if (book.hasAnchors()) return Promise.resolve();
    if (anchorsRun) return anchorsRun.done;
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      try {
        const answer = await list.loadAnchors({ signal: controller.signal });
        if (!controller.signal.aborted) book.learnAnchors(answer);
      } finally {
        if (anchorsRun?.controller === controller) anchorsRun = null;
      }
    };
    anchorsRun = { controller, done: run() };
    return anchorsRun.done;
  };

  const askAnchors = async (): Promise<void> => {
    if (book.hasAnchors() || anchorsRun) return;
    const asked = anchors();
    const { signal } = (anchorsRun as { readonly controller: AbortController } | null)?.controller ?? new AbortController();
    try {
      await asked;
      if (!signal.aborted) settled();
    } catch (error) {
      if (!signal.aborted) settled(error);
    }
  };

  const askPage = async (page: number, place: PagePlace): Promise<void> => {
    const controller = new AbortController();
    running.set(page, controller);
    const done = (error?: unknown): void => {
      if (controller.signal.aborted) return;
      running.delete(page);
      settled(error);
    };
    try {
      const answer = await list.loadPage({ ...place, limit: given.pageRows, signal: controller.signal });
      if (!controller.signal.aborted) book.learnPage(page, answer);
      done();
    } catch (error) {
      done(error);
    }
  };

  return {
    anchors,
    problem: () => problem,
    retryAt(failuresFrom) {
      failures = failuresFrom;
    },
    send(plan) {
      clearTimeout(again);
      void askAnchors();
      for (const [page, controller] of running) {
        if (plan.includes(page)) continue;
        controller.abort();
        running.delete(page);
      }
      for (const page of plan) {
        const place = book.pages.has(page) || running.has(page) || running.size >= MAX_REQUESTS ? undefined : book.placeOf(page);
        if (place) void askPage(page, place);
      }
    },
    stop() {
      clearTimeout(again);
      anchorsRun?.controller.abort();
      anchorsRun = null;
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/** A list of an API that is paged by cursors, as rows with places. Anchors say where a far page begins, so that every place is one request away. */
export function keysetSource<Row>(list: KeysetList<Row>): RowSource<Row> {
  const { key, pageRows = 100, maxPages = 60 } = list;
  const book = keysetBook<Row>(pageRows, maxPages);
  const listeners = new Set<() => void>();
  let wanted: Wanted = { first: 0, last: -1, down: true };
  let changedAt = Number.NEGATIVE_INFINITY;
  let settle: ReturnType<typeof setTimeout> | undefined;

  const unsettle = (): void => {
    clearTimeout(settle);
    settle = undefined;
  };
  const plan = (): number[] => planOf(wanted, book.lastPage());
  const send = (): void => {
    // Still flying: what is wanted now is asked for when it has been wanted long enough, whatever arrives in between.
    if (settle !== undefined || wanted.last < wanted.first) return;
    book.pages.use(plan());
    requests.send(plan());
  };
  const requests = requestsOf(list, book, {
    pageRows,
    resend: send,
    changed() {
      for (const listener of listeners) listener();
    },
  });

  const readPage = async (page: number, signal: AbortSignal): Promise<readonly Row[]> => {
    const kept = book.pages.peek(page);
    if (kept) return kept;
    if (!book.placeOf(page)) await requests.anchors();
    const answer = await list.loadPage({ ...(book.placeOf(page) ?? { cursor: null, skip: page * pageRows }), limit: pageRows, signal });
    return answer.items;
  };

  return {
    key,
    count: book.count,
    counted: book.counted,
    rowsAt: (first, last) =>
      Array.from(
        { length: Math.max(0, last - first + 1) },
        (_, index) => book.pages.peek(Math.floor((first + index) / pageRows))?.[(first + index) % pageRows],
      ),
    want(first, last) {
      const next = { first: Math.floor(first / pageRows), last: Math.floor(last / pageRows) };
      if (next.first === wanted.first && next.last === wanted.last) return;
      wanted = { ...next, down: next.first === wanted.first ? wanted.down : next.first > wanted.first };
      book.pages.use(plan());
      unsettle();
      const now = performance.now();
      const rested = now - changedAt > SETTLE_MS;
      changedAt = now;
      if (rested) {
        send();
        return;
      }
      settle = setTimeout(() => {
        unsettle();
        send();
      }, SETTLE_MS);
    },
    async read(first, last) {
      const { signal } = new AbortController();
      const [from, to] = [Math.floor(first / pageRows), Math.floor(last / pageRows)];
      const rows: Row[] = [];
      for (let page = from; page <= to; page++) rows.push(...(await readPage(page, signal)));
      return rows.slice(first - from * pageRows, last + 1 - from * pageRows);
    },
    problem: requests.problem,
    retry() {
      requests.retryAt(0);
      unsettle();
      send();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    rest() {
      unsettle();
      requests.stop();
      wanted = { first: 0, last: -1, down: true };
    },
  };
}
