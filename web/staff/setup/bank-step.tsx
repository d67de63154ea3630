import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, Landmark } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';
import { useWords } from '../../kit/words.ts';
import { BankFileDialog } from '../shared/bank-file-dialog.tsx';
import { setupWords } from './setup-words.ts';

/** The bank file of the set-up, and the way to its first applied cash. */
export function BankStep({ company, done, onNext }: { readonly company: string; readonly done: boolean; readonly onNext: () => void }): ReactNode {
  const words = useWords(setupWords);
  const navigate = useNavigate();
  const [choosing, setChoosing] = useState(false);
  return (
    <section className="grid min-h-0 flex-1 place-items-center px-6">
      <div className="max-w-md text-center">
        {done ? <CircleCheck aria-hidden className="mx-auto mb-3 size-8 text-good" /> : <Landmark aria-hidden className="mx-auto mb-3 size-8 text-mute" />}
        <h2 className="text-page font-semibold">{done ? words.bankDone : words.bankTitle}</h2>
        <p className="mt-1 text-mute">{words.bankDetail}</p>
        <div className="mt-5 flex justify-center gap-2">
          <Button kind={done ? 'secondary' : 'primary'} onClick={() => setChoosing(true)}>
            {done ? words.bankMore : words.bankChoose}
          </Button>
          {done && (
            <>
              <Button onClick={() => void navigate({ to: '/c/$company/cash', params: { company } })}>{words.bankGo}</Button>
              <Button kind="primary" onClick={onNext}>
                {words.next}
              </Button>
            </>
          )}
        </div>
      </div>
      {choosing && <BankFileDialog company={company} file={null} onClose={() => setChoosing(false)} />}
    </section>
  );
}
