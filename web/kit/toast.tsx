import { lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react';
import { noticed } from './notices.ts';

export { notify } from './notices.ts';

const ToastStack = lazy(async () => ({ default: (await import('./toast-stack.tsx')).ToastStack }));

/** Where messages stand; once in the shell. What shows them is loaded with the first one. */
export function ToastRegion(): ReactNode {
  const needed = useSyncExternalStore(noticed.subscribe, noticed.yet);
  return needed ? (
    <Suspense fallback={null}>
      <ToastStack />
    </Suspense>
  ) : null;
}
