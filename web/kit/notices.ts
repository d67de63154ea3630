export type ToastTone = 'good' | 'bad' | 'mute';

export type Notice = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly tone?: ToastTone;
  /** What can be done about it: Undo, Show, Try again. Doing it closes the message. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** Until it is closed, though it is no error. */
  readonly stays?: boolean;
};

type Show = (notice: Notice) => () => void;
type Waiting = { readonly notice: Notice; close: (() => void) | null; closed: boolean };

/** What was said before the part that shows it was loaded: it is loaded with the first message. */
const waiting: Waiting[] = [];
const listeners = new Set<() => void>();
let show: Show | null = null;
let wanted = false;

/** Called once by the part that shows messages. */
export function deliverNotices(how: Show): void {
  show = how;
  for (const one of waiting.splice(0)) if (!one.closed) one.close = how(one.notice);
}

/** Says what happened, from anywhere. Errors (`bad`) stay until they are closed, others go after six seconds (not while pointed at or focused). Returns its closing. */
export function notify(notice: Notice): () => void {
  if (show) return show(notice);
  const one: Waiting = { notice, close: null, closed: false };
  waiting.push(one);
  wanted = true;
  for (const listener of listeners) listener();
  return () => {
    one.closed = true;
    one.close?.();
  };
}

/** Whether anything was said yet, and when that changes. */
export const noticed = {
  yet: (): boolean => wanted,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
} as const;
