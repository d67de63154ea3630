import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Kbd } from '../../kit/kbd.tsx';
import { useKeys } from '../../kit/key-map.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { cashReason } from '../shared/cash-words.ts';
import { useMay } from '../shell/company.ts';
import type { BankLine, LineActs, Proposal, ShortReason } from './bank-line.ts';
import { BuildPanel } from './build-panel.tsx';
import { DecideDialogs, type Asking } from './decide-dialogs.tsx';
import { ExplanationCard } from './explanation-card.tsx';
import { LineHead } from './line-head.tsx';
import { SumBar } from './sum-bar.tsx';
import { useDecision } from './use-decision.ts';
import { useLastDecision, useUndoKey } from './use-last-decision.ts';
import { cashWords } from './words.ts';

/** One bank line: what came, what it may pay and why, and the decision. */
export function LineDetail({ company, id, ...acts }: LineActs & { readonly company: string; readonly id: string }): ReactNode {
  const found = useQuery({ queryKey: companyKey(company, 'bank-line', id), queryFn: () => api.getBankLine({ company, params: { line: id } }) });
  useUndoKey(useLastDecision(company, acts), found.data === undefined);
  if (found.error) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(found.error)}</ProblemNote>
      </div>
    );
  }
  return found.data ? <Decide company={company} line={found.data} acts={acts} /> : null;
}

/** Explanations that still stand: waiting ones by rank, or the one that was applied. */
function standing(line: BankLine): readonly Proposal[] {
  const state = line.state === 'applied' ? 'applied' : 'proposed';
  const kept = line.proposals.filter((proposal) => proposal.state === state || (state === 'proposed' && proposal.state === 'shadow'));
  return kept.toSorted((a, b) => a.rank - b.rank);
}

function Decide({ company, line, acts }: { readonly company: string; readonly line: BankLine; readonly acts: LineActs }): ReactNode {
  const words = useWords(cashWords);
  const may = useMay()('cash:apply');
  const proposals = standing(line);
  const [picked, setPicked] = useState(0);
  const [shortReason, setShortReason] = useState<ShortReason | null>(line.shortReasonHint);
  const [mode, setMode] = useState<'explanations' | 'build'>(
    may && proposals.length === 0 && line.can.correct === true && line.state === 'open' ? 'build' : 'explanations',
  );
  const [asking, setAsking] = useState<Asking>(null);
  const { decide, built, refused, undo, last } = useDecision(company, line, acts);
  const best = proposals[picked];
  const accept = (): void => {
    if (!may || !best || line.can.confirm !== true) return;
    const short = best.explanation.parts.some(({ staysOpen }) => /[1-9]/.test(staysOpen));
    decide.mutate({ how: 'confirm', proposalId: best.id, shortReason: short ? shortReason : null, name: best.explanation.customerName });
  };
  const takeBack = (): void => {
    if (line.can.undo === true && !last.is(line.id)) setAsking('undo');
    else last.undoLast();
  };
  const building = mode === 'build' && line.can.correct === true;
  const digits = Object.fromEntries(proposals.slice(0, 9).map((_, index) => [String(index + 1), building ? null : () => setPicked(index)]));
  useKeys(
    {
      ...digits,
      Enter: { label: words.keyAccept, run: accept, off: building },
      '/': { label: words.keyBuild, run: () => setMode('build'), off: building || line.can.correct !== true },
      a: { label: words.keyAccount, run: () => best && setAsking('account'), off: building || line.can.correct !== true || !best },
      n: { label: words.keyAside, run: () => setAsking('aside'), off: line.can.setAside !== true },
      u: { label: words.keyUndo, run: takeBack },
    },
    { screen: words.title, when: may },
  );
  return (
    <>
      <LineHead line={line} />
      {building && may ? (
        <BuildPanel
          company={company}
          line={line}
          onBuilt={built}
          onRefused={refused}
          onBack={() => setMode('explanations')}
          onAside={() => setAsking('aside')}
        />
      ) : (
        <>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-4" tabIndex={0} role="region" aria-label={words.explanations}>
            <div className="flex items-center gap-2 py-3">
              <h3 className="font-semibold">{words.explanations}</h3>
              {proposals.length > 1 && <span className="text-second text-mute">{words.bestFirst}</span>}
              {may && line.can.correct === true && (
                <Button kind="ghost" className="ml-auto" icon={<Search aria-hidden className="size-4" />} onClick={() => setMode('build')}>
                  {words.build} <Kbd>/</Kbd>
                </Button>
              )}
            </div>
            {proposals.length === 0 && (
              <EmptyState title={words.noExplanation}>{cashReason({ code: line.reason, sentence: line.reasonSentence }, line.currency)}</EmptyState>
            )}
            <div className="grid gap-3">
              {proposals.map((proposal, index) => (
                <ExplanationCard
                  key={proposal.id}
                  rank={index + 1}
                  proposal={proposal}
                  currency={line.currency}
                  open={index === picked}
                  onPick={() => setPicked(index)}
                  hint={line.shortReasonHint}
                  shortReason={shortReason}
                  onShortReason={line.state === 'applied' ? undefined : setShortReason}
                />
              ))}
            </div>
          </div>
          <SumBar line={line} parts={best?.explanation.parts ?? []}>
            {may && line.can.undo === true && <Button onClick={() => setAsking('undo')}>{words.undo}</Button>}
            {may && line.can.setAside === true && <Button onClick={() => setAsking('aside')}>{words.setAside}</Button>}
            {may && line.can.confirm === true && best && (
              <Button kind="primary" onClick={accept}>
                {words.accept(picked + 1)} <span aria-hidden>↵</span>
              </Button>
            )}
          </SumBar>
        </>
      )}
      <DecideDialogs asking={asking} onClose={() => setAsking(null)} best={best} decide={decide.mutate} undo={undo} />
    </>
  );
}
