import { Bell } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useWords } from '../../kit/words.ts';
import { shellWords } from './words.ts';

/** The bell, with a dot while something is unread. */
export function BellButton({ unread, ...rest }: ComponentProps<'button'> & { readonly unread: number }): ReactNode {
  const words = useWords(shellWords);
  return (
    <button type="button" {...rest} className="relative grid size-8 shrink-0 place-items-center rounded-control text-mute hover:bg-raised hover:text-fg">
      <Bell aria-hidden className="size-4" />
      <span className="sr-only">{unread > 0 ? `${words.notifications}: ${words.unread(unread)}` : words.notifications}</span>
      {unread > 0 && <span aria-hidden className="absolute top-1.5 right-1.5 size-2 rounded-full bg-accent" />}
    </button>
  );
}
