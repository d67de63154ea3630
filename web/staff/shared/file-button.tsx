import { useRef, type ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';

/** Opens the system's choice of a file. Keys and screen readers meet the button alone: the input behind it is hidden. */
export function FileButton(props: {
  readonly label: string;
  readonly onFile: (file: File) => void;
  readonly primary?: boolean;
  readonly icon?: ReactNode;
}): ReactNode {
  const { label, onFile, primary = false, icon } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={primary ? 'primary' : 'secondary'} icon={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) onFile(file);
          // The same file again, mended meanwhile, is a choice as well.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
