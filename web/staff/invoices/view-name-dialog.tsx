import { useState, type ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { useWords } from '../../kit/words.ts';
import { invoicesWords } from './words.ts';

/** Asks for the name of a view that is to be kept. */
export function ViewNameDialog({ onClose, onName }: { readonly onClose: () => void; readonly onName: (name: string) => Promise<void> }): ReactNode {
  const words = useWords(invoicesWords);
  const [name, setName] = useState('');
  const trimmed = name.trim();
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.saveViewTitle}
      width="small"
      onSubmit={() => {
        if (trimmed !== '') void onName(trimmed).then(onClose);
      }}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={trimmed === ''}>
            {words.saveView}
          </Button>
        </>
      }
    >
      <TextField label={words.viewName} maxLength={60} autoFocus value={name} onChange={setName} />
    </Dialog>
  );
}
