import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Keys } from './key-map.tsx';

export type TooltipProps = {
  /** Adds to what is named already; an icon button still needs its aria-label. */
  readonly text: ReactNode;
  readonly shortcut?: string | undefined;
  /** One element that takes a ref, focus and pointer. */
  readonly children: ReactElement;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
};

/** A word about a control, on hover and on focus. */
export function Tooltip({ text, shortcut, children, side = 'top' }: TooltipProps): ReactNode {
  return (
    <Base.Root>
      <Base.Trigger delay={400} render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-60">
          <Base.Popup
            role="tooltip"
            className="flex max-w-72 items-center gap-2 rounded-control border border-line bg-panel px-2 py-1 text-second text-fg shadow-float"
          >
            {text}
            {shortcut !== undefined && <Keys press={shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Once around the app: neighbouring tooltips then open at once. */
export function TooltipScope({ children }: { readonly children: ReactNode }): ReactNode {
  return <Base.Provider delay={400}>{children}</Base.Provider>;
}
