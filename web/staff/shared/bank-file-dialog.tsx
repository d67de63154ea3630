import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, FileUp, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, ApiProblem, codeOf, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { newKey } from '../../kit/intents.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { useFormats } from '../../kit/format.ts';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { bankFileWords } from './bank-file-words.ts';
import { FileButton } from './file-button.tsx';

type Preview = Answer<'importBankFile'>;
type ListKind = 'customers' | 'invoices';
const SHOWN_PROBLEMS = 50;

export type BankFileDialogProps = {
  readonly company: string;
  readonly file: File | null;
  readonly onClose: () => void;
  readonly onImported?: () => void;
  /** Takes a file that is a list of something else; without it there is a link to where such lists are imported. */
  readonly onElsewhere?: (kind: ListKind, file: File) => void;
};

/** Reads a bank file first without keeping anything, shows what is in it, then imports it and lets the matching run. */
export function BankFileDialog(props: BankFileDialogProps): ReactNode {
  const { company, file, onClose, onImported } = props;
  const words = useWords(bankFileWords);
  const { day } = useFormats();
  const { chosen, choose, look, importIt } = useBankFile(company, file, () => {
    onClose();
    onImported?.();
  });
  const preview = look.data;
  const lines = preview?.statements.reduce((sum, one) => sum + one.details, 0) ?? 0;
  const before = preview?.importedBefore;
  const off = before ? words.beforeShort : lines === 0 ? words.nothing : importIt.isPending;
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
          {preview && chosen && !look.isPending && (
            <Button kind="primary" off={off} onClick={() => importIt.mutate(chosen)}>
              {importIt.isPending ? words.importing : words.importLines(lines)}
            </Button>
          )}
        </>
      }
    >
      <div
        className="grid grid-cols-1 gap-4"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          // The screen behind takes dropped files as well.
          event.stopPropagation();
          const [dropped] = event.dataTransfer.files;
          if (dropped) choose(dropped);
        }}
      >
        {chosen === null && (
          <div className="grid place-items-center gap-3 rounded-card border-2 border-dashed border-line px-6 py-12">
            <FileUp aria-hidden className="size-7 text-mute" />
            <p className="text-mute">{words.drop}</p>
            <FileButton label={words.chooseFile} onFile={choose} primary />
          </div>
        )}
        {look.isPending && chosen && <p role="status">{words.reading(chosen.name)}</p>}
        {problem && chosen && <Refused company={company} file={chosen} problem={problem} onElsewhere={props.onElsewhere} />}
        {before && (
          <p role="status" className="flex items-start gap-2 rounded-control bg-warn-soft px-3 py-2 text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="[overflow-wrap:anywhere]">{words.before(day(before.on), before.fileName)}</span>
          </p>
        )}
        {preview && !look.isPending && <Statements preview={preview} />}
      </div>
    </Dialog>
  );
}

/** The chosen file: looked at as soon as it is chosen, imported when somebody says so. */
function useBankFile(company: string, file: File | null, onImported: () => void) {
  const may = useMay();
  const [chosen, setChosen] = useState<File | null>(file);
  const [key, setKey] = useState(newKey);
  const look = useMutation({
    mutationFn: (of: File) => api.importBankFile({ company, query: { dryRun: 'true' }, file: { name: of.name, bytes: of } }),
  });
  const importIt = useMutation({
    mutationFn: (of: File) => api.importBankFile({ company, query: {}, file: { name: of.name, bytes: of }, idempotencyKey: key }),
    onSuccess: async (done) => {
      const words = sayWords(bankFileWords);
      notify({ title: words.imported(done.lines ?? 0), ...(done.repeated ? { text: words.repeatedText(done.repeated) } : {}) });
      if (may('cash:apply')) await api.startCashRun({ company, body: {} }).catch((error: unknown) => notify({ title: sentenceOf(error), tone: 'bad' }));
      await refreshCompany(company);
      onImported();
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
  return { chosen, choose, look, importIt };
}

/** Why a file cannot be read as a bank file; one that belongs elsewhere is shown the way. */
function Refused(props: {
  readonly company: string;
  readonly file: File;
  readonly problem: Error;
  readonly onElsewhere: BankFileDialogProps['onElsewhere'];
}): ReactNode {
  const { company, file, problem, onElsewhere } = props;
  const words = useWords(bankFileWords);
  const code = codeOf(problem);
  const list = problem instanceof ApiProblem && code === 'file.not_bank_lines' ? String(problem.body.details?.['list'] ?? '') : '';
  const kind: ListKind | null = list === 'customers' || list === 'invoices' ? list : null;
  const label = kind === 'customers' ? words.asCustomers : words.asInvoices;
  const told: Readonly<Record<string, string>> = {
    'upload.missing': words.empty,
    'file.empty': words.empty,
    'file.layout_unknown': words.unknownLayout,
    'file.format_unsupported': words.notRead,
    'file.not_bank_lines': words.listOf(list),
  };
  return (
    <ProblemNote>
      <p className="font-semibold [overflow-wrap:anywhere]">
        {words.elsewhere}: {file.name}
      </p>
      <p>{told[code] || sentenceOf(problem)}</p>
      {kind !== null && (
        <p className="mt-3 text-fg">
          {onElsewhere ? (
            <Button onClick={() => onElsewhere(kind, file)}>{label}</Button>
          ) : (
            <Link
              to="/c/$company/import/$kind"
              params={{ company, kind }}
              className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
            >
              {label}
            </Link>
          )}
        </p>
      )}
    </ProblemNote>
  );
}

function Statements({ preview }: { readonly preview: Preview }): ReactNode {
  const words = useWords(bankFileWords);
  const { money, count, day } = useFormats();
  return (
    <>
      {preview.statements.map((one, index) => (
        <section key={`${one.account}${one.reference}${index}`} className="rounded-card border border-line p-4" aria-label={`${one.account} ${one.reference}`}>
          <h3 className="mb-3 font-semibold">
            {one.account}{' '}
            <span className="font-normal text-mute">{[one.reference, preview.format.toUpperCase()].filter((part) => part !== '').join(' · ')}</span>
          </h3>
          <dl className="grid grid-cols-5 gap-3">
            <Fact label={words.booked}>
              {one.bookedFrom == null || one.bookedTo == null
                ? '–'
                : one.bookedFrom === one.bookedTo
                  ? day(one.bookedTo)
                  : `${day(one.bookedFrom)} – ${day(one.bookedTo)}`}
            </Fact>
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
          {one.accountKnown === false && <p className="mt-1 text-mute">{words.newAccount}</p>}
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
