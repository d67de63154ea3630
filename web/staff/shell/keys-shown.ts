import { useSyncExternalStore } from 'react';

let shown = false;
const listeners = new Set<() => void>();

/** Opens or closes the overlay of keys, from a key, a menu or its own button. */
export function showKeys(next = true): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function useKeysShown(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
