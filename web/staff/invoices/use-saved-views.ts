import { useMutation, useQuery } from '@tanstack/react-query';
import { api, queries } from '../../kit/api.ts';

export type SavedView = { readonly name: string; readonly search: Readonly<Record<string, string>> };

const KEY = 'views.invoices';

function readViews(value: unknown): readonly SavedView[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const { name, search } = one as { name?: unknown; search?: unknown };
    if (typeof name !== 'string' || typeof search !== 'object' || search === null) return [];
    const texts = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return [{ name, search: Object.fromEntries(texts) }];
  });
}

/** Views of the table that a person has saved in this company; they follow the person to other machines. */
export function useSavedViews(company: string): {
  readonly views: readonly SavedView[];
  readonly save: (views: readonly SavedView[]) => Promise<unknown>;
} {
  const queryKey = ['preferences', company, KEY];
  const found = useQuery({
    queryKey,
    queryFn: async () => {
      const { items } = await api.getPreferences({ query: { company } });
      return readViews(items.find(({ key, companyId }) => key === KEY && companyId !== null)?.value);
    },
    staleTime: 5 * 60_000,
  });
  const save = useMutation({
    mutationFn: (views: readonly SavedView[]) =>
      api.setPreference({ params: { key: KEY }, body: { company, value: views.map(({ name, search }) => ({ name, search: { ...search } })) } }),
    onMutate: (views) => queries.setQueryData(queryKey, views),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return { views: found.data ?? [], save: (views) => save.mutateAsync(views) };
}
