import { Popover } from '@base-ui/react/popover';
import { Check, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { TextField } from './field.tsx';
import type { Editing, Filter } from './filter.ts';
import { CHOICE, FLOATING } from './floating.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

export type FilterChipProps = {
  readonly filter: Filter;
  readonly value: string | undefined;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onChange: (value: string | undefined) => void;
};

/** One filter that is set: pressed it is changed, its cross takes it away. */
export function FilterChip({ filter, value, open, onOpen, onChange }: FilterChipProps): ReactNode {
  const words = useWords(KIT);
  return (
    <span className="inline-flex h-8 max-w-full items-stretch rounded-control border border-line bg-panel">
      <Popover.Root open={open} onOpenChange={onOpen}>
        <Popover.Trigger className="inline-flex min-w-0 items-center gap-1.5 rounded-l-[5px] pr-1.5 pl-2.5 hover:bg-raised data-popup-open:bg-raised">
          <span className="sr-only">{words.editFilter('')}</span>
          <span className="whitespace-nowrap text-mute">{filter.name}</span>
          <span className="truncate font-medium">{value === undefined ? '…' : filter.say(value)}</span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner align="start" sideOffset={4} className="z-50 outline-none">
            <Popover.Popup
              data-popup
              aria-label={words.editFilter(filter.name)}
              className={cn(FLOATING, 'max-h-(--available-height) min-w-52 overflow-y-auto')}
            >
              <Editor filter={filter} value={value} set={onChange} close={() => onOpen(false)} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <button
        type="button"
        aria-label={words.removeFilter(filter.name)}
        onClick={() => {
          onOpen(false);
          onChange(undefined);
        }}
        className="grid w-7 place-items-center rounded-r-[5px] text-mute hover:bg-raised hover:text-fg"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

function Editor({ filter, value, set, close }: Editing & { readonly filter: Filter }): ReactNode {
  if ('edit' in filter) return <div className="p-3">{filter.edit({ value, set, close })}</div>;
  if ('input' in filter) return <TypedEditor {...{ filter, value, set, close }} />;
  return (
    <ul className="p-1">
      {filter.options.map((option) => (
        <li key={option.value}>
          <button
            type="button"
            aria-pressed={option.value === value}
            onClick={() => {
              set(option.value);
              close();
            }}
            className={cn(CHOICE, 'w-full text-left hover:bg-accent-soft')}
          >
            <span className="grid size-4 shrink-0 place-items-center text-accent">{option.value === value && <Check aria-hidden className="size-4" />}</span>
            {option.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function TypedEditor({ filter, value, set, close }: Editing & { readonly filter: Extract<Filter, { input: string }> }): ReactNode {
  const words = useWords(KIT);
  const [text, setText] = useState(value ?? '');
  const readable = filter.input === 'text' || /^-?\d*$/.test(text.trim());
  return (
    <form
      className="flex w-64 items-end gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!readable) return;
        set(text.trim() === '' ? undefined : text.trim());
        close();
      }}
    >
      <TextField
        className="flex-1"
        label={filter.inputLabel}
        value={text}
        onChange={setText}
        suffix={filter.suffix}
        aria-invalid={readable ? undefined : true}
        {...(filter.input === 'number' ? { inputMode: 'numeric' as const } : {})}
      />
      <Button type="submit" kind="secondary">
        {words.apply}
      </Button>
    </form>
  );
}
