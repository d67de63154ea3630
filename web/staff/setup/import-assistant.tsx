import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, FileSpreadsheet, FileUp } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, codeOf, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Checkbox } from '../../kit/checkbox.tsx';
import { useFormats } from '../../kit/format.ts';
import { PageHead, ProblemNote } from '../../kit/page.tsx';
import { Progress } from '../../kit/progress.tsx';
import { useWords } from '../../kit/words.ts';
import { FileButton } from '../shared/file-button.tsx';
import { ImportReport } from './import-report.tsx';
import { ImportTable } from './import-table.tsx';
import { fieldName, importWords } from './import-words.ts';
import { findingSentence } from './problem-words.ts';
import { useImport, type Import, type ImportKind, type Inspection } from './use-import.ts';
import { datesContradict, WritingBar } from './writing-bar.tsx';
import { WrongFile, type Elsewhere } from './wrong-file.tsx';

export type ImportAssistantProps = {
  readonly company: string;
  readonly kind: ImportKind;
  /** A file that was dropped elsewhere and belongs here. */
  readonly given?: File | null;
  /** Open items at a cut-over, which are opening balances. */
  readonly cutOver?: boolean;
  readonly onDone: () => void;
  readonly doneLabel?: string;
  /** What stands in the head while nothing was imported yet. */
  readonly actions?: ReactNode;
  readonly onElsewhere: (place: Elsewhere, file: File) => void;
};

/** From somebody else's CSV to our rows: how it is written, which column is which, what is wrong where, and only then the import. */
export function ImportAssistant(props: ImportAssistantProps): ReactNode {
  const { company, kind, given = null, cutOver = false, onDone } = props;
  const words = useWords(importWords);
  const details = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }), staleTime: 5 * 60_000 });
  const currency = details.data?.baseCurrency ?? 'EUR';
  const state = useImport({ company, kind, baseCurrency: currency, given, cutOver });
  const seen = state.inspection.data;
  if (state.importIt.data) {
    return (
      <>
        <PageHead title={words[`title_${kind}`]} />
        <Done state={state} company={company} kind={kind} onDone={onDone} label={props.doneLabel ?? words.goOn} />
      </>
    );
  }
  return (
    <>
      <PageHead title={state.fits ? words[`match_${kind}`] : words[`title_${kind}`]}>
        {state.fits && <AnotherFile onFile={state.choose} />}
        {props.actions}
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4" tabIndex={0} role="region" aria-label={words[`title_${kind}`]}>
        {state.file === null ? (
          <FileDrop kind={kind} onFile={state.choose} />
        ) : (
          <div className="grid gap-3">
            {state.inspection.error && <Unreadable state={state} error={state.inspection.error} />}
            {state.inspection.isLoading && <p role="status">{words.reading}</p>}
            {seen &&
              (state.fits ? (
                <Matching state={state} kind={kind} currency={currency} seen={seen} />
              ) : (
                <WrongFile state={state} kind={kind} seen={seen} onElsewhere={props.onElsewhere} />
              ))}
          </div>
        )}
      </div>
      {seen && state.fits && <Foot state={state} seen={seen} />}
    </>
  );
}

/** A file that could not even be looked at; an empty one is the most frequent. */
function Unreadable({ state, error }: { readonly state: Import; readonly error: Error }): ReactNode {
  const words = useWords(importWords);
  const empty = codeOf(error) === 'upload.missing';
  return (
    <ProblemNote action={<AnotherFile onFile={state.choose} />}>
      <p className="font-semibold [overflow-wrap:anywhere]">
        {state.file?.name}: {empty ? words.isEmpty : words.unreadable}
      </p>
      <p>{empty ? words.remedyEmpty : sentenceOf(error)}</p>
    </ProblemNote>
  );
}

function AnotherFile({ onFile }: { readonly onFile: (file: File) => void }): ReactNode {
  const words = useWords(importWords);
  return <FileButton label={words.another} icon={<FileSpreadsheet aria-hidden className="size-4" />} onFile={onFile} />;
}

function Matching({
  state,
  kind,
  currency,
  seen,
}: {
  readonly state: Import;
  readonly kind: ImportKind;
  readonly currency: string;
  readonly seen: Inspection;
}): ReactNode {
  const words = useWords(importWords);
  const missing = seen.missing.map((group) => group.map((field) => fieldName(field, words)).join(' / ')).join(', ');
  return (
    <>
      <WritingBar state={state} seen={seen} file={state.file} />
      {seen.missing.length > 0 && <ProblemNote>{words.missing(missing)}</ProblemNote>}
      <Findings seen={seen} />
      <div className="grid grid-cols-[minmax(0,1fr)_264px] items-start gap-4">
        <ImportTable state={state} seen={seen} />
        <ImportReport state={state} kind={kind} currency={currency} />
      </div>
    </>
  );
}

/** Told by other parts of the screen: what is missing, what the file is, and how its dates are written. */
const TOLD_ELSEWHERE = new Set(['columns_missing', 'other_kind', 'no_table', 'date_order_unsure', 'date_order_mixed']);

/** What was noticed in the file beside the rows themselves. */
function Findings({ seen }: { readonly seen: Inspection }): ReactNode {
  const told = seen.findings.filter(({ severity, code }) => severity !== 'note' && !TOLD_ELSEWHERE.has(code));
  if (told.length === 0) return null;
  return (
    <ul className="grid gap-1.5">
      {told.map((one) => (
        <li
          key={`${one.code}${one.line}${one.column}`}
          className={one.severity === 'error' ? 'rounded-control bg-bad-soft px-3 py-1.5 text-bad' : 'rounded-control bg-warn-soft px-3 py-1.5 text-warn'}
        >
          {findingSentence(one)}
        </li>
      ))}
    </ul>
  );
}

function Foot({ state, seen }: { readonly state: Import; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const { count } = useFormats();
  const [remember, setRemember] = useState(true);
  const report = state.trial.data;
  const good = report ? report.rows.new + ('updated' in report ? report.updated : 0) : 0;
  const checking = state.trial.isFetching || state.inspection.isFetching;
  const off = datesContradict(seen)
    ? words.orderWrong
    : seen.missing.length > 0
      ? words.missingShort
      : checking
        ? words.checking
        : good === 0
          ? words.nothing
          : state.importIt.isPending;
  return (
    <footer className="flex shrink-0 items-center gap-4 border-t border-line bg-bg px-5 py-3">
      <Checkbox label={words.remember} checked={remember} onChange={setRemember} />
      <div className="ml-auto flex min-w-0 items-center gap-3">
        {state.importIt.error && <span className="min-w-0 truncate text-bad">{sentenceOf(state.importIt.error)}</span>}
        {state.importIt.isPending && (
          <Progress
            className="w-72"
            label={words.importing}
            done={state.progress?.bytes ?? 0}
            total={state.progress?.totalBytes ?? seen.sizeBytes}
            text={words.rows(count(state.progress?.rows ?? 0))}
          />
        )}
        {typeof off === 'string' && (
          <span aria-hidden className="text-mute">
            {off}
          </span>
        )}
        <Button kind="primary" off={off} onClick={() => state.importIt.mutate(remember && seen.keptProfile === null)}>
          {state.importIt.isPending ? words.importing : words.importGood(count(good))}
        </Button>
      </div>
    </footer>
  );
}

function Done(props: {
  readonly state: Import;
  readonly company: string;
  readonly kind: ImportKind;
  readonly onDone: () => void;
  readonly label: string;
}): ReactNode {
  const { state, company, kind, onDone, label } = props;
  const words = useWords(importWords);
  const { count } = useFormats();
  const report = state.importIt.data;
  if (!report) return null;
  const told = [
    'updated' in report && report.updated > 0 && words.doneUpdated(count(report.updated)),
    'customersCreated' in report && report.customersCreated > 0 && words.doneCustomers(count(report.customersCreated)),
    report.rows.withProblem > 0 && words.doneLeft(count(report.rows.withProblem)),
  ].filter((one) => one !== false);
  return (
    <div className="grid min-h-0 flex-1 place-items-center p-6">
      <div className="max-w-md text-center" role="status">
        <CircleCheck aria-hidden className="mx-auto mb-3 size-8 text-good" />
        <h2 className="text-page font-semibold">{words.done(count(report.imported))}</h2>
        {told.map((one) => (
          <p key={one} className="mt-1 text-mute">
            {one}
          </p>
        ))}
        <div className="mt-5 flex justify-center gap-2">
          <Button onClick={() => state.choose(null)}>{words.more}</Button>
          <Link
            to={kind === 'customers' ? '/c/$company/customers' : '/c/$company/invoices'}
            params={{ company }}
            className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
          >
            {words.show}
          </Link>
          <Button kind="primary" onClick={onDone}>
            {label}
          </Button>
        </div>
      </div>
    </div>
  );
}

function FileDrop({ kind, onFile }: { readonly kind: ImportKind; readonly onFile: (file: File) => void }): ReactNode {
  const words = useWords(importWords);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`grid place-items-center gap-3 rounded-card border-2 border-dashed px-6 py-20 text-center ${over ? 'border-accent bg-accent-soft' : 'border-line'}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <FileUp aria-hidden className="size-8 text-mute" />
      <p className="text-heading font-semibold">{words.drop}</p>
      <p className="max-w-lg text-mute">
        {words[`needed_${kind}`]} {words.dropText}
      </p>
      <FileButton label={words.choose} icon={<FileSpreadsheet aria-hidden className="size-4" />} onFile={onFile} primary />
    </div>
  );
}
