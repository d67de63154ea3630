import { Autocomplete as Base } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { CHOICE, FLOATING } from './floating.ts';
import { Keys } from './key-map.tsx';
import { KIT } from './kit-words.ts';
import { matching } from './palette-match.ts';
import { useWords } from './words.ts';

export type PaletteItem = {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  /** Other words that find it: the other language, what it was called before. */
  readonly keywords?: string | undefined;
  readonly run: () => void;
};
export type PaletteGroup = { readonly label: string; readonly items: readonly PaletteItem[] };

export type CommandPaletteProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  /** What is always there; filtered by what is typed. */
  readonly groups: readonly PaletteGroup[];
  /** What the server finds for a text of two letters or more; its groups stand after the others as they are. */
  readonly search?: (text: string, signal: AbortSignal) => Promise<readonly PaletteGroup[]>;
  readonly placeholder?: string;
  /** What stands in it when it opens. */
  readonly begun?: string;
};

const SEARCH_FROM = 2;

/** Search and commands in one place. The screen opens it with `useKeys({ 'Mod+K': … })`; the same keys and Esc close it. */
export function CommandPalette(props: CommandPaletteProps): ReactNode {
  const words = useWords(KIT);
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={(next) => {
        if (!next) props.onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/30 dark:bg-black/55" />
        <Dialog.Viewport className="fixed inset-0 z-40 flex justify-center p-6 pt-[14vh]">
          <Dialog.Popup
            data-popup
            aria-label={words.paletteTitle}
            className={cn(FLOATING, 'flex max-h-[min(440px,72vh)] w-full max-w-[560px] flex-col self-start overflow-hidden rounded-card!')}
          >
            <Choices {...props} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useFound(
  text: string,
  search: CommandPaletteProps['search'],
): { readonly groups: readonly PaletteGroup[]; readonly state: 'idle' | 'searching' | 'failed' } {
  const [found, setFound] = useState<{ text: string; groups: readonly PaletteGroup[]; failed: boolean }>({ text: '', groups: [], failed: false });
  const wanted = search !== undefined && text.length >= SEARCH_FROM ? text : '';
  useEffect(() => {
    if (wanted === '' || search === undefined) return undefined;
    const mine = new AbortController();
    const ask = async (): Promise<void> => {
      let next: readonly PaletteGroup[] | null = null;
      try {
        next = await search(wanted, mine.signal);
      } catch {
        // Told below the input; the next letter asks again.
      }
      if (!mine.signal.aborted) setFound({ text: wanted, groups: next ?? [], failed: next === null });
    };
    const timer = setTimeout(() => void ask(), 150);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
    // A new function of the same search is no reason to ask again.
  }, [wanted]);
  if (wanted === '') return { groups: [], state: 'idle' };
  if (found.text !== wanted) return { groups: found.groups, state: 'searching' };
  return { groups: found.groups, state: found.failed ? 'failed' : 'idle' };
}

function Choices({ onClose, groups, search, placeholder, begun = '' }: CommandPaletteProps): ReactNode {
  const words = useWords(KIT);
  const [typed, setTyped] = useState(begun);
  const text = typed.trim();
  const found = useFound(text, search);
  const shown = [...groups.map((group) => ({ ...group, items: matching(group.items, text) })), ...found.groups].filter(({ items }) => items.length > 0);
  const note = found.state === 'searching' ? words.searching : found.state === 'failed' ? words.failedSearch : shown.length === 0 ? words.noMatch : null;
  return (
    <Base.Root
      inline
      open
      items={shown}
      filter={null}
      mode="none"
      autoHighlight="always"
      keepHighlight
      value={typed}
      onValueChange={(next, { reason }) => {
        // Choosing an entry would write its label here.
        if (reason !== 'item-press') setTyped(next);
      }}
      itemToStringValue={({ label }) => label}
    >
      <Base.Input
        aria-label={words.paletteTitle}
        placeholder={placeholder ?? words.palettePlaceholder}
        spellCheck={false}
        // At once, not a moment later as the dialog would: letters typed while it is being loaded must not fall between.
        autoFocus
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onClose();
        }}
        className="h-12 w-full shrink-0 border-b border-line bg-transparent px-4 text-[14px] placeholder:text-mute focus-visible:outline-none"
      />
      <Base.List className="min-h-0 scroll-py-1.5 overflow-y-auto overscroll-contain not-empty:p-1.5">
        {(group: PaletteGroup) => (
          <Base.Group key={group.label} items={group.items}>
            <Base.GroupLabel className="px-2 pt-2 pb-1 text-badge font-medium text-mute">{group.label}</Base.GroupLabel>
            <Base.Collection>
              {(item: PaletteItem) => (
                <Base.Item
                  key={item.id}
                  value={item}
                  onClick={() => {
                    onClose();
                    item.run();
                  }}
                  className={cn(CHOICE, 'min-h-9')}
                >
                  {item.icon !== undefined && <span className="grid size-4 shrink-0 place-items-center text-mute [&>svg]:size-4">{item.icon}</span>}
                  <span className="truncate">{item.label}</span>
                  {item.hint !== undefined && <span className="min-w-0 flex-1 truncate text-second text-mute">{item.hint}</span>}
                  {item.shortcut !== undefined && (
                    <span aria-hidden className="ml-auto shrink-0">
                      <Keys press={item.shortcut} />
                    </span>
                  )}
                </Base.Item>
              )}
            </Base.Collection>
          </Base.Group>
        )}
      </Base.List>
      <Base.Status className="shrink-0 text-mute not-empty:px-4 not-empty:py-3">{note}</Base.Status>
    </Base.Root>
  );
}
