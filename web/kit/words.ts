import { useSyncExternalStore } from 'react';

/** Languages that the app speaks; the catalogue of every room has both, and types see to it. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'dunlin.language';
const listeners = new Set<() => void>();

function stored(): Language {
  const said = document.documentElement.lang;
  return said === 'de' ? 'de' : 'en';
}

let current: Language = stored();

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice holds until the page is left.
  }
  for (const listener of listeners) listener();
}

/** The language, and a new rendering when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

type Entry = string | ((...values: never[]) => string);
/** What the other language must say: the same keys, texts for texts, functions of the same values for functions. */
type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

export type Words<T> = { readonly en: Same<T>; readonly de: Same<T> };

/** The strings of one room in every language: `wordsOf({ en: { title: 'Invoices' }, de: { title: 'Rechnungen' } })`. */
export function wordsOf<const T extends Readonly<Record<string, Entry>>>(words: { readonly en: T; readonly de: Same<T> }): Words<T> {
  return words as unknown as Words<T>;
}

/** The strings of a room in the language in use. */
export function useWords<T>(words: Words<T>): Same<T> {
  return words[useLanguage()];
}

/** As useWords, outside of components. */
export function sayWords<T>(words: Words<T>): Same<T> {
  return words[current];
}

/** `plural(3, 'invoice', 'invoices')`: both languages have one and other. */
export function plural(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}
