import { Popover } from '@base-ui/react/popover';
import { CalendarDays } from 'lucide-react';
import type { ReactNode } from 'react';
import { Calendar } from './calendar.tsx';
import { cn } from './class-names.ts';
import { DATE_TRIGGER, FLOATING } from './floating.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

export type DatePopoverProps = {
  readonly label: string;
  readonly value: string | null;
  readonly today: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onPick: (day: string) => void;
};

/** The calendar of a date field, on its button. */
export function DatePopover({ label, value, today, min, max, open, onOpenChange, onPick }: DatePopoverProps): ReactNode {
  const words = useWords(KIT);
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger aria-label={`${words.openCalendar}: ${label}`} className={DATE_TRIGGER}>
        <CalendarDays aria-hidden className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className="z-50 outline-none">
          <Popover.Popup
            data-popup
            aria-label={words.calendar}
            initialFocus={() => document.querySelector<HTMLElement>('[data-popup][data-open] table [tabindex="0"]')}
            className={cn(FLOATING, 'p-2.5')}
          >
            <Calendar value={value} today={today} min={min} max={max} onPick={onPick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
