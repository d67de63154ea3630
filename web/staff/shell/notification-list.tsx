import { Popover } from '@base-ui/react/popover';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { FLOATING } from '../../kit/floating.ts';
import { useFormats } from '../../kit/format.ts';
import { EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { BellButton } from './bell-button.tsx';
import { shellWords } from './words.ts';

export type NotificationsProps = { readonly company: string; readonly unread: number };

/** What one was told, the newest first; seen by oneself alone. Open as soon as it is there: it is loaded when its bell is pressed. */
export function NotificationList({ company, unread }: NotificationsProps): ReactNode {
  const words = useWords(shellWords);
  const { moment } = useFormats();
  const [open, setOpen] = useState(true);
  const list = useQuery({
    queryKey: companyKey(company, 'notifications'),
    queryFn: () => api.listNotifications({ company, query: { limit: 30 } }),
    enabled: open,
  });
  const read = useMutation({
    mutationFn: () => api.markNotificationsRead({ company, body: {} }),
    onSuccess: () => refreshCompany(company),
  });
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={<BellButton unread={unread} />} />
      <Popover.Portal>
        <Popover.Positioner side="top" align="start" sideOffset={6} className="z-50">
          <Popover.Popup data-popup className={cn(FLOATING, 'flex max-h-[70vh] w-96 flex-col')}>
            <div className="flex items-center gap-2 border-b border-line px-4 py-2.5">
              <Popover.Title className="font-semibold">{words.notifications}</Popover.Title>
              <Button kind="ghost" className="ml-auto" off={unread === 0 || read.isPending} onClick={() => read.mutate()}>
                {words.markRead}
              </Button>
            </div>
            {list.data && list.data.items.length === 0 && <EmptyState icon={<Bell aria-hidden />} title={words.noNotifications} />}
            <ul className="min-h-0 overflow-y-auto">
              {list.data?.items.map((one) => (
                <li key={one.id} className="flex gap-3 border-b border-line px-4 py-2.5 last:border-0">
                  <span aria-hidden className={cn('mt-1.5 size-2 shrink-0 rounded-full', one.readAt === null ? 'bg-accent' : 'bg-transparent')} />
                  <span className="min-w-0">
                    <span className={cn('block', one.readAt === null && 'font-medium')}>{one.text}</span>
                    <span className="block text-second text-mute">{moment(one.createdAt)}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
