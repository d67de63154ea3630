import { useState, type ReactNode } from 'react';
import { sentenceOf } from './api.ts';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';
import { KIT } from './kit-words.ts';
import { ProblemNote } from './page.tsx';
import { useWords } from './words.ts';

export type CommandDialogProps = Pick<DialogProps, 'title' | 'description' | 'width' | 'onClose'> & {
  /** The verb on the button. */
  readonly action: string;
  /** Carries it out; null where something is missing, which the fields say. What comes to `stay` leaves the dialog open: its children say why. */
  readonly command: () => Promise<unknown> | null;
  /** The fields. */
  readonly children: ReactNode;
};

/** What stands around the fields of a command: it waits for the answer, closes when done, and shows a refusal with everything typed kept. */
export function CommandDialog({ title, description, width = 'small', onClose, action, command, children }: CommandDialogProps): ReactNode {
  const words = useWords(KIT);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const carryOut = async (): Promise<void> => {
    const begun = busy ? null : command();
    if (begun === null) return;
    setBusy(true);
    setProblem(null);
    try {
      if ((await begun) !== 'stay') onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      width={width}
      onSubmit={() => void carryOut()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" off={busy}>
            {busy ? words.underWay : action}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">{children}</div>
      {problem !== null && (
        <div className="mt-4">
          <ProblemNote>{problem}</ProblemNote>
        </div>
      )}
    </Dialog>
  );
}
