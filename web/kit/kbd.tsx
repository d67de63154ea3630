import type { ReactNode } from 'react';

/** A key of the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <kbd className="inline-grid h-[18px] min-w-[18px] place-items-center rounded border border-line bg-raised px-1 font-sans text-key text-mute">
      {children}
    </kbd>
  );
}

/** The line of keys at the foot of a keyboard screen: `keys` as [what to press, what it does]. */
export function KeyBar({ keys, right }: { readonly keys: readonly (readonly [string, string])[]; readonly right?: ReactNode }): ReactNode {
  return (
    <footer className="flex h-9 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-bg px-5 text-second text-mute">
      {keys.map(([press, does]) => (
        <span key={press} className="flex items-center gap-1.5 whitespace-nowrap">
          {press.split(' ').map((one) => (one === '–' ? one : <Kbd key={one}>{one}</Kbd>))}
          {does}
        </span>
      ))}
      <span className="ml-auto flex items-center gap-1.5 whitespace-nowrap">{right}</span>
    </footer>
  );
}
