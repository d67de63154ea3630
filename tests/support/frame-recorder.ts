import type { Page } from '@playwright/test';

export type Frames = {
  readonly frames: number;
  /** Frames in which the window of the table was not covered with rows. */
  readonly blank: number;
  /** Frames with rows that stand in for what is not loaded yet. */
  readonly standIns: number;
  readonly longestMs: number;
};

/** What is used of a page here: the types of the program know no browser, and must not. */
type PageElement = {
  readonly textContent: string | null;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  scrollTo(place: { readonly top: number }): void;
};
type FrameState = { frames: number; blank: number; standIns: number; longestMs: number; on: boolean };
declare const document: Pick<PageElement, 'querySelector' | 'querySelectorAll'>;
declare const window: { frameState: FrameState };
declare function requestAnimationFrame(next: () => void): void;
declare function getComputedStyle(element: PageElement): { readonly overflowY: string };

/** Looks at the table in every frame while something is done to it: how many rows are drawn over its window, and whether they cover it. */
export async function recordFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const grid = document.querySelector('[role="grid"]');
    const state: FrameState = { frames: 0, blank: 0, standIns: 0, longestMs: 0, on: true };
    window.frameState = state;
    let last = performance.now();
    const look = (): void => {
      if (!state.on || !grid) return;
      const now = performance.now();
      state.longestMs = Math.max(state.longestMs, now - last);
      last = now;
      state.frames++;
      const body = grid.querySelector('[role="rowgroup"][aria-label]') ?? grid;
      const box = body.getBoundingClientRect();
      const rows = [...body.querySelectorAll('[role="row"][aria-rowindex]')]
        .map((row) => ({ row, at: row.getBoundingClientRect() }))
        .filter(({ at }) => at.bottom > box.top && at.top < box.bottom);
      const top = Math.min(...rows.map(({ at }) => at.top));
      const bottom = Math.max(...rows.map(({ at }) => at.bottom));
      // A list that ends inside the window is covered up to its end.
      if (rows.length === 0 || top > box.top + 1 || (bottom < box.bottom - 1 && rows.length < Number(grid.getAttribute('aria-rowcount')) - 1)) state.blank++;
      if (rows.some(({ row }) => row.textContent?.trim().replaceAll(/[\d.,\s]/g, '') === '')) state.standIns++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await act();
  return page.evaluate(() => {
    window.frameState.on = false;
    const { frames, blank, standIns, longestMs } = window.frameState;
    return { frames, blank, standIns, longestMs: Math.round(longestMs) };
  });
}

/** Until a table has drawn real rows. */
export async function firstRows(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const numbers = [...document.querySelectorAll('[role="grid"] [role="row"][aria-rowindex] [role="gridcell"]:nth-child(2)')];
    return numbers.filter((cell) => /[A-Z]/.test(cell.textContent ?? '')).length > 10;
  });
}

/** Everything that a person does to a long table, each recorded: wheel, thumb, both ends by key, an order, a search. */
export async function exerciseTable(page: Page, search: string): Promise<Readonly<Record<string, Frames>>> {
  const grid = page.getByRole('grid').first();
  const box = await grid.boundingBox();
  if (!box) throw new Error('There is no table on the screen.');
  const settle = async (): Promise<void> => {
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('[role="grid"] [role="row"][aria-rowindex] [role="gridcell"]:nth-child(2)')];
      return rows.some((cell) => /[A-Z]/.test(cell.textContent ?? ''));
    });
    await page.waitForTimeout(400);
  };
  const scrollTo = async (share: number): Promise<void> => {
    await page.evaluate((part) => {
      const scroller = [...document.querySelectorAll('[role="grid"], [role="grid"] *')].find(
        (one) => one.scrollHeight > one.clientHeight * 2 && getComputedStyle(one).overflowY !== 'visible',
      );
      scroller?.scrollTo({ top: part * scroller.scrollHeight });
    }, share);
  };
  await grid.focus();
  const results: Record<string, Frames> = {};
  const record = async (name: string, act: () => Promise<void>): Promise<void> => {
    results[name] = await recordFrames(page, async () => {
      await act();
      await settle();
    });
  };
  await record('wheel', async () => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, turn < 40 ? 700 : -500);
  });
  await record('thumb', async () => {
    for (const share of [0.1, 0.5, 0.52, 0.9, 0.3, 0.31, 0.7, 0]) {
      await scrollTo(share);
      await page.waitForTimeout(60);
    }
  });
  await record('end', async () => {
    await grid.focus();
    await page.keyboard.press('End');
  });
  await record('home', async () => page.keyboard.press('Home'));
  for (const column of [/^(Due|Fällig)/, /^(Customer|Kunde)/, /^(Amount|Betrag)/]) {
    await record(`sort ${column.source}`, async () => page.getByRole('columnheader', { name: column }).getByRole('button').click());
  }
  await record('search', async () => {
    await page.getByRole('searchbox').first().fill(search);
    await page.waitForTimeout(600);
  });
  return results;
}
