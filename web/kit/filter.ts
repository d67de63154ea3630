import type { ReactNode } from 'react';

export type Editing = { readonly value: string | undefined; readonly set: (value: string | undefined) => void; readonly close: () => void };

export type Filter = {
  /** The name in the URL. */
  readonly key: string;
  /** How the sentence begins: "Days late". */
  readonly name: string;
  /** How it goes on for a value: "more than 30". */
  readonly say: (value: string) => string;
  readonly icon?: ReactNode;
} & (
  | { readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly input: 'number' | 'text'; readonly inputLabel: string; readonly suffix?: string }
  | { readonly edit: (editing: Editing) => ReactNode }
);
