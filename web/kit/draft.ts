import { useCallback, useEffect, useRef, useState } from 'react';

const PREFIX = 'dunlin.draft.';

function kept(key: string): unknown {
  try {
    const text = sessionStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Storage that is closed to us or a text that is no JSON: then there is no draft.
    return undefined;
  }
}

function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Without storage the form works as ever; only a reload would lose it.
  }
}

/** Throws away every draft of this tab. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

export type Draft<T> = {
  readonly value: T;
  /** Some fields, or the next value from the last. */
  readonly set: (next: Partial<T> | ((last: T) => T)) => void;
  /** After success, or when thrown away: back to `initial`, and nothing is kept. */
  readonly clear: () => void;
  /** It stands here from before a reload or crash: say so. */
  readonly restored: boolean;
};

/** The state of a form, kept for this tab until `clear`, so that a reload or a crash loses nothing. `key` names the form and what it is about (`promise.<receivable>`); values are plain JSON. Never for secrets. */
export function useDraft<T extends object>(key: string, initial: T): Draft<T> {
  const begin = (): { key: string; value: T; restored: boolean } => {
    const before = kept(key);
    const restored = typeof before === 'object' && before !== null;
    return { key, value: restored ? { ...initial, ...(before as Partial<T>) } : initial, restored };
  };
  const [state, setState] = useState(begin);
  const now = state.key === key ? state : begin();
  if (now !== state) setState(now);
  // What was set last, before React has rendered it: a form that clears itself and closes in one go must not leave its draft behind.
  const latest = useRef(now);
  const first = useRef(initial);
  useEffect(() => {
    latest.current = now;
    first.current = initial;
  });
  const set = useCallback((next: Partial<T> | ((last: T) => T)) => {
    const last = latest.current;
    const value = typeof next === 'function' ? next(last.value) : { ...last.value, ...next };
    latest.current = { ...last, value };
    keep(last.key, value);
    setState(latest.current);
  }, []);
  const clear = useCallback(() => {
    latest.current = { key: latest.current.key, value: first.current, restored: false };
    keep(latest.current.key, undefined);
    setState(latest.current);
  }, []);
  return { value: now.value, set, clear, restored: now.restored };
}
