import { Combobox as Base } from '@base-ui/react/combobox';
import { ChevronDown, CornerDownLeft } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Field, useField, type FieldProps } from './field.tsx';
import { CHOICE, FLOATING, INPUT } from './floating.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

export type ComboboxOption = {
  readonly value: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** Stands at the right: an amount, a number. */
  readonly right?: ReactNode;
};

export type ComboboxProps = FieldProps & {
  readonly value: ComboboxOption | null;
  readonly onChange: (option: ComboboxOption | null) => void;
  /** The options for what was typed; '' asks for the first ones. Asked a moment after the last key; an answer that is overtaken is dropped. */
  readonly search: (text: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]>;
  readonly emptyText?: string;
  /** Also takes what was typed itself, as an option with value ''. */
  readonly freeText?: boolean;
  readonly placeholder?: string;
  readonly off?: boolean;
};

type Found = { readonly state: 'idle' | 'searching' | 'done' | 'failed'; readonly text: string; readonly options: readonly ComboboxOption[] };

function useSearch(search: ComboboxProps['search']): readonly [Found, (text: string, delayMs: number) => void] {
  const [found, setFound] = useState<Found>({ state: 'idle', text: '', options: [] });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef<AbortController>(undefined);
  const stop = (): void => {
    clearTimeout(timer.current);
    asked.current?.abort();
  };
  useEffect(() => stop, []);
  const ask = async (text: string): Promise<void> => {
    const mine = new AbortController();
    asked.current = mine;
    try {
      const options = await search(text, mine.signal);
      if (!mine.signal.aborted) setFound({ state: 'done', text, options });
    } catch {
      if (!mine.signal.aborted) setFound({ state: 'failed', text, options: [] });
    }
  };
  const start = (text: string, delayMs: number): void => {
    stop();
    // Options of the last search stay until the next ones are here, so that the list does not jump.
    setFound((last) => ({ state: 'searching', text, options: last.options }));
    timer.current = setTimeout(() => void ask(text), delayMs);
  };
  return [found, start];
}

/** One of very many, searched on the server: customers, receivables. */
export function Combobox(props: ComboboxProps): ReactNode {
  const { label, labelHidden, hint, error, required, className, ...rest } = props;
  return (
    <Field {...{ label, labelHidden, hint, error, required, className }}>
      <Searched {...rest} />
    </Field>
  );
}

function Searched(props: Omit<ComboboxProps, keyof FieldProps>): ReactNode {
  const { value, onChange, search, emptyText, freeText = false, placeholder, off = false } = props;
  const words = useWords(KIT);
  const [found, start] = useSearch(search);
  const typed = found.text.trim();
  const free: ComboboxOption | null = freeText && typed !== '' ? { value: '', title: typed } : null;
  const options = free === null ? found.options : [...found.options, free];
  return (
    <Base.Root<ComboboxOption>
      items={options}
      filter={null}
      value={value}
      disabled={off}
      autoHighlight
      itemToStringLabel={(option) => option.title}
      itemToStringValue={(option) => option.value}
      isItemEqualToValue={(one, other) => one.value === other.value && one.title === other.title}
      onValueChange={onChange}
      onOpenChange={(open, { reason }) => {
        // Opened by typing: then the search for what was typed is under way.
        if (open && reason !== 'input-change') start('', 0);
      }}
      onInputValueChange={(text, { reason }) => {
        if (reason === 'input-change' || reason === 'input-clear') start(text, 200);
      }}
    >
      <Base.InputGroup className="relative">
        <Base.Input {...useField()} placeholder={placeholder} autoComplete="off" spellCheck={false} className={cn(INPUT, 'pr-8')} />
        <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-4 text-mute" />
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Base.Popup data-popup className={cn(FLOATING, 'max-h-[min(320px,var(--available-height))] w-(--anchor-width) min-w-72 overflow-y-auto p-1')}>
            <Base.Status className="text-second text-mute not-empty:px-2 not-empty:py-1.5">
              {found.state === 'failed' ? words.failedSearch : found.state === 'searching' && options.length === 0 ? words.searching : null}
            </Base.Status>
            <Base.Empty className="text-mute not-empty:px-2 not-empty:py-1.5">{found.state === 'done' ? (emptyText ?? words.noMatch) : null}</Base.Empty>
            <Base.List className={cn(found.state === 'searching' && 'opacity-60')}>
              {(option: ComboboxOption) =>
                option === free ? (
                  <Base.Item key="typed" value={option} className={CHOICE}>
                    <CornerDownLeft aria-hidden className="size-4 shrink-0 text-mute" />
                    <span className="truncate">{words.useText(option.title)}</span>
                  </Base.Item>
                ) : (
                  <Base.Item key={option.value} value={option} className={CHOICE}>
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{option.title}</span>
                      {option.subtitle !== undefined && <span className="block truncate text-second text-mute">{option.subtitle}</span>}
                    </span>
                    {option.right !== undefined && <span className="figure shrink-0 text-second text-mute">{option.right}</span>}
                  </Base.Item>
                )
              }
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
