import { CSPProvider } from '@base-ui/react/csp-provider';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { onOtherBuild, queries } from '../../kit/api.ts';
import { ConnectionBanner } from '../../kit/connection-banner.tsx';
import { ErrorBoundary } from '../../kit/error-boundary.tsx';
import { notify, ToastRegion } from '../../kit/toast.tsx';
import { sayWords } from '../../kit/words.ts';
import { shellWords } from './words.ts';

/** A page of an older build goes on working until it needs a part that is gone; then, or when a person says so, it is loaded anew. Drafts are kept. */
function useStaleBuild(): void {
  useEffect(() => {
    let told = false;
    const offer = (): void => {
      if (told) return;
      told = true;
      const words = sayWords(shellWords);
      notify({ title: words.otherBuild, tone: 'mute', action: { label: words.reload, run: () => location.reload() }, stays: true });
    };
    const onMissingPart = (event: Event): void => {
      event.preventDefault();
      location.reload();
    };
    const off = onOtherBuild(offer);
    addEventListener('vite:preloadError', onMissingPart);
    return () => {
      off();
      removeEventListener('vite:preloadError', onMissingPart);
    };
  }, []);
}

/** What stands around every screen: policy of styles, toasts, the word about the connection, and a net for errors. */
export function Root(): ReactNode {
  useStaleBuild();
  const router = useRouter();
  const askAnew = (): Promise<void> => {
    queries.removeQueries({ type: 'inactive' });
    return router.invalidate();
  };
  return (
    <CSPProvider disableStyleElements>
      <ErrorBoundary onAgain={askAnew}>
        <ConnectionBanner />
        <Outlet />
      </ErrorBoundary>
      <ToastRegion />
    </CSPProvider>
  );
}
