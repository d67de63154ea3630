import { Refusal } from '../../foundation/errors/refusal.ts';

export function unauthenticated(): Refusal {
  return new Refusal('access.unauthenticated', 'Nobody is signed in with this request, or the session or key has ended. Sign in, or send a valid API key.');
}

export function scopeMissing(scope: string): Refusal {
  return new Refusal('access.scope_missing', `This needs the permission ${scope}, which you do not have here. Ask an administrator for a role that has it.`, {
    scope,
  });
}

/** The same words whether the company does not exist or the caller has no business there: ids can't be probed. */
export function companyUnseen(): Refusal {
  return new Refusal('company.not_found', 'There is no such company, or you have no access to it. Check its id or slug, or ask an administrator.');
}

export function signInFailed(): Refusal {
  return new Refusal('access.sign_in_failed', 'E-mail and password do not fit together. Check both, or ask an administrator for a new link.');
}

export function throttled(retryAfterSeconds: number): Refusal {
  return new Refusal('access.throttled', `Too many attempts to sign in. Wait ${Math.ceil(retryAfterSeconds / 60)} minutes, then try again.`, {
    retryAfterSeconds,
  });
}

export function userNotFound(): Refusal {
  return new Refusal('user.not_found', 'There is no such user in this firm. List the users to find the right id.');
}

export function roleBeyondOwn(role: string): Refusal {
  return new Refusal('access.role_beyond_own', `The role ${role} allows more than you may yourself, so you can't give or take it. Ask an owner.`, { role });
}
