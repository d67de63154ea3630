import { Popover } from '@base-ui/react/popover';
import { Check, ListFilter, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { TextField } from './field.tsx';
import { CHOICE, FLOATING } from './floating.ts';
import { KIT } from './kit-words.ts';
import { Menu } from './menu.tsx';
import { useWords } from './words.ts';

export type Editing = { readonly value: string | undefined; readonly set: (value: string | undefined) => void; readonly close: () => void };

export type Filter = {
  /** The name in the URL. */
  readonly key: string;
  /** How the sentence begins: "Days late". */
  readonly name: string;
  /** How it goes on for a value: "more than 30". */
  readonly say: (value: string) => string;
  readonly icon?: ReactNode;
} & (
  | { readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly input: 'number' | 'text'; readonly inputLabel: string; readonly suffix?: string }
  | { readonly edit: (editing: Editing) => ReactNode }
);

export type FilterSentenceProps = {
  readonly filters: readonly Filter[];
  /** The value of each filter that is set, as in the URL. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly onChange: (key: string, value: string | undefined) => void;
  readonly onClear?: (() => void) | undefined;
};

/** Filters that read as a sentence: "Days late **more than 30**", each changed by pressing it, taken away with its cross, and a menu of those not set. */
export function FilterSentence({ filters, values, onChange, onClear }: FilterSentenceProps): ReactNode {
  const words = useWords(KIT);
  const [open, setOpen] = useState<string | null>(null);
  const shown = filters.filter(({ key }) => values[key] !== undefined || key === open);
  const others = filters.filter(({ key }) => values[key] === undefined);
  const set = shown.filter(({ key }) => values[key] !== undefined).length;
  return (
    <div role="group" aria-label={words.filters} className="flex min-w-0 flex-wrap items-center gap-2">
      {shown.map((filter) => (
        <Chip
          key={filter.key}
          filter={filter}
          value={values[filter.key]}
          open={open === filter.key}
          onOpen={(is) => setOpen(is ? filter.key : null)}
          onChange={(value) => onChange(filter.key, value)}
        />
      ))}
      {others.length > 0 && (
        <Menu
          trigger={
            <Button kind="ghost" icon={<ListFilter aria-hidden className="size-4" />}>
              {words.addFilter}
            </Button>
          }
          items={others.map(({ key, name, icon }) => ({ label: name, icon, run: () => void setTimeout(() => setOpen(key)) }))}
        />
      )}
      {onClear !== undefined && set > 1 && (
        <Button kind="ghost" onClick={onClear}>
          {words.clearFilters}
        </Button>
      )}
    </div>
  );
}

type ChipProps = {
  readonly filter: Filter;
  readonly value: string | undefined;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onChange: (value: string | undefined) => void;
};

function Chip({ filter, value, open, onOpen, onChange }: ChipProps): ReactNode {
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
