import type { ReactNode } from 'react';
import { Confirm } from '../../kit/dialog.tsx';
import { useWords } from '../../kit/words.ts';
import type { Proposal } from './bank-line.ts';
import type { Decision } from './use-decision.ts';
import { cashWords } from './words.ts';

export type Asking = 'aside' | 'undo' | 'account' | null;

/** What is asked before a decision that wants a reason, or a second look. */
export function DecideDialogs(props: {
  readonly asking: Asking;
  readonly onClose: () => void;
  readonly best: Proposal | undefined;
  readonly decide: (decision: Decision) => void;
  readonly undo: (reason: string) => Promise<void>;
}): ReactNode {
  const { asking, onClose, best, decide, undo } = props;
  const words = useWords(cashWords);
  return (
    <>
      <Confirm
        open={asking === 'aside'}
        onClose={onClose}
        title={words.setAsideTitle}
        action={words.setAside}
        reason="required"
        onConfirm={(reason) => decide({ how: 'aside', reason })}
      >
        {words.setAsideText}
      </Confirm>
      <Confirm open={asking === 'undo'} onClose={onClose} title={words.undoTitle} action={words.undo} reason="required" onConfirm={undo}>
        {words.undoText}
      </Confirm>
      <Confirm
        open={asking === 'account'}
        onClose={onClose}
        title={words.onAccountTitle}
        action={words.onAccount}
        onConfirm={() => {
          if (best) decide({ how: 'account', customerId: best.explanation.customerId, name: best.explanation.customerName });
        }}
      >
        {best && words.onAccountText(best.explanation.customerName)}
      </Confirm>
    </>
  );
}
