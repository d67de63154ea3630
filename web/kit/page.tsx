import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** The head of a screen: its title (the only h1), a line of figures that follows filters, and actions on the right. */
export function PageHead({ title, sub, children }: { readonly title: ReactNode; readonly sub?: ReactNode; readonly children?: ReactNode }): ReactNode {
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 px-5">
      <h1 className="max-w-[60%] min-w-0 truncate text-page font-semibold tracking-tight" title={typeof title === 'string' ? title : undefined}>
        {title}
      </h1>
      {sub !== undefined && (
        // Gives way before the title does, down to a few words.
        <div className="min-w-24 shrink-[9999] truncate text-mute tabular-nums" aria-live="polite">
          {sub}
        </div>
      )}
      <div className="ml-auto flex shrink-0 items-center gap-2">{children}</div>
    </header>
  );
}

/** A card with a heading; `right` stands at the end of the heading's line. */
export function Card(props: {
  readonly title?: ReactNode;
  readonly hint?: ReactNode;
  readonly right?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  const { title, hint, right, className, children } = props;
  return (
    <section className={cn('rounded-card border border-line bg-panel p-4', className)}>
      {title !== undefined && (
        <div className="mb-3 flex items-baseline gap-2">
          <h2 className="min-w-0 truncate font-semibold" title={typeof title === 'string' ? title : undefined}>
            {title}
          </h2>
          {hint !== undefined && <span className="min-w-0 shrink-[9999] truncate text-second text-mute">{hint}</span>}
          {right !== undefined && <span className="ml-auto shrink-0">{right}</span>}
        </div>
      )}
      {children}
    </section>
  );
}

/** A fact: label above value, the one way a fact is shown. Use inside `<dl>`. */
export function Fact({ label, children, className }: { readonly label: string; readonly children: ReactNode; readonly className?: string }): ReactNode {
  return (
    <div className={className}>
      <dt className="text-second text-mute">{label}</dt>
      <dd className="mt-0.5 font-medium tabular-nums">{children}</dd>
    </div>
  );
}

/** What will stand here, and how to fill it. */
export function EmptyState(props: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="grid place-items-center px-6 py-14 text-center">
      <div className="max-w-sm">
        {props.icon !== undefined && <div className="mb-2 flex justify-center text-mute [&>svg]:size-7">{props.icon}</div>}
        <p className="font-medium">{props.title}</p>
        {props.children !== undefined && <p className="mt-1 text-mute">{props.children}</p>}
        {props.action !== undefined && <div className="mt-4 flex justify-center gap-2">{props.action}</div>}
      </div>
    </div>
  );
}

/** Something went wrong with what stands here; what the person typed elsewhere is untouched. */
export function ProblemNote({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }): ReactNode {
  return (
    <div role="alert" className="flex items-start gap-3 rounded-card border border-bad/30 bg-bad-soft px-4 py-3 text-bad">
      <span aria-hidden className="mt-px font-bold">
        !
      </span>
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
