import { HOLD_MS } from './row-hold.ts';
import type { RowSource } from './row-source.ts';

/** The source on the screen, and the one that will take its place when its rows are here. */
export type SourceStage<Row> = {
  readonly shown: () => RowSource<Row> | null;
  readonly incoming: () => RowSource<Row> | null;
  /** The incoming one takes longer than a blink. */
  readonly isSlow: () => boolean;
  /** False when nothing changes by it. */
  readonly show: (source: RowSource<Row>) => boolean;
  readonly take: () => void;
  readonly close: () => void;
};

/** `changed` is called when a source has rows, or when the wait for one gets long. */
export function sourceStage<Row>(changed: () => void): SourceStage<Row> {
  let shown: RowSource<Row> | null = null;
  let incoming: RowSource<Row> | null = null;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const subscriptions = new Map<RowSource<Row>, () => void>();

  const letGo = (source: RowSource<Row> | null): void => {
    if (!source) return;
    subscriptions.get(source)?.();
    subscriptions.delete(source);
    source.rest();
  };
  return {
    shown: () => shown,
    incoming: () => incoming,
    isSlow: () => incoming !== null && performance.now() - since >= HOLD_MS,
    show(source) {
      if (source === incoming || (source === shown && incoming === null)) return false;
      letGo(incoming);
      clearTimeout(timer);
      // Back to what is still on the screen needs no waiting.
      incoming = source === shown ? null : source;
      if (!incoming) return true;
      since = performance.now();
      timer = setTimeout(changed, HOLD_MS);
      subscriptions.set(source, source.subscribe(changed));
      return true;
    },
    take() {
      letGo(shown);
      clearTimeout(timer);
      shown = incoming;
      incoming = null;
    },
    close() {
      clearTimeout(timer);
      letGo(incoming);
      letGo(shown);
      incoming = null;
      shown = null;
    },
  };
}
