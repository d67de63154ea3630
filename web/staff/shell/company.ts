import { useParams } from '@tanstack/react-router';
import type { Me } from '../session/me.ts';
import { useMe } from '../session/me.ts';

export type CompanyAccess = Me['companies'][number];

/** The company of the address: its slug, name and what the user may do there. */
export function useCompany(): CompanyAccess {
  const { company: slug } = useParams({ strict: false });
  const found = useMe().companies.find((company) => company.slug === slug);
  if (!found) throw new Error('A screen of a company stands below the shell of a company.');
  return found;
}

/** Whether the user may do something in the company of the address: `useMay()('cash:apply')`. The server judges; this only hides what would be refused. */
export function useMay(): (scope: CompanyAccess['scopes'][number]) => boolean {
  const { scopes } = useCompany();
  return (scope) => scopes.includes(scope);
}

const STRIPES = ['#2b50bd', '#0f766e', '#b45309', '#7c3aed', '#be185d', '#15803d', '#0369a1', '#a21caf', '#b91c1c', '#4d7c0f'] as const;

/** The colour of a company's stripe: the same on every machine, by its slug. */
export function stripeOf(slug: string): string {
  let sum = 0;
  for (const character of slug) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return STRIPES[sum % STRIPES.length] ?? STRIPES[0];
}
