import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, codeOf, queries, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import { KIT } from '../../kit/kit-words.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { SessionPage } from './session-page.tsx';
import { sessionWords } from './words.ts';

const NEEDED = ['name', 'email', 'password'] as const;

/** The first page of an empty installation: its owner. */
export function WelcomeScreen(): ReactNode {
  const words = useWords(sessionWords);
  const kit = useWords(KIT);
  const navigate = useNavigate();
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.getSetupStatus() });
  const [form, setForm] = useState({ firmName: '', name: '', email: '', password: '', setupToken: '' });
  const set = (key: keyof typeof form) => (value: string) => setForm((now) => ({ ...now, [key]: value }));
  const create = useMutation({
    mutationFn: () => {
      const { firmName, setupToken, ...owner } = form;
      return api.createOwner({ body: { ...owner, ...(firmName === '' ? {} : { firmName }), ...(setupToken === '' ? {} : { setupToken }) } });
    },
    onSuccess: async () => {
      await queries.resetQueries({ queryKey: ['me'] });
      await navigate({ to: '/start', replace: true });
    },
    onError: async (error) => {
      if (codeOf(error) === 'setup.done') await navigate({ to: '/sign-in', replace: true });
    },
  });
  const [tried, setTried] = useState(false);
  const tokenNeeded = setup.data?.tokenNeeded === true;
  const lacks = (key: keyof typeof form): string | null => (form[key].trim() === '' ? kit.required : null);
  const lacking = ([...NEEDED, ...(tokenNeeded ? (['setupToken'] as const) : [])] as const).some((key) => lacks(key) !== null);
  const wrong = (key: keyof typeof form): string | null => (tried ? lacks(key) : null);
  const weak = codeOf(create.error).startsWith('password.') ? sentenceOf(create.error) : null;
  return (
    <SessionPage title={words.welcome} text={words.welcomeText}>
      <form
        className="grid gap-4"
        // Our own words at each field, in the language of the page and not of the browser.
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!create.isPending && !lacking) create.mutate();
        }}
      >
        {create.error && weak === null && <ProblemNote>{sentenceOf(create.error)}</ProblemNote>}
        <TextField label={words.firmName} autoComplete="organization" maxLength={200} autoFocus value={form.firmName} onChange={set('firmName')} />
        <TextField label={words.yourName} autoComplete="name" required maxLength={200} error={wrong('name')} value={form.name} onChange={set('name')} />
        <TextField
          label={words.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          error={wrong('email')}
          value={form.email}
          onChange={set('email')}
        />
        <TextField
          label={words.password}
          type="password"
          autoComplete="new-password"
          required
          hint={weak === null ? words.passwordRule : undefined}
          error={wrong('password') ?? weak}
          value={form.password}
          onChange={set('password')}
        />
        {tokenNeeded && (
          <TextField
            label={words.setupToken}
            required
            hint={words.setupTokenHint}
            error={wrong('setupToken')}
            value={form.setupToken}
            onChange={set('setupToken')}
          />
        )}
        <Button kind="primary" type="submit" off={create.isPending}>
          {words.create}
        </Button>
      </form>
    </SessionPage>
  );
}
