import type { KeyboardEvent } from 'react';

export type GridMoves = {
  readonly active: number;
  readonly count: number;
  readonly pageRows: number;
  readonly move: (index: number, extend: boolean) => void;
  readonly open: () => void;
  readonly toggle: () => void;
  readonly selectAll: () => void;
  /** Says whether there was a selection to clear: else the key belongs to whoever is above. */
  readonly clear: () => boolean;
};

/** The row that a key goes to, or undefined when it is no key of moving. */
export function rowAfterKey(key: string, at: { readonly active: number; readonly count: number; readonly pageRows: number }): number | undefined {
  const { active, count, pageRows } = at;
  const steps: Readonly<Record<string, number>> = {
    j: 1,
    ArrowDown: 1,
    k: -1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -count,
    End: count,
  };
  const step = steps[key.length === 1 ? key.toLowerCase() : key];
  return step === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, active + step));
}

function actOf(event: KeyboardEvent, moves: GridMoves): (() => void) | undefined {
  const command = event.ctrlKey || event.metaKey;
  if (command) return event.key.toLowerCase() === 'a' ? moves.selectAll : undefined;
  if (event.altKey) return undefined;
  const next = rowAfterKey(event.key, moves);
  if (next !== undefined) return () => moves.move(next, event.shiftKey);
  if (event.key === 'Enter') return moves.open;
  if (event.key === ' ' || event.key === 'x') return moves.toggle;
  return undefined;
}

/** The keys of a grid that has the focus; those of buttons in its head stay theirs. */
export function onGridKey(event: KeyboardEvent, moves: GridMoves): void {
  if (event.target !== event.currentTarget) return;
  if (event.key === 'Escape') {
    if (moves.clear()) event.preventDefault();
    return;
  }
  const act = actOf(event, moves);
  if (!act) return;
  event.preventDefault();
  act();
}
