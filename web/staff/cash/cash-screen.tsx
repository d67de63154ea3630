import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Banknote, FileUp, Wand } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { api, companyKey, queries, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { KeyBar } from '../../kit/kbd.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { SplitList, type SplitListHandle } from '../../kit/split-list.tsx';
import { useWords } from '../../kit/words.ts';
import { BankFileDialog } from '../shared/bank-file-dialog.tsx';
import { useCompany, useMay } from '../shell/company.ts';
import { BandCards } from './band-cards.tsx';
import type { LineActs } from './bank-line.ts';
import { DropZone } from './drop-zone.tsx';
import { LineDetail } from './line-detail.tsx';
import { rowsOf } from './line-rows.tsx';
import { useCashLines } from './use-cash-lines.ts';
import { useLastDecision, useUndoKey } from './use-last-decision.ts';
import { cashWords } from './words.ts';

/** The workbench: what the bank brought at the left, its explanations at the right, one decision after the other. */
export function CashScreen(): ReactNode {
  const words = useWords(cashWords);
  const { slug: company } = useCompany();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const lineId = typeof search.line === 'string' ? search.line : undefined;
  const [file, setFile] = useState<File | null>(null);
  const importing = search.import === true || file !== null;
  const go = (part: { line?: string | undefined; import?: boolean | undefined }): void =>
    void navigate({ to: '.', search: (now: Record<string, unknown>) => ({ ...now, ...part }) as never, replace: true });
  const match = useMutation({
    mutationFn: () => api.startCashRun({ company, body: {} }),
    onSuccess: () => refreshCompany(company),
  });
  return (
    <DropZone off={!may('cash:import')} onFile={setFile}>
      <PageHead title={words.title}>
        <Link
          to="/c/$company/cash/statements"
          params={{ company }}
          className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
        >
          {words.statements}
        </Link>
        {may('cash:apply') && (
          <Button icon={<Wand aria-hidden className="size-4" />} off={match.isPending} onClick={() => match.mutate()}>
            {words.match}
          </Button>
        )}
        {may('cash:import') && (
          <Button kind="primary" icon={<FileUp aria-hidden className="size-4" />} onClick={() => go({ import: true })}>
            {words.import}
          </Button>
        )}
      </PageHead>
      {match.error && (
        <div className="px-5 pb-3">
          <ProblemNote>{sentenceOf(match.error)}</ProblemNote>
        </div>
      )}
      <BandCards company={company} />
      <Workbench company={company} lineId={lineId} onLine={(line) => go({ line })} />
      {importing && (
        <BankFileDialog
          company={company}
          file={file}
          onClose={() => {
            setFile(null);
            go({ import: undefined });
          }}
        />
      )}
    </DropZone>
  );
}

function Workbench(props: { readonly company: string; readonly lineId: string | undefined; readonly onLine: (id: string | undefined) => void }): ReactNode {
  const { company, lineId, onLine } = props;
  const words = useWords(cashWords);
  const formats = useFormats();
  const list = useRef<SplitListHandle>(null);
  /** Decided here a moment ago: gone from the list before the server's word, back again when it refuses. */
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const lines = useCashLines(company);
  const bands = useQuery({ queryKey: companyKey(company, 'cash-bands'), queryFn: () => api.getCashBands({ company, query: {} }) });
  const groups = rowsOf(lines.groups, { words, formats, leaving, bands: bands.data });
  const first = groups.flatMap((group) => group.rows)[0]?.id;
  const selected = lineId ?? first;
  const back = (id: string): void => setLeaving((now) => new Set([...now].filter((one) => one !== id)));
  const acts: LineActs = {
    onDecided: (id) => {
      list.current?.afterRemoval(id);
      setLeaving((now) => new Set(now).add(id));
    },
    onRefused: (id) => {
      back(id);
      onLine(id);
    },
    onSettled: async (id) => {
      await queries.invalidateQueries({ queryKey: companyKey(company) });
      back(id);
    },
  };
  useUndoKey(useLastDecision(company, acts), selected === undefined);
  if (lines.error) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(lines.error)}</ProblemNote>
      </div>
    );
  }
  if (lines.loaded && first === undefined && lineId === undefined) {
    return (
      <div className="min-h-0 flex-1 border-t border-line">
        <EmptyState icon={<Banknote aria-hidden />} title={words.nothing}>
          {words.nothingText}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(300px,0.62fr)_minmax(0,1fr)] border-t border-line">
        <SplitList
          ref={list}
          label={words.list}
          className="border-r border-line"
          groups={groups}
          selectedId={selected}
          onSelect={onLine}
          onMore={lines.more}
          loadingMore={lines.loadingMore}
        />
        <div className="flex min-h-0 min-w-0 flex-col bg-panel">
          {selected === undefined ? <EmptyState title={words.choose} /> : <LineDetail key={selected} company={company} id={selected} {...acts} />}
        </div>
      </div>
      <KeyBar
        keys={[
          ['j k', words.keyLine],
          ['1 – 9', words.keyPick],
          ['Enter', words.keyAccept],
          ['/', words.keyBuild],
          ['a', words.keyAccount],
          ['n', words.keyAside],
          ['u', words.keyUndo],
        ]}
      />
    </>
  );
}
