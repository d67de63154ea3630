import { useEffect, useRef, type ReactNode } from 'react';
import { cn } from '../../kit/class-names.ts';
import { FLOATING } from '../../kit/floating.ts';

/** Stands in for the palette until it is loaded: takes what is typed meanwhile, which else would be taken for commands of the screen. */
export function PaletteComing(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div data-popup data-open className="fixed inset-0 z-40 flex justify-center bg-black/30 p-6 pt-[14vh] dark:bg-black/55">
      <div className={cn(FLOATING, 'w-full max-w-[560px] self-start overflow-hidden rounded-card!')}>
        <input
          ref={box}
          aria-label={props.label}
          placeholder={props.placeholder}
          spellCheck={false}
          autoComplete="off"
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') props.onClose();
          }}
          className="h-12 w-full bg-transparent px-4 text-[14px] placeholder:text-mute focus-visible:outline-none"
        />
      </div>
    </div>
  );
}
