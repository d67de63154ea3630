import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { KIT } from './kit-words.ts';
import type { Pages } from './use-pages.ts';
import { useWords } from './words.ts';

/** Below a list that goes on: asks for its next page. Nothing when the last row is here. */
export function MoreRows({
  of,
  className = 'pt-4 text-center',
}: {
  readonly of: Pick<Pages<unknown>, 'more' | 'loadingMore'>;
  readonly className?: string;
}): ReactNode {
  const words = useWords(KIT);
  return of.more === undefined ? null : (
    <div className={className}>
      <Button off={of.loadingMore} onClick={of.more}>
        {words.moreRows}
      </Button>
    </div>
  );
}
