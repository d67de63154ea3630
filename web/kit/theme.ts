import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'dunlin.theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

let theme: Theme = chosen();

function show(): void {
  document.documentElement.dataset['theme'] = theme === 'dark' || (theme === 'system' && system.matches) ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

system.addEventListener('change', show);

/** Chooses a theme, for this browser. */
export function setTheme(next: Theme): void {
  theme = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice holds until the page is left.
  }
  show();
}

export function flipTheme(): void {
  setTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark');
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
}
