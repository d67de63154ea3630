import { useQuery } from '@tanstack/react-query';
import { companyKey } from '../../kit/api.ts';

/** Changes with every command in the company, so that a list on the screen is read again at its place; a list that comes onto the screen begins at 0 and is read once. */
export function useListVersion(company: string, list: string): number {
  return useQuery({
    queryKey: companyKey(company, list),
    queryFn: () => Date.now(),
    initialData: 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  }).data;
}
