import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, ApiProblem, codeOf, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { FileButton } from '../shared/file-button.tsx';
import { letterheadWords } from './letterhead-words.ts';

type Words = (typeof letterheadWords)['en'];

/** Why a file is no logo, and what helps. */
function refusalOf(error: unknown, words: Words): string {
  const details = error instanceof ApiProblem ? (error.body.details ?? {}) : {};
  const { width, height } = details;
  switch (codeOf(error)) {
    case 'logo.too_large':
    case 'upload.too_large':
      return words.tooLarge;
    case 'logo.too_many_pixels':
      return words.tooManyPixels(width === undefined ? '' : ` (${String(width)} × ${String(height)})`);
    case 'logo.unreadable':
      return words.unreadable;
    case 'logo.unsafe':
      return words.unsafe(String(details['what'] ?? 'SVG'));
    case 'upload.missing':
      return words.empty;
    default:
      return sentenceOf(error);
  }
}

export type LogoCardProps = {
  readonly company: string;
  readonly hasLogo: boolean;
  /** Of what was read last: the picture stands at the same address whichever it is. */
  readonly version: number;
};

/** The logo on white, as paper is, and another one or none. */
export function LogoCard({ company, hasLogo, version }: LogoCardProps): ReactNode {
  const words = useWords(letterheadWords);
  const [asking, setAsking] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) => api.setLogo({ company, file: { name: file.name, bytes: file } }),
    onSuccess: async () => {
      notify({ title: words.logoSaved });
      await refreshCompany(company);
    },
  });
  const remove = async (): Promise<void> => {
    await api.removeLogo({ company });
    upload.reset();
    notify({ title: words.logoRemoved });
    await refreshCompany(company);
  };
  return (
    <section aria-label={words.logo} className="grid gap-3 rounded-card border border-line bg-panel p-4">
      <div className="grid grid-cols-[240px_minmax(0,1fr)] items-center gap-5">
        <div
          className={
            hasLogo
              ? 'grid h-28 place-items-center rounded-control border border-line bg-white p-3'
              : 'grid h-28 place-items-center rounded-control border border-dashed border-strong p-3'
          }
        >
          {hasLogo ? (
            <img src={`/v1/companies/${company}/letterhead/logo?version=${version}`} alt={words.logoNow} className="max-h-full max-w-full object-contain" />
          ) : (
            <p className="text-center text-mute">{words.noLogo}</p>
          )}
        </div>
        <div className="grid justify-items-start gap-2">
          <h3 className="font-medium">{words.logo}</h3>
          <p className="text-mute">{words.logoHint}</p>
          <div className="flex gap-2">
            <FileButton label={hasLogo ? words.replace : words.upload} onFile={(file) => upload.mutate(file)} />
            {hasLogo && (
              <Button kind="danger" onClick={() => setAsking(true)}>
                {words.remove}
              </Button>
            )}
          </div>
        </div>
      </div>
      {upload.error && <ProblemNote>{refusalOf(upload.error, words)}</ProblemNote>}
      <Confirm open={asking} onClose={() => setAsking(false)} title={words.removeTitle} action={words.remove} danger onConfirm={remove}>
        {words.removeText}
      </Confirm>
    </section>
  );
}
