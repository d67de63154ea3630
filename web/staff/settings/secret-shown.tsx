import { useState, type ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useWords } from '../../kit/words.ts';
import { settingsWords } from './words.ts';

/** Something that is shown this once: a link or a secret, to be copied. */
export function SecretShown(props: { readonly title: string; readonly text: string; readonly secret: string | null; readonly onClose: () => void }): ReactNode {
  const words = useWords(settingsWords);
  const [copied, setCopied] = useState(false);
  const { secret } = props;
  return (
    <Dialog open={secret !== null} onClose={props.onClose} title={props.title} description={props.text} keepOpen>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded-control bg-raised px-3 py-2 text-second break-all select-all">{secret}</code>
        <Button
          kind="primary"
          onClick={() => {
            if (secret === null) return;
            void navigator.clipboard.writeText(secret).then(() => setCopied(true));
          }}
        >
          {copied ? words.copied : words.copy}
        </Button>
      </div>
    </Dialog>
  );
}
