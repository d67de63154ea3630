import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { conflictsOf, withFieldsOf, type CustomerField, type CustomerForm } from './customer-form.ts';
import { customersWords } from './words.ts';

type Words = (typeof customersWords)['en'];

function sayValue(form: CustomerForm, field: CustomerField, words: Words): string {
  if (field === 'kind') return words[form.kind];
  return form[field].trim() === '' ? '' : form[field].trim().replaceAll('\n', ', ');
}

/** What somebody else changed to another value since the form was opened, and whose is to stand. What both left alone, or changed alike, is no question. */
export function Conflicts(props: {
  readonly mine: CustomerForm;
  readonly shown: CustomerForm;
  readonly theirs: CustomerForm;
  /** Saves what is typed over theirs: `shown` is the form with what they changed. */
  readonly onMine: (shown: CustomerForm) => Promise<void>;
  /** Takes theirs into the form, which stays open with what else is typed. */
  readonly onTheirs: (form: CustomerForm, shown: CustomerForm) => void;
}): ReactNode {
  const { mine, shown, theirs, onMine, onTheirs } = props;
  const words = useWords(customersWords);
  const fields = conflictsOf({ mine, shown, theirs });
  const seen = withFieldsOf(shown, theirs, fields);
  const save = useMutation({ mutationFn: () => onMine(seen) });
  if (fields.length === 0) return null;
  return (
    <ProblemNote>
      <ul className="grid grid-cols-1 gap-1">
        {fields.map((field) => {
          const value = sayValue(theirs, field, words);
          return <li key={field}>{value === '' ? words.emptiedMeanwhile(words[field]) : words.changedMeanwhile(words[field], value)}</li>;
        })}
      </ul>
      {save.error && <p className="mt-1">{sentenceOf(save.error)}</p>}
      <div className="mt-2 flex gap-2">
        <Button off={save.isPending} onClick={() => save.mutate()}>
          {words.saveMine}
        </Button>
        <Button off={save.isPending} onClick={() => onTheirs(withFieldsOf(mine, theirs, fields), seen)}>
          {words.takeTheirs}
        </Button>
      </div>
    </ProblemNote>
  );
}
