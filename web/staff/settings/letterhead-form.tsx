import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, placesOf, refreshCompany, sentenceOf, type Answer, type Sent } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { AddressFields, BankFields, LookFields, ReachFields, RegisterFields, type LetterheadText } from './letterhead-fields.tsx';
import { letterheadWords } from './letterhead-words.ts';

type Letterhead = Answer<'getLetterhead'>;

function textOf({ addressLines, footerLines, hasLogo: _logo, isDefault: _default, ...rest }: Letterhead): LetterheadText {
  return { ...rest, address: addressLines.join('\n'), footer: footerLines.join('\n') };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function contentOf({ address, footer, ...rest }: LetterheadText): Sent<'setLetterhead', 'body'> {
  return { ...rest, addressLines: linesOf(address), footerLines: linesOf(footer) };
}

/** What was refused, by field; a line of several is told at the field that holds it. */
function wrongOf(error: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(placesOf(error)).map(([place, detail]) => [place.replace(/\/\d+$/, ''), detail]));
}

/** What documents say of the company. The logo is kept apart from it. */
export function LetterheadForm({ company, found }: { readonly company: string; readonly found: Letterhead }): ReactNode {
  const words = useWords(letterheadWords);
  const [value, setValue] = useState(() => textOf(found));
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () => api.setLetterhead({ company, body: contentOf(value) }),
    onSuccess: async (kept) => {
      // As it was kept: an account number has no blanks there.
      setValue(textOf(kept));
      notify({ title: words.saved });
      await refreshCompany(company);
    },
  });
  const nameless = value.name.trim() === '';
  const refused = wrongOf(save.error);
  const fields = {
    value,
    set: (part: Partial<LetterheadText>) => setValue((now) => ({ ...now, ...part })),
    wrong: { ...refused, ...(tried && nameless ? { name: words.missing } : {}) },
  };
  return (
    <form
      className="grid gap-6"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!nameless) save.mutate();
      }}
    >
      <AddressFields {...fields} />
      <ReachFields {...fields} />
      <RegisterFields {...fields} />
      <BankFields {...fields} />
      <LookFields {...fields} />
      {save.error && <ProblemNote>{Object.keys(refused).length > 0 ? words.seeFields : sentenceOf(save.error)}</ProblemNote>}
      <div>
        <Button kind="primary" type="submit" off={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
