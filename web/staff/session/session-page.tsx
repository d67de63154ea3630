import type { ReactNode } from 'react';

/** The quiet page of what happens before one is in: a mark, a card with the one thing to do. */
export function SessionPage({ title, text, children }: { readonly title: string; readonly text?: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="grid min-h-full place-items-center bg-bg px-4 py-10">
      <div className="w-full max-w-[400px]">
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/icon.svg" alt="" width={32} height={32} className="rounded-lg" />
          <span className="text-page font-semibold tracking-tight">Dunlin</span>
        </div>
        <section className="rounded-card border border-line bg-panel p-6">
          <h1 className="text-page font-semibold tracking-tight">{title}</h1>
          {text !== undefined && <p className="mt-1 text-mute">{text}</p>}
          <div className="mt-5">{children}</div>
        </section>
      </div>
    </main>
  );
}
