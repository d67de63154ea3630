import type { ReactNode } from 'react';
import { sentenceOf } from '../../kit/api.ts';
import { ProblemNote } from '../../kit/page.tsx';

/** A section of the settings: a heading, what it is for, its actions, and its content or what went wrong with it. */
export function Section(props: {
  readonly title: string;
  readonly text: string;
  readonly actions?: ReactNode;
  readonly error?: Error | null;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="mx-auto w-full max-w-3xl px-6 py-6">
      <div className="mb-5 flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-heading font-semibold tracking-tight">{props.title}</h2>
          <p className="mt-0.5 text-mute">{props.text}</p>
        </div>
        <div className="flex shrink-0 gap-2">{props.actions}</div>
      </div>
      {props.error ? <ProblemNote>{sentenceOf(props.error)}</ProblemNote> : props.children}
    </section>
  );
}
