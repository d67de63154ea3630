import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Building2, Telescope } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { api, queries, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { CodeField } from '../../kit/code-field.tsx';
import { codeSent } from '../../kit/code-names.ts';
import { TextField } from '../../kit/field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { Progress } from '../../kit/progress.tsx';
import { useLanguage, useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { SignedIn } from '../session/signed-in.tsx';
import { startWords } from './start-words.ts';

const LOOK_MS = 1_000;
const DEMO = ['demo'] as const;

/** Where an owner begins: invented companies to look around in, or a company of their own. */
export function StartScreen(): ReactNode {
  return (
    <SignedIn>
      <Beginnings />
    </SignedIn>
  );
}

function Beginnings(): ReactNode {
  const words = useWords(startWords);
  const me = useMe();
  const first = me.companies.length === 0;
  return (
    <main className="min-h-full px-6 py-12">
      <div className="mx-auto max-w-4xl">
        <div className="mb-8 flex items-center gap-3">
          <img src="/icon.svg" alt="" width={32} height={32} className="rounded-lg" />
          <h1 className="text-figure font-semibold tracking-tight">{first ? words.title : words.newTitle}</h1>
          {!first && (
            <Link to="/" className="ml-auto font-medium text-accent hover:underline">
              {words.back}
            </Link>
          )}
        </div>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <OwnCard />
          <DemoCard />
        </div>
      </div>
    </main>
  );
}

function OwnCard(): ReactNode {
  const words = useWords(startWords);
  const language = useLanguage();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [country, setCountry] = useState(language === 'de' ? 'DE' : '');
  const create = useMutation({
    mutationFn: () =>
      api.createCompany({ body: { name, currency: codeSent(currency, 'currency', language), country: codeSent(country, 'country', language) } }),
    onSuccess: async (company) => {
      // Asked again, not forgotten: this screen still shows who is signed in.
      await queries.invalidateQueries({ queryKey: ['me'] });
      await navigate({ to: '/c/$company/setup', params: { company: company.slug } });
    },
  });
  return (
    <section className="rounded-card border border-line bg-panel p-6" aria-labelledby="own">
      <Building2 aria-hidden className="mb-3 size-6 text-accent" />
      <h2 id="own" className="text-heading font-semibold">
        {words.own}
      </h2>
      <p className="mt-1 text-mute">{words.ownText}</p>
      <form
        className="mt-5 grid grid-cols-2 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate();
        }}
      >
        <TextField className="col-span-2" label={words.name} required maxLength={200} autoComplete="organization" value={name} onChange={setName} />
        <CodeField kind="currency" label={words.currency} hint={words.currencyHint} required placeholder="EUR" value={currency} onChange={setCurrency} />
        <CodeField kind="country" label={words.country} hint={words.countryHint} required placeholder="DE" value={country} onChange={setCountry} />
        {create.error && (
          <div className="col-span-2">
            <ProblemNote>{sentenceOf(create.error)}</ProblemNote>
          </div>
        )}
        <div className="col-span-2">
          <Button kind="primary" type="submit" off={create.isPending}>
            {words.create}
          </Button>
        </div>
      </form>
    </section>
  );
}

function DemoCard(): ReactNode {
  const words = useWords(startWords);
  const navigate = useNavigate();
  const me = useMe();
  const allowed = me.firmScopes.includes('companies:create');
  const status = useQuery({
    queryKey: DEMO,
    queryFn: () => api.getDemoStatus(),
    enabled: allowed,
    refetchInterval: ({ state }) => (state.data?.state === 'loading' ? LOOK_MS : false),
  });
  const start = useMutation({ mutationFn: () => api.startDemo({ body: {} }), onSuccess: () => queries.invalidateQueries({ queryKey: DEMO }) });
  const demo = status.data;
  const ready = demo?.state === 'ready';
  useEffect(() => {
    if (ready) void queries.invalidateQueries({ queryKey: ['me'] });
  }, [ready]);
  const first = me.companies.find((company) => company.demo);
  return (
    <section className="rounded-card border border-line bg-panel p-6" aria-labelledby="demo">
      <Telescope aria-hidden className="mb-3 size-6 text-accent" />
      <h2 id="demo" className="text-heading font-semibold">
        {words.demo}
      </h2>
      <p className="mt-1 text-mute">{words.demoText}</p>
      <div className="mt-5 grid gap-3">
        {demo?.failure && (
          <ProblemNote>
            {words.failed}: {demo.failure.message}
          </ProblemNote>
        )}
        {demo?.state === 'unfinished' && <p className="text-warn">{words.unfinished}</p>}
        {demo?.state === 'loading' && (
          <>
            <Progress label={words.loading} done={demo.progress?.done ?? 0} total={demo.progress?.total ?? 0} text={words.days} />
            <p className="text-second text-mute">{words.leave}</p>
          </>
        )}
        {ready && first && (
          <div className="flex items-center gap-3">
            <span className="text-good">{words.ready}</span>
            <Button kind="primary" onClick={() => void navigate({ to: '/c/$company', params: { company: first.slug } })}>
              {words.open}
            </Button>
          </div>
        )}
        {demo && (demo.state === 'absent' || demo.state === 'unfinished') && (
          <>
            <div>
              <Button off={demo.can.start !== true ? words.demoNot : start.isPending} onClick={() => start.mutate()}>
                {demo.state === 'unfinished' ? words.loadAgain : words.loadDemo}
              </Button>
            </div>
            {demo.can.start !== true && <p className="text-second text-mute">{words.demoNot}</p>}
          </>
        )}
        {(start.error ?? status.error) && <ProblemNote>{sentenceOf(start.error ?? status.error)}</ProblemNote>}
      </div>
    </section>
  );
}
