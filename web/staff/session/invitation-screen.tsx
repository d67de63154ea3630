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

/** Where the one-time link of an invitation leads: `/invitation?token=…`. */
export function InvitationScreen(): ReactNode {
  const words = useWords(sessionWords);
  const navigate = useNavigate();
  const { token } = useSearch({ strict: false });
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => api.acceptInvitation({ body: { token: String(token), password } }),
    onSuccess: async () => {
      forgetAnswers();
      await queries.resetQueries({ queryKey: ['me'] });
      await navigate({ to: '/', replace: true });
    },
  });
  if (token === undefined) {
    return (
      <SessionPage title={words.invitation}>
        <ProblemNote>{words.invitationMissing}</ProblemNote>
      </SessionPage>
    );
  }
  return (
    <SessionPage title={words.invitation} text={words.invitationText}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!accept.isPending) accept.mutate();
        }}
      >
        {accept.error && <ProblemNote>{sentenceOf(accept.error)}</ProblemNote>}
        <TextField
          label={words.password}
          type="password"
          autoComplete="new-password"
          required
          autoFocus
          hint={words.passwordRule}
          value={password}
          onChange={setPassword}
        />
        <Button kind="primary" type="submit" off={accept.isPending}>
          {words.goOn}
        </Button>
      </form>
    </SessionPage>
  );
}
