import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, queries, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

export function AccountSection(): ReactNode {
  const words = useWords(settingsWords);
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const rename = useMutation({
    mutationFn: () => api.changeMyName({ body: { name } }),
    onSuccess: async () => {
      notify({ title: words.saved });
      await queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const change = useMutation({
    mutationFn: () => api.changePassword({ body: { present, next } }),
    onSuccess: () => {
      setPresent('');
      setNext('');
      notify({ title: words.passwordChanged });
    },
  });
  return (
    <Section title={words.account} text={words.accountText}>
      <div className="grid max-w-md gap-8">
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            rename.mutate();
          }}
        >
          <TextField label={words.name} required value={name} onChange={setName} />
          {rename.error && <ProblemNote>{sentenceOf(rename.error)}</ProblemNote>}
          <div>
            <Button type="submit" off={rename.isPending}>
              {words.save}
            </Button>
          </div>
        </form>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate();
          }}
        >
          <input type="hidden" autoComplete="username" value={me.email ?? ''} readOnly />
          <TextField label={words.presentPassword} type="password" autoComplete="current-password" required value={present} onChange={setPresent} />
          <TextField
            label={words.nextPassword}
            type="password"
            autoComplete="new-password"
            required
            hint={words.passwordRule}
            value={next}
            onChange={setNext}
          />
          {change.error && <ProblemNote>{sentenceOf(change.error)}</ProblemNote>}
          <div>
            <Button type="submit" off={change.isPending}>
              {words.changePassword}
            </Button>
          </div>
        </form>
      </div>
    </Section>
  );
}
