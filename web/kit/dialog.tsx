import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { sentenceOf } from './api.ts';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { TextArea } from './field.tsx';
import { FLOATING } from './floating.ts';
import { KIT } from './kit-words.ts';
import { ProblemNote } from './page.tsx';
import { useWords } from './words.ts';

const WIDTHS = { small: 'max-w-[440px]', medium: 'max-w-[560px]', large: 'max-w-[820px]', wide: 'max-w-[1120px]' } as const;

export type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the primary one last. */
  readonly footer?: ReactNode;
  /** Makes the dialog a form: Enter submits, and so does a footer button with `type="submit"`. */
  readonly onSubmit?: (() => void) | undefined;
  readonly width?: keyof typeof WIDTHS;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** A click beside it leaves it open: for forms, so that nothing typed is lost. Default: kept when it is a form. */
  readonly keepOpen?: boolean;
};

/** A modal dialog: holds focus, closes with Esc, gives focus back. */
export function Dialog(props: DialogProps): ReactNode {
  const { open, onClose, title, description, children, footer, onSubmit, width = 'medium', initialFocus, keepOpen = onSubmit !== undefined } = props;
  const words = useWords(KIT);
  const inside = (
    <>
      <div className="shrink-0 px-5 pt-4 pr-12">
        <Base.Title className="text-heading font-semibold tracking-tight">{title}</Base.Title>
        {description !== undefined && <Base.Description className="mt-1 text-mute">{description}</Base.Description>}
      </div>
      <div className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">{children}</div>
      {footer !== undefined && <div className="flex shrink-0 justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>}
    </>
  );
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={keepOpen}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/30 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/55" />
        <Base.Viewport className="fixed inset-0 z-40 grid grid-rows-[minmax(0,1fr)] place-items-center overflow-hidden p-6">
          <Base.Popup data-popup initialFocus={initialFocus} className={cn(FLOATING, 'relative flex max-h-full w-full flex-col rounded-card!', WIDTHS[width])}>
            {onSubmit === undefined ? (
              inside
            ) : (
              <form
                noValidate
                className="flex min-h-0 flex-col"
                onSubmit={(event) => {
                  event.preventDefault();
                  // A form inside a portal still bubbles to forms around it in React's tree.
                  event.stopPropagation();
                  onSubmit();
                }}
              >
                {inside}
              </form>
            )}
            <Base.Close
              aria-label={words.closeDialog}
              className="absolute top-3 right-3 grid size-8 place-items-center rounded-control text-mute hover:bg-raised hover:text-fg"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

export type ConfirmProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, in words: to what, and whether it can be taken back. */
  readonly children: ReactNode;
  /** The verb on the button: "Void invoice". */
  readonly action: string;
  readonly danger?: boolean;
  readonly reason?: 'none' | 'optional' | 'required';
  readonly reasonLabel?: string;
  readonly reasonHint?: string;
  /** Carries it out; the dialog waits, closes when done, and shows a refusal in words with the reason kept. `reason` is trimmed, '' when none was given. */
  readonly onConfirm: (reason: string) => Promise<unknown> | void;
};

/** Asks before something that can't easily be taken back, and for the reason that the command wants. */
export function Confirm(props: ConfirmProps): ReactNode {
  const [opened, setOpened] = useState(0);
  const [was, setWas] = useState(props.open);
  if (was !== props.open) {
    setWas(props.open);
    // A fresh form each time it opens; while it closes it keeps what it shows.
    if (props.open) setOpened(opened + 1);
  }
  return <ConfirmForm key={opened} {...props} />;
}

function ConfirmForm(props: ConfirmProps): ReactNode {
  const { open, onClose, title, children, action, danger = false, reason: wanted = 'none', reasonLabel, reasonHint, onConfirm } = props;
  const words = useWords(KIT);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const confirm = async (): Promise<void> => {
    if (busy) return;
    if (wanted === 'required' && reason.trim() === '') {
      setMissing(true);
      box.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      width="small"
      keepOpen={false}
      onSubmit={() => void confirm()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} off={busy}>
            {busy ? words.underWay : action}
          </Button>
        </>
      }
    >
      <div className="text-mute">{children}</div>
      {wanted !== 'none' && (
        <TextArea
          className="mt-4"
          label={reasonLabel ?? words.reason}
          hint={reasonHint ?? words.reasonHint}
          error={missing && reason.trim() === '' ? words.reasonMissing : null}
          required={wanted === 'required'}
          rows={2}
          maxLength={500}
          ref={box}
          value={reason}
          onChange={setReason}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void confirm();
          }}
        />
      )}
      {problem !== null && (
        <div className="mt-4">
          <ProblemNote>{problem}</ProblemNote>
        </div>
      )}
    </Dialog>
  );
}
