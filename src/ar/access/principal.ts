import type { Actor } from './context.ts';
import { DEFAULT_PROFILE, scopesOf, type Profile, type Role, type Scope } from './roles.ts';

/** A role in one company, or in every company of the firm (null). */
export type Membership = { readonly companyId: string | null; readonly role: Role };

export type UserPrincipal = {
  readonly kind: 'user';
  readonly id: string;
  readonly firmId: string;
  readonly name: string;
  readonly email: string;
  readonly memberships: readonly Membership[];
  /** SHA-256 of the session's token. */
  readonly sessionHash: Uint8Array;
};

export type KeyPrincipal = {
  readonly kind: 'key';
  readonly id: string;
  readonly firmId: string;
  readonly name: string;
  /** Null: every company of the firm. */
  readonly companyId: string | null;
  readonly scopes: ReadonlySet<Scope>;
};

/** Who calls, proven by a session or an API key. */
export type Principal = UserPrincipal | KeyPrincipal;

export function actorOf(principal: Principal): Actor {
  return { kind: principal.kind, id: principal.id };
}

const NOTHING: ReadonlySet<Scope> = new Set();

/** What the principal may do in a company; empty where it has no business at all. */
export function scopesInCompany(principal: Principal, company: { id: string; profile: Profile }): ReadonlySet<Scope> {
  if (principal.kind === 'key') return principal.companyId === null || principal.companyId === company.id ? principal.scopes : NOTHING;
  const roles = principal.memberships
    .filter((membership) => membership.companyId === null || membership.companyId === company.id)
    .map((membership) => membership.role);
  return scopesOf(roles, company.profile);
}

/** What the principal may do above single companies: only what holds for all of them. */
export function scopesInFirm(principal: Principal, profile: Profile = DEFAULT_PROFILE): ReadonlySet<Scope> {
  if (principal.kind === 'key') return principal.companyId === null ? principal.scopes : NOTHING;
  return scopesOf(
    principal.memberships.filter((membership) => membership.companyId === null).map((membership) => membership.role),
    profile,
  );
}

export function seesCompany(principal: Principal, companyId: string): boolean {
  if (principal.kind === 'key') return principal.companyId === null || principal.companyId === companyId;
  return principal.memberships.some((membership) => membership.companyId === null || membership.companyId === companyId);
}
