import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, FileSpreadsheet, FileUp } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Checkbox } from '../../kit/checkbox.tsx';
import { useFormats } from '../../kit/format.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { Progress } from '../../kit/progress.tsx';
import { useWords } from '../../kit/words.ts';
import { ImportReport } from './import-report.tsx';
import { ImportTable } from './import-table.tsx';
import { fieldName, importWords } from './import-words.ts';
import { useImport, type Import, type ImportKind, type Inspection } from './use-import.ts';
import { WritingBar } from './writing-bar.tsx';

/** From somebody else's CSV to our rows: how it is written, which column is which, what is wrong where, and only then the import. */
export function ImportAssistant(props: { readonly company: string; readonly kind: ImportKind; readonly onDone: () => void; readonly doneLabel?: string }): ReactNode {
  const { company, kind, onDone } = props;
  const words = useWords(importWords);
  const details = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }), staleTime: 5 * 60_000 });
  const currency = details.data?.baseCurrency ?? 'EUR';
  const state = useImport(company, kind, currency);
  const seen = state.inspection.data;
  if (state.importIt.data) return <Done state={state} company={company} kind={kind} onDone={onDone} label={props.doneLabel ?? words.goOn} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-4" tabIndex={0} role="region" aria-label={words[`title_${kind}`]}>
        {state.file === null ? (
          <FileDrop onFile={state.choose} />
        ) : (
          <div className="grid gap-3">
            {state.inspection.error && <ProblemNote action={<FileButton label={words.another} onFile={state.choose} />}>{sentenceOf(state.inspection.error)}</ProblemNote>}
            {state.inspection.isLoading && <p role="status">{words.reading}</p>}
            {seen && (seen.looksLike.asAsked ? <Matching state={state} kind={kind} currency={currency} seen={seen} /> : <WrongFile state={state} company={company} seen={seen} />)}
          </div>
        )}
      </div>
      {seen?.looksLike.asAsked === true && <Foot state={state} seen={seen} />}
    </div>
  );
}

function Matching({ state, kind, currency, seen }: { readonly state: Import; readonly kind: ImportKind; readonly currency: string; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const missing = seen.missing.map((group) => group.map((field) => fieldName(field, words)).join(' / ')).join(', ');
  return (
    <>
      <h2 className="pt-1 text-page font-semibold tracking-tight">{words[`match_${kind}`]}</h2>
      <WritingBar state={state} seen={seen} file={state.file} another={<FileButton label={words.another} onFile={state.choose} />} />
      {seen.missing.length > 0 && <ProblemNote>{words.missing(missing)}</ProblemNote>}
      <Findings seen={seen} />
      <div className="grid grid-cols-[minmax(0,1fr)_264px] items-start gap-4">
        <ImportTable state={state} seen={seen} />
        <ImportReport state={state} kind={kind} currency={currency} />
      </div>
    </>
  );
}

/** What was noticed in the file beside the rows themselves. */
function Findings({ seen }: { readonly seen: Inspection }): ReactNode {
  const told = seen.findings.filter(({ severity, code }) => severity !== 'note' && code !== 'columns_missing');
  if (told.length === 0) return null;
  return (
    <ul className="grid gap-1.5">
      {told.map((one) => (
        <li
          key={`${one.code}${one.line}${one.column}`}
          className={one.severity === 'error' ? 'rounded-control bg-bad-soft px-3 py-1.5 text-bad' : 'rounded-control bg-warn-soft px-3 py-1.5 text-warn'}
        >
          {one.message}
        </li>
      ))}
    </ul>
  );
}

/** Another kind of file than was asked for: what it looks like, and where it belongs. */
function WrongFile({ state, company, seen }: { readonly state: Import; readonly company: string; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const like = seen.looksLike.kind;
  const name =
    like === 'customers' || like === 'invoices' || like === 'payments'
      ? words[`kind_${like}`]
      : ['bank_statement', 'camt', 'mt940', 'bai2', 'ofx'].includes(like)
        ? words.kind_bank_statement
        : like === 'unknown_table' || like === 'binary'
          ? words.kind_unknown
          : like.toUpperCase();
  const told = seen.findings.find(({ severity }) => severity === 'error') ?? seen.findings[0];
  return (
    <div className="mt-6 grid gap-4">
      <ProblemNote>
        <p className="font-semibold">{words.wrongKind}</p>
        <p>
          {seen.fileName}: {words.looksLike(name)}
        </p>
        {told && <p>{told.message}</p>}
      </ProblemNote>
      <div className="flex gap-3">
        <FileButton label={words.another} onFile={state.choose} primary />
        {(like === 'customers' || like === 'invoices') && (
          <Link
            to="/c/$company/import/$kind"
            params={{ company, kind: like }}
            className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
          >
            {words[`title_${like}`]}
          </Link>
        )}
        {name === words.kind_bank_statement && (
          <Link
            to="/c/$company/cash"
            params={{ company }}
            search={{ import: true }}
            className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
          >
            {words.toStep(words.kind_bank_statement)}
          </Link>
        )}
      </div>
    </div>
  );
}

function Foot({ state, seen }: { readonly state: Import; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const { count } = useFormats();
  const [remember, setRemember] = useState(true);
  const report = state.trial.data;
  const good = report ? report.rows.new + ('updated' in report ? report.updated : 0) : 0;
  const off =
    seen.missing.length > 0 ? words.missingShort : state.trial.isFetching || !report ? words.checking : good === 0 ? words.nothing : state.importIt.isPending;
  return (
    <footer className="flex shrink-0 items-center gap-4 border-t border-line bg-bg px-6 py-3">
      <Checkbox label={words.remember} checked={remember} onChange={setRemember} />
      <div className="ml-auto flex min-w-0 items-center gap-3">
        {state.importIt.error && <span className="min-w-0 truncate text-bad">{sentenceOf(state.importIt.error)}</span>}
        {state.importIt.isPending && (
          <Progress className="w-72" label={words.importing} done={state.progress?.bytes ?? 0} total={state.progress?.totalBytes ?? seen.sizeBytes} text={words.rows(count(state.progress?.rows ?? 0))} />
        )}
        <Button kind="primary" off={off} onClick={() => state.importIt.mutate(remember && seen.keptProfile === null)}>
          {state.importIt.isPending ? words.importing : words.importGood(count(good))}
        </Button>
      </div>
    </footer>
  );
}

function Done(props: { readonly state: Import; readonly company: string; readonly kind: ImportKind; readonly onDone: () => void; readonly label: string }): ReactNode {
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

function FileDrop({ onFile }: { readonly onFile: (file: File) => void }): ReactNode {
  const words = useWords(importWords);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`mt-2 grid place-items-center gap-3 rounded-card border-2 border-dashed px-6 py-20 text-center ${over ? 'border-accent bg-accent-soft' : 'border-line'}`}
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
      <p className="text-mute">{words.dropText}</p>
      <FileButton label={words.choose} onFile={onFile} primary />
    </div>
  );
}

function FileButton({ label, onFile, primary = false }: { readonly label: string; readonly onFile: (file: File) => void; readonly primary?: boolean }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={primary ? 'primary' : 'secondary'} icon={<FileSpreadsheet aria-hidden className="size-4" />} onClick={() => input.current?.click()}>
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
