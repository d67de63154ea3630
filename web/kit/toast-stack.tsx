import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { KIT } from './kit-words.ts';
import { deliverNotices, type Notice, type ToastTone } from './notices.ts';
import { useWords } from './words.ts';

const toasts = Base.createToastManager<{ readonly tone: ToastTone }>();
const SHOWN_MS = 6_000;

function showToast({ title, text, tone = 'good', action, stays = tone === 'bad' }: Notice): () => void {
  const id = toasts.add({
    title,
    description: text,
    data: { tone },
    timeout: stays ? 0 : SHOWN_MS,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          toasts.close(id);
          action.run();
        },
      },
    }),
  });
  return () => toasts.close(id);
}

const ICONS = {
  good: <CircleCheck aria-hidden className="mt-px size-4 shrink-0 text-good" />,
  bad: <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-bad" />,
  mute: <Info aria-hidden className="mt-px size-4 shrink-0 text-mute" />,
} as const;

/** The messages that are shown. F6 leads to them. */
export function ToastStack(): ReactNode {
  // The provider listens from its own effect on, which comes before this one: what is said sooner would be lost.
  useEffect(() => deliverNotices(showToast), []);
  return (
    <Base.Provider toastManager={toasts} limit={4}>
      <Base.Portal>
        <Stack />
      </Base.Portal>
    </Base.Provider>
  );
}

function Stack(): ReactNode {
  const words = useWords(KIT);
  const { toasts: shown } = Base.useToastManager<{ readonly tone: ToastTone }>();
  return (
    <Base.Viewport aria-label={words.notifications} className="fixed bottom-12 left-58 z-60 flex w-90 max-w-[calc(100vw-40px)] flex-col-reverse gap-2">
      {shown.map((toast) => {
        const tone = toast.data?.tone ?? 'mute';
        return (
          <Base.Root
            key={toast.id}
            toast={toast}
            swipeDirection={['right', 'down']}
            className={cn(
              'rounded-[10px] border bg-panel shadow-float transition-[opacity,translate] duration-150 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0',
              tone === 'bad' ? 'border-bad/40' : 'border-line',
            )}
          >
            <Base.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
              {ICONS[tone]}
              <div className="min-w-0 flex-1">
                <Base.Title className="font-medium" />
                <Base.Description className="mt-0.5 wrap-anywhere text-mute" />
                {toast.actionProps !== undefined && (
                  <Base.Action className="mt-1.5 h-7 rounded-control border border-line bg-panel px-2 font-medium hover:bg-raised" />
                )}
              </div>
              <Base.Close aria-label={words.close} className="grid size-6 shrink-0 place-items-center rounded text-mute hover:bg-raised hover:text-fg">
                <X aria-hidden className="size-3.5" />
              </Base.Close>
            </Base.Content>
          </Base.Root>
        );
      })}
    </Base.Viewport>
  );
}
