import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { CHOICE, FLOATING } from './floating.ts';
import { Kbd } from './kbd.tsx';

type Shared = { readonly label: string; readonly icon?: ReactNode; readonly hint?: string | undefined; readonly shortcut?: string | undefined };

export type MenuAction = Shared & {
  readonly run: () => void;
  /** Why it cannot be done now, in words (shown under the label); true: off without a reason. */
  readonly off?: string | boolean | undefined;
  readonly danger?: boolean;
};
export type MenuCheck = Shared & { readonly checked: boolean; readonly onCheck: (checked: boolean) => void };
export type MenuGroup = { readonly group: string; readonly items: readonly MenuEntry[] };
export type MenuEntry = MenuAction | MenuCheck | MenuGroup | 'separator' | false | null | undefined;

export type MenuProps = {
  /** A Button, or anything that takes a ref and onClick. */
  readonly trigger: ReactElement;
  readonly items: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
  readonly side?: 'bottom' | 'top';
  readonly className?: string;
  /** Opens as soon as it is there: for a menu that is loaded when it is asked for. */
  readonly defaultOpen?: boolean;
};

/** A menu on a button. An entry that is off stays in the order of keys and says why. */
export function Menu({ trigger, items, align = 'start', side = 'bottom', className = 'min-w-48 max-w-80', defaultOpen = false }: MenuProps): ReactNode {
  return (
    <Base.Root modal={false} defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="z-50 outline-none">
          <Base.Popup data-popup className={cn(FLOATING, 'max-h-(--available-height) overflow-y-auto p-1', className)}>
            {entries(items)}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function entries(items: readonly MenuEntry[]): ReactNode {
  return items.map((item, index) => {
    if (item === null || item === undefined || item === false) return null;
    if (item === 'separator') return <Base.Separator key={`line-${index}`} className="-mx-1 my-1 h-px bg-line" />;
    if ('group' in item) {
      return (
        <Base.Group key={item.group}>
          <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-badge font-medium text-mute">{item.group}</Base.GroupLabel>
          {entries(item.items)}
        </Base.Group>
      );
    }
    if ('onCheck' in item) {
      return (
        <Base.CheckboxItem key={item.label} checked={item.checked} onCheckedChange={item.onCheck} label={item.label} className={CHOICE}>
          <span className="grid size-4 shrink-0 place-items-center text-accent">
            <Base.CheckboxItemIndicator>
              <Check aria-hidden className="size-4" />
            </Base.CheckboxItemIndicator>
          </span>
          <Text {...item} />
        </Base.CheckboxItem>
      );
    }
    const off = item.off !== undefined && item.off !== false;
    return (
      <Base.Item
        key={item.label}
        label={item.label}
        disabled={off}
        onClick={item.run}
        className={cn(CHOICE, item.danger === true && !off && 'text-bad data-highlighted:bg-bad-soft')}
      >
        {item.icon !== undefined && <span className="grid size-4 shrink-0 place-items-center [&>svg]:size-4">{item.icon}</span>}
        <Text {...item} hint={typeof item.off === 'string' ? item.off : item.hint} />
      </Base.Item>
    );
  });
}

function Text({ label, hint, shortcut }: Shared): ReactNode {
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {hint !== undefined && <span className="block text-second text-mute">{hint}</span>}
      </span>
      {shortcut !== undefined && (
        <span aria-hidden className="ml-4 flex shrink-0 gap-1">
          {shortcut.split(' ').map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </>
  );
}
