import { CircleAlert, Search, X } from 'lucide-react';
import { createContext, useContext, useEffect, useId, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { INPUT, isTyping, popupIsOpen } from './floating.ts';
import { Kbd } from './kbd.tsx';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

type Wiring = {
  readonly id: string;
  readonly 'aria-labelledby'?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
  readonly 'aria-required'?: true | undefined;
};

const FieldContext = createContext<Wiring | null>(null);

/** Id and aria attributes of the field around this control; spread them on the control. */
export function useField(): Wiring | undefined {
  return useContext(FieldContext) ?? undefined;
}

export type FieldProps = {
  readonly label: string;
  /** The label is for screen readers alone. */
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  /** What is wrong, in words. */
  readonly error?: string | null | undefined;
  readonly required?: boolean;
  readonly className?: string;
};

/** Label, control, hint and what is wrong, tied together. A control inside takes its wiring from `useField`. `group`: several controls, named together. */
export function Field(props: FieldProps & { readonly group?: boolean; readonly children: ReactNode }): ReactNode {
  const { label, labelHidden = false, hint, error, required = false, group = false, className, children } = props;
  const id = useId();
  const wrong = error != null && error !== '';
  const told = [hint !== undefined && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ');
  const wiring: Wiring = {
    id,
    'aria-labelledby': group ? `${id}-label` : undefined,
    'aria-describedby': told === '' ? undefined : told,
    'aria-invalid': wrong || undefined,
    'aria-required': required || undefined,
  };
  const name = (
    <>
      {label}
      {required && (
        <span aria-hidden className="text-mute">
          {' *'}
        </span>
      )}
    </>
  );
  const look = labelHidden ? 'sr-only' : 'mb-1 block font-medium';
  return (
    <div className={className}>
      {group ? (
        <span id={`${id}-label`} className={look}>
          {name}
        </span>
      ) : (
        <label id={`${id}-label`} htmlFor={id} className={look}>
          {name}
        </label>
      )}
      <FieldContext value={wiring}>{children}</FieldContext>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-second text-mute">
          {hint}
        </p>
      )}
      <div aria-live="polite">
        {wrong && (
          <p id={`${id}-error`} className="mt-1 flex items-start gap-1 text-second text-bad">
            <CircleAlert aria-hidden className="mt-[2.5px] size-3 shrink-0" />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

type Control<T extends 'input' | 'textarea'> = Omit<ComponentProps<T>, 'value' | 'onChange' | 'className' | 'required' | 'id'>;

export type TextFieldProps = FieldProps &
  Control<'input'> & { readonly value: string; readonly onChange: (value: string) => void; readonly suffix?: ReactNode };

/** One line of text. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, labelHidden, hint, error, required, className, value, onChange, suffix, ...rest } = props;
  return (
    <Field {...{ label, labelHidden, hint, error, required, className }}>
      <span className="relative block">
        <TextInput {...rest} value={value} onChange={onChange} className={suffix === undefined ? undefined : 'pr-12'} />
        {suffix !== undefined && <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-mute">{suffix}</span>}
      </span>
    </Field>
  );
}

/** The bare control, wired to the field around it. */
export function TextInput(
  props: Control<'input'> & { readonly value: string; readonly onChange: (value: string) => void; readonly className?: string | undefined },
): ReactNode {
  const { value, onChange, className, ...rest } = props;
  return (
    <input
      type="text"
      autoComplete="off"
      {...useField()}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      className={cn(INPUT, className)}
    />
  );
}

export type TextAreaProps = FieldProps & Control<'textarea'> & { readonly value: string; readonly onChange: (value: string) => void };

/** Several lines of text; grows with what is typed up to `rows` times three. */
export function TextArea(props: TextAreaProps): ReactNode {
  const { label, labelHidden, hint, error, required, className, ...rest } = props;
  return (
    <Field {...{ label, labelHidden, hint, error, required, className }}>
      <TextAreaInput {...rest} />
    </Field>
  );
}

function TextAreaInput(props: Control<'textarea'> & { readonly value: string; readonly onChange: (value: string) => void }): ReactNode {
  const { value, onChange, rows = 3, ...rest } = props;
  return (
    <textarea
      {...useField()}
      {...rest}
      rows={rows}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      className={cn(INPUT, 'block h-auto max-h-72 resize-y py-1.5 field-sizing-content')}
      style={{ minHeight: `calc(${rows}lh + 14px)` }}
    />
  );
}

export type SearchFieldProps = {
  readonly label: string;
  readonly placeholder?: string;
  /** What is searched for now, for example from the URL; a change from outside replaces what stands here. */
  readonly value: string;
  /** Called a moment after the last key, at once on Enter and when cleared. */
  readonly onSearch: (text: string) => void;
  readonly delayMs?: number;
  /** The key that leads here from anywhere on the screen; null for none. */
  readonly hotkey?: string | null;
  readonly className?: string;
};

/** A search box: `/` leads to it, Esc clears it, what is typed is passed on after a moment. */
export function SearchField(props: SearchFieldProps): ReactNode {
  const { label, placeholder, value, onSearch, delayMs = 250, hotkey = '/', className = 'w-72' } = props;
  const words = useWords(KIT);
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    // Our own search coming back must not take letters away that were typed meanwhile.
    if (value !== text.trim() && document.activeElement?.getAttribute('data-search') !== label) setText(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (hotkey === null) return undefined;
    const lead = (event: KeyboardEvent): void => {
      if (event.key !== hotkey || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || popupIsOpen()) return;
      event.preventDefault();
      box.current?.select();
      box.current?.focus();
    };
    document.addEventListener('keydown', lead);
    return () => document.removeEventListener('keydown', lead);
  }, [hotkey]);
  const say = (next: string, wait: number): void => {
    setText(next);
    clearTimeout(timer.current);
    if (wait === 0) onSearch(next.trim());
    else timer.current = setTimeout(() => onSearch(next.trim()), wait);
  };
  return (
    <div role="search" className={cn('relative', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-mute" />
      <input
        ref={box}
        type="text"
        role="searchbox"
        aria-label={label}
        aria-keyshortcuts={hotkey ?? undefined}
        data-search={label}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder ?? label}
        value={text}
        onChange={(event) => say(event.currentTarget.value, delayMs)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') say(text, 0);
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text === '') event.currentTarget.blur();
          else say('', 0);
        }}
        className={cn(INPUT, 'pr-8 pl-8')}
      />
      <span className="absolute inset-y-0 right-1.5 flex items-center">
        {text !== '' ? (
          <button
            type="button"
            aria-label={words.clear}
            onClick={() => {
              say('', 0);
              box.current?.focus();
            }}
            className="grid size-6 place-items-center rounded text-mute hover:bg-raised hover:text-fg"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        ) : (
          hotkey !== null && (
            <span aria-hidden>
              <Kbd>{hotkey}</Kbd>
            </span>
          )
        )}
      </span>
    </div>
  );
}
