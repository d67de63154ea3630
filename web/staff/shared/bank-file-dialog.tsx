import { useMutation } from '@tanstack/react-query';
import { Check, FileUp, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, newKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useFormats } from '../../kit/format.ts';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { bankFileWords } from './bank-file-words.ts';

type Preview = Answer<'importBankFile'>;
const SHOWN_PROBLEMS = 50;

/** Reads a bank file first without keeping anything, shows what is in it, then imports it and lets the matching run. */
export function BankFileDialog(props: {
  readonly company: string;
  readonly file: File | null;
  readonly onClose: () => void;
  readonly onImported?: () => void;
}): ReactNode {
  const { company, file, onClose, onImported } = props;
  const words = useWords(bankFileWords);
  const may = useMay();
  const [chosen, setChosen] = useState<File | null>(file);
  const [key, setKey] = useState(newKey);
  const look = useMutation({
    mutationFn: (of: File) => api.importBankFile({ company, query: { dryRun: 'true' }, file: { name: of.name, bytes: of } }),
  });
  const importIt = useMutation({
    mutationFn: (of: File) => api.importBankFile({ company, query: {}, file: { name: of.name, bytes: of }, idempotencyKey: key }),
    onSuccess: async (done) => {
      notify({ title: words.imported(done.lines ?? 0), ...(done.repeated ? { text: words.repeatedText(done.repeated) } : {}) });
      if (may('cash:apply')) await api.startCashRun({ company, body: {}, idempotencyKey: newKey() }).catch((error: unknown) => notify({ title: sentenceOf(error), tone: 'bad' }));
      await refreshCompany(company);
      onClose();
      onImported?.();
    },
  });
  const choose = (next: File): void => {
    setChosen(next);
    // Another file is another intent.
    setKey(newKey());
    importIt.reset();
    look.mutate(next);
  };
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || file === null) return;
    begun.current = true;
    look.mutate(file);
  }, [file, look]);
  const preview = look.data;
  const lines = preview?.statements.reduce((sum, one) => sum + one.details, 0) ?? 0;
  const problem = importIt.error ?? look.error;
  return (
    <Dialog
      open
      onClose={onClose}
      width="large"
      title={words.importTitle}
      description={words.importText}
      keepOpen={importIt.isPending}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          {chosen && <FileButton label={words.another} onFile={choose} />}
          {preview && chosen && (
            <Button kind="primary" off={importIt.isPending || preview.statements.length === 0} onClick={() => importIt.mutate(chosen)}>
              {importIt.isPending ? words.importing : words.importLines(lines)}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {chosen === null && (
          <div className="grid place-items-center gap-3 rounded-card border-2 border-dashed border-line px-6 py-12">
            <FileUp aria-hidden className="size-7 text-mute" />
            <p className="text-mute">{words.drop}</p>
            <FileButton label={words.chooseFile} onFile={choose} primary />
          </div>
        )}
        {look.isPending && chosen && <p role="status">{words.reading(chosen.name)}</p>}
        {problem && <ProblemNote>{sentenceOf(problem)}</ProblemNote>}
        {preview && !look.isPending && <Statements preview={preview} />}
      </div>
    </Dialog>
  );
}

/** A button that chooses a file: a real file input behind it, reachable by keyboard. */
function FileButton({ label, onFile, primary = false }: { readonly label: string; readonly onFile: (file: File) => void; readonly primary?: boolean }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={primary ? 'primary' : 'secondary'} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) onFile(file);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Statements({ preview }: { readonly preview: Preview }): ReactNode {
  const words = useWords(bankFileWords);
  const { money, count } = useFormats();
  return (
    <>
      {preview.statements.map((one, index) => (
        <section key={`${one.account}${one.reference}${index}`} className="rounded-card border border-line p-4" aria-label={`${one.account} ${one.reference}`}>
          <h3 className="mb-3 font-semibold">
            {one.account} <span className="font-normal text-mute">{one.reference}</span>
          </h3>
          <dl className="grid grid-cols-5 gap-3">
            <Fact label={words.format}>{preview.format}</Fact>
            <Fact label={words.entries}>{count(one.details)}</Fact>
            <Fact label={words.credits}>{money(one.credits, one.currency)}</Fact>
            <Fact label={words.debits}>{money(one.debits, one.currency)}</Fact>
            <Fact label={words.closing}>{one.closing === null ? '–' : money(one.closing, one.currency)}</Fact>
          </dl>
          {one.inBalance !== null && (
            <p className={one.inBalance ? 'mt-3 flex items-center gap-1.5 text-good' : 'mt-3 flex items-center gap-1.5 text-bad'}>
              {one.inBalance ? <Check aria-hidden className="size-4" /> : <TriangleAlert aria-hidden className="size-4" />}
              {one.inBalance ? words.balanceOk : words.balanceOff}
            </p>
          )}
        </section>
      ))}
      {preview.problemCount > 0 && (
        <section aria-label={words.problems(preview.problemCount)}>
          <h3 className="mb-1 font-semibold text-warn">{words.problems(preview.problemCount)}</h3>
          <ul className="max-h-48 overflow-y-auto rounded-card border border-line" tabIndex={0}>
            {preview.problems.slice(0, SHOWN_PROBLEMS).map((one) => (
              <li key={`${one.where}${one.message}`} className="border-b border-line px-3 py-2 last:border-0">
                <span className="text-second text-mute">{one.where}</span>
                <span className="block">{one.message}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
