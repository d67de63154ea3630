import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, Landmark } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { useWords } from '../../kit/words.ts';
import { BankFileDialog } from '../shared/bank-file-dialog.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { setupWords } from './setup-words.ts';

/** The bank file of the set-up, and the way to its first applied cash. */
export function BankStep(props: {
  readonly company: string;
  readonly done: boolean;
  readonly given: File | null;
  readonly onNext: () => void;
  readonly onElsewhere: (kind: 'customers' | 'invoices', file: File) => void;
}): ReactNode {
  const { company, done, onNext } = props;
  const words = useWords(setupWords);
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(props.given);
  const bands = useQuery({ queryKey: companyKey(company, 'cash-bands'), queryFn: () => api.getCashBands({ company, query: {} }), enabled: done });
  const waiting = bands.data ? [...bands.data.confirm.totals, ...bands.data.unmatched.totals].reduce((sum, { lines }) => sum + lines, 0) : 0;
  return (
    <section
      aria-label={words.bank}
      className="grid min-h-0 flex-1 place-items-center px-6"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const [dropped] = event.dataTransfer.files;
        if (dropped) setFile(dropped);
      }}
    >
      <div className="max-w-md text-center">
        {done ? <CircleCheck aria-hidden className="mx-auto mb-3 size-8 text-good" /> : <Landmark aria-hidden className="mx-auto mb-3 size-8 text-mute" />}
        <h2 className="text-page font-semibold">{done ? words.bankDone : words.bankTitle}</h2>
        <p className="mt-1 text-mute">{done && waiting > 0 ? words.bankWaiting(waiting) : words.bankDetail}</p>
        <div className="mt-5 flex justify-center gap-2">
          <FileButton label={done ? words.bankMore : words.bankChoose} primary={!done} onFile={setFile} />
          {done && (
            <>
              <Button kind={waiting > 0 ? 'primary' : 'secondary'} onClick={() => void navigate({ to: '/c/$company/cash', params: { company } })}>
                {waiting > 0 ? words.bankGo : words.bankSee}
              </Button>
              <Button kind={waiting > 0 ? 'secondary' : 'primary'} onClick={onNext}>
                {words.next}
              </Button>
            </>
          )}
        </div>
      </div>
      {file && <BankFileDialog company={company} file={file} onClose={() => setFile(null)} onElsewhere={props.onElsewhere} />}
    </section>
  );
}
