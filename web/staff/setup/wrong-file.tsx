import type { ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { FileButton } from '../shared/file-button.tsx';
import { importWords } from './import-words.ts';
import type { Import, ImportKind, Inspection } from './use-import.ts';

type Words = (typeof importWords)['en'];
/** Where else a file can go. */
export type Elsewhere = ImportKind | 'bank';

const BANK_KINDS = new Set(['bank_statement', 'camt', 'mt940', 'bai2', 'ofx']);

function nameOf(kind: string, words: Words): string {
  const known = words[`kind_${BANK_KINDS.has(kind) ? 'bank_statement' : kind}` as keyof Words];
  return typeof known === 'string' ? known : words.kind_unknown;
}

function placeOf(kind: string): Elsewhere | null {
  if (kind === 'customers' || kind === 'invoices') return kind;
  return BANK_KINDS.has(kind) ? 'bank' : null;
}

function remedyOf(kind: string, place: Elsewhere | null, words: Words): string {
  if (kind === 'empty') return words.remedyEmpty;
  if (kind === 'workbook') return words.remedyWorkbook;
  return place === null ? words.remedyCsv : words.remedyElsewhere;
}

/** Another kind of file than was asked for: what it looks like, where it belongs, and the way there with the file in hand. */
export function WrongFile(props: {
  readonly state: Import;
  readonly kind: ImportKind;
  readonly seen: Inspection;
  readonly onElsewhere: (place: Elsewhere, file: File) => void;
}): ReactNode {
  const { state, kind, seen, onElsewhere } = props;
  const words = useWords(importWords);
  const like = seen.looksLike.kind;
  const place = placeOf(like);
  const { file } = state;
  return (
    <div className="mt-2 grid gap-4">
      <ProblemNote>
        <p className="font-semibold">{words.wrongKind}</p>
        <p className="[overflow-wrap:anywhere]">
          {seen.fileName}: {like === 'empty' ? words.isEmpty : words.looksLike(nameOf(like, words))}
        </p>
        <p>{remedyOf(like, place, words)}</p>
      </ProblemNote>
      <div className="flex flex-wrap gap-2">
        {place !== null && file && (
          <Button kind="primary" onClick={() => onElsewhere(place, file)}>
            {words[`as_${place}`]}
          </Button>
        )}
        <FileButton label={words.another} onFile={state.choose} primary={place === null} />
        {seen.columns.length > 1 && <Button onClick={state.insist}>{words[`still_${kind}`]}</Button>}
      </div>
    </div>
  );
}
