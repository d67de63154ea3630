import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, ApiProblem, type Answer } from '../../kit/api.ts';
import { rememberPerson } from './person.ts';

export type Me = Answer<'whoAmI'>;

/** Who is signed in; `nobody`, or `no-user-yet` on an installation that is still empty. */
export function meOptions() {
  return queryOptions({
    queryKey: ['me'],
    queryFn: async (): Promise<Me | 'nobody' | 'no-user-yet'> => {
      try {
        const me = await api.whoAmI();
        rememberPerson(me.id);
        return me;
      } catch (error) {
        if (!(error instanceof ApiProblem && error.status === 401)) throw error;
        const { needed } = await api.getSetupStatus();
        return needed ? 'no-user-yet' : 'nobody';
      }
    },
    staleTime: 60_000,
  });
}

/** The signed-in user, inside of what only signed-in users see. */
export function useMe(): Me {
  const { data } = useQuery(meOptions());
  if (data === undefined || typeof data === 'string') throw new Error('Nobody is signed in here.');
  return data;
}
