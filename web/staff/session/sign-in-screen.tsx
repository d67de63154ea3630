import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, queries, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { forgetAnswers } from './person.ts';
import { SessionPage } from './session-page.tsx';
import { sessionWords } from './words.ts';

/** Only addresses of this app are gone back to: `to` comes from outside. */
export function safeTarget(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/';
}

export function SignInScreen(): ReactNode {
  const words = useWords(sessionWords);
  const navigate = useNavigate();
  const { to } = useSearch({ strict: false });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => api.signIn({ body: { email, password } }),
    onSuccess: async () => {
      forgetAnswers();
      await queries.resetQueries({ queryKey: ['me'] });
      await navigate({ href: safeTarget(to), replace: true });
    },
  });
  return (
    <SessionPage title={words.signIn} text={words.tagline}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) signIn.mutate();
        }}
      >
        {signIn.error && <ProblemNote>{sentenceOf(signIn.error)}</ProblemNote>}
        <TextField label={words.email} type="email" autoComplete="username" required autoFocus value={email} onChange={setEmail} />
        <TextField label={words.password} type="password" autoComplete="current-password" required value={password} onChange={setPassword} />
        <Button kind="primary" type="submit" off={signIn.isPending}>
          {words.signIn}
        </Button>
        <p className="text-second text-mute">{words.forgotten}</p>
      </form>
    </SessionPage>
  );
}
