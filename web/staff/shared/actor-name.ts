import { useQuery } from '@tanstack/react-query';
import { api, companyKey } from '../../kit/api.ts';
import { useWords, wordsOf } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { useMay } from '../shell/company.ts';
import { runTitle } from './run-words.ts';

const actorWords = wordsOf({
  en: {
    you: 'You',
    left: 'Somebody who has left',
    somebody: 'A colleague',
    apiKey: 'An API key',
    operator: 'The command line',
    automation: (name: string) => `By itself (${name})`,
  },
  de: {
    you: 'Sie',
    left: 'Jemand, der nicht mehr da ist',
    somebody: 'Ein Kollege',
    apiKey: 'Ein API-Schlüssel',
    operator: 'Die Befehlszeile',
    automation: (name: string) => `Von selbst (${name})`,
  },
});

/** The colleagues of the company: to whom work is given, and whose names stand behind `user:<id>`. */
export function useColleagues(company: string) {
  const may = useMay()('tasks:read');
  return useQuery({ queryKey: companyKey(company, 'colleagues'), queryFn: () => api.listColleagues({ company }), staleTime: 300_000, enabled: may });
}

/** The name of whoever did something, as the server tells it: `user:<id>`, `key:<id>`, `operator`, `automation:<name>`. */
export function useActorName(company: string): (actor: string) => string {
  const words = useWords(actorWords);
  const me = useMe();
  const colleagues = useColleagues(company).data?.items;
  return (actor) => {
    if (actor === `user:${me.id}`) return words.you;
    if (actor.startsWith('user:'))
      return colleagues?.find(({ id }) => actor === `user:${id}`)?.name ?? (colleagues === undefined ? words.somebody : words.left);
    if (actor.startsWith('automation:')) return words.automation(runTitle(actor.slice('automation:'.length)));
    return actor.startsWith('key:') ? words.apiKey : words.operator;
  };
}
