import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type View = {
  readonly key: string;
  readonly label: string;
  readonly count?: string | undefined;
  /** Makes it a real link, so that it opens in another tab too; a plain click goes through onChange. */
  readonly href?: string | undefined;
};

export type ViewTabsProps = {
  /** What these are, for screen readers: "Saved views". */
  readonly label: string;
  readonly views: readonly View[];
  readonly value: string;
  readonly onChange: (key: string) => void;
  /** Stands after the last one: "Save view". */
  readonly children?: ReactNode;
};

const TAB = 'flex h-9 shrink-0 items-center gap-1.5 border-b-2 px-2.5 whitespace-nowrap -outline-offset-2 hover:text-fg';
const on = (is: boolean): string => (is ? 'border-accent font-medium text-fg' : 'border-transparent text-mute');

/** Saved views of a list: label and count; too many of them scroll. They filter the list beneath and so are links or pressed buttons, not tabs. */
export function ViewTabs({ label, views, value, onChange, children }: ViewTabsProps): ReactNode {
  return (
    <nav aria-label={label} className="flex shrink-0 border-b border-line px-4">
      <ul className="-mb-px flex min-w-0 gap-1 overflow-x-auto overflow-y-hidden [scrollbar-width:none]">
        {views.map((view) => {
          const is = view.key === value;
          const inside = (
            <>
              {view.label}
              {view.count !== undefined && <span className="text-badge font-normal text-mute tabular-nums">{view.count}</span>}
            </>
          );
          return (
            <li key={view.key} className="flex">
              {view.href === undefined ? (
                <button type="button" aria-pressed={is} onClick={() => onChange(view.key)} className={cn(TAB, on(is))}>
                  {inside}
                </button>
              ) : (
                <a
                  href={view.href}
                  aria-current={is ? 'page' : undefined}
                  className={cn(TAB, on(is))}
                  onClick={(event) => {
                    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                    event.preventDefault();
                    onChange(view.key);
                  }}
                >
                  {inside}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      {children !== undefined && <div className="flex shrink-0 items-center gap-1 pl-1">{children}</div>}
    </nav>
  );
}

export type Panel = { readonly key: string; readonly label: string; readonly count?: string | undefined; readonly content: ReactNode };

export type TabsProps = {
  readonly label: string;
  readonly panels: readonly Panel[];
  readonly value: string;
  readonly onChange: (key: string) => void;
  readonly className?: string;
  readonly panelClassName?: string;
};

/** Panels of which one shows. Arrow keys move between the tabs. */
export function Tabs({ label, panels, value, onChange, className, panelClassName = 'pt-3' }: TabsProps): ReactNode {
  return (
    <Base.Root value={value} onValueChange={(next: string) => onChange(next)} className={className}>
      <Base.List
        aria-label={label}
        activateOnFocus
        className="flex shrink-0 gap-1 overflow-x-auto overflow-y-hidden border-b border-line [scrollbar-width:none]"
      >
        {panels.map((panel) => (
          <Base.Tab key={panel.key} value={panel.key} className={cn(TAB, on(panel.key === value))}>
            {panel.label}
            {panel.count !== undefined && <span className="text-badge font-normal text-mute tabular-nums">{panel.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {panels.map((panel) => (
        <Base.Panel key={panel.key} value={panel.key} className={panelClassName}>
          {panel.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
