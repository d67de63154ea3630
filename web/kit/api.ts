import { QueryClient, type UseMutationOptions } from '@tanstack/react-query';
import { apiClient, ApiProblem, type ApiClient, type CallOf, type ClientAnswerOf } from '../../src/foundation/contract/client.ts';
import { withIntents } from './intents.ts';
import { operations, type Registry } from './operations.ts';
import { retold } from './retelling.ts';

export { ApiProblem };

/** The server said nothing: it is stopped, or the network is gone. Whether a command took effect is not known; its idempotency key makes asking again safe. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
    this.name = 'Unreachable';
  }
}

type Listener = (up: boolean) => void;
const listeners = new Set<Listener>();
let up = true;

function told(next: boolean): void {
  if (next === up) return;
  up = next;
  for (const listener of listeners) listener(next);
}

/** Whether the server answered last time, and every change of that. */
export const connection = {
  isUp: (): boolean => up,
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
} as const;

/** The build that the server serves, from its answers; another one than ours means that this page is stale. */
let served: string | null = null;
const builds = new Set<(build: string) => void>();

export function onOtherBuild(listener: (build: string) => void): () => void {
  builds.add(listener);
  return () => void builds.delete(listener);
}

async function request(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    told(false);
    throw new Unreachable(error);
  }
  told(response.status !== 502 && response.status !== 504);
  const build = response.headers.get('x-dunlin-build');
  if (build !== null) {
    if (served !== null && served !== build) for (const listener of builds) listener(build);
    served ??= build;
  }
  return response;
}

/** Asks the server whether it is well: it answers, and reaches its database. */
export async function probe(): Promise<boolean> {
  try {
    return (await request('/health', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/** Every operation of the server: `api.listInvoices({ company, query: { limit: 50 } })`. Throws ApiProblem for refusals, Unreachable without an answer. Commands carry
 *  a key of their intent by themselves. */
export const api: ApiClient<Registry> = withIntents(apiClient(operations, { baseUrl: '', fetch: request }), operations);

/** What an operation answers: `Answer<'listInvoices'>`. */
export type Answer<K extends keyof Registry> = ClientAnswerOf<Registry[K]>;

/** One row of a list: `Item<'listInvoices'>`. */
export type Item<K extends keyof Registry> = Answer<K> extends { readonly items: readonly (infer R)[] } ? R : never;

/** What an operation takes as a part of its call: `Sent<'listInvoices', 'query'>`. */
export type Sent<K extends keyof Registry, P extends 'params' | 'query' | 'body'> = NonNullable<CallOf<Registry[K]>[P & keyof CallOf<Registry[K]>]>;

/** A sentence for a person about whatever went wrong: in their language where it has one for the code, else as the server said it. */
export function sentenceOf(error: unknown): string {
  const told = error instanceof ApiProblem ? retold(error.body) : error instanceof Unreachable ? retold({ code: 'unreachable' }) : null;
  if (told !== null) return told;
  if (error instanceof ApiProblem && error.body.errors?.length) return [...new Set(error.body.errors.map(({ detail }) => detail))].join(' ');
  return error instanceof Error ? error.message : String(error);
}

/** What is wrong with what was sent, by its place in the body (`from/address`, `dkimSelectors/0`). Empty for a refusal of the whole. */
export function placesOf(error: unknown): Readonly<Record<string, string>> {
  const places = error instanceof ApiProblem ? (error.body.errors ?? []) : [];
  return Object.fromEntries(places.filter(({ in: part }) => part === 'body').map(({ pointer, detail }) => [pointer.slice(1), detail]));
}

export function codeOf(error: unknown): string {
  return error instanceof ApiProblem ? error.code : error instanceof Unreachable ? 'unreachable' : 'internal';
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      // A refusal will be the same again; a server that is away may come back.
      retry: (failures, error) => !(error instanceof ApiProblem && error.status < 500) && failures < 3,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** Queries of a company start with this key, so that a command can refresh them all or some. */
export function companyKey(company: string, ...rest: readonly unknown[]): readonly unknown[] {
  return ['company', company, ...rest];
}

/** After a command: everything of the company that is on the screen is asked again. */
export async function refreshCompany(company: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: companyKey(company) });
}

export type CommandOptions<T, V> = UseMutationOptions<T, Error, V>;
