import type { KeysetList } from '../../kit/grid/keyset-source.ts';

const STEP = 500;

type Page<Row> = { readonly items: readonly Row[]; readonly next: string | null };

/** A list whose server has no anchors is walked once, the largest pages at a time, to know where every five hundredth row lies: fine for tens of thousands of rows. */
export function walkAnchors<Row>(
  load: (query: { readonly limit: number; readonly cursor?: string }, signal: AbortSignal) => Promise<Page<Row>>,
): Pick<KeysetList<Row>, 'loadPage' | 'loadAnchors'> {
  const at = (cursor: string | null): { cursor?: string } => (cursor === null ? {} : { cursor });
  return {
    async loadPage({ cursor, skip, limit, signal }) {
      const { items, next } = await load({ limit: skip + limit, ...at(cursor) }, signal);
      return { items: items.slice(skip), next };
    },
    async loadAnchors({ signal }) {
      const anchors: (string | null)[] = [null];
      let rows = 0;
      for (let cursor: string | null = null; ;) {
        const page: Page<Row> = await load({ limit: STEP, ...at(cursor) }, signal);
        rows += page.items.length;
        if (page.next === null) return { count: rows, step: STEP, anchors };
        anchors.push(page.next);
        cursor = page.next;
      }
    },
  };
}
