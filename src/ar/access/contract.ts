import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { currencyCode, id, instant, pageOf, pageQuery } from '../../foundation/contract/page.ts';
import { ROLES, SCOPES, type Scope } from './roles.ts';
import { companyView, profile } from './settings-contract.ts';

const role = z.enum(ROLES).meta({ id: 'Role' });
const scope = z.enum(Object.keys(SCOPES) as [Scope, ...Scope[]]).meta({
  id: 'Scope',
  description: Object.entries(SCOPES)
    .map(([name, text]) => `\`${name}\`: ${text}.`)
    .join(' '),
});

const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'An e-mail address looks like name@example.com.');
const personName = z.string().trim().min(1).max(200);
const password = z.string().min(1).max(1000).meta({ format: 'password' });
const companyOrAll = id.nullable().meta({ description: 'A company, or null for every company of the firm.' });

const whoAmIView = z
  .object({
    kind: z.enum(['user', 'key']),
    id,
    name: z.string(),
    email: z.string().nullable(),
    firmId: id,
    firmScopes: z.array(scope),
    firmRoles: z.array(role).meta({ description: 'Roles in every company; of an API key none.' }),
    companies: z.array(
      z.object({
        id,
        slug: z.string(),
        name: z.string(),
        demo: z.boolean(),
        profile,
        roles: z.array(role).meta({ description: 'Held here, those that hold everywhere included.' }),
        scopes: z.array(scope),
      }),
    ),
  })
  .meta({ id: 'WhoAmI' });

const membershipView = z.object({ companyId: companyOrAll, role });

const userView = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    state: z.enum(['active', 'disabled']),
    hasPassword: z.boolean(),
    createdAt: instant,
    memberships: z.array(membershipView),
  })
  .meta({ id: 'User' });

const invitationView = z
  .object({
    user: userView,
    token: z.string().meta({ description: 'Shown this once: hand it to the person, who chooses a password with it.' }),
    expiresAt: instant,
  })
  .meta({ id: 'Invitation' });

const apiKeyView = z
  .object({
    id,
    name: z.string(),
    prefix: z.string(),
    companyId: companyOrAll,
    scopes: z.array(scope),
    createdBy: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

const auditEventView = z
  .object({
    id,
    at: instant,
    actor: z.string().meta({ description: '`user:<id>`, `key:<id>`, `automation:<name>` or `operator`.' }),
    actorName: z.string().nullable().meta({ description: 'Of a user or key of the firm.' }),
    action: z.string(),
    subjectKind: z.string(),
    subjectId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' });

const auditVerdictView = z
  .object({
    ok: z.boolean(),
    sealed: z.int(),
    unsealedTail: z.int(),
    head: z.string().nullable(),
    brokenAt: z.object({ seq: z.string(), eventId: id.nullable(), reason: z.enum(['event_missing', 'seal_missing', 'changed']) }).nullable(),
  })
  .meta({ id: 'AuditVerdict' });

const PASSWORD_ERRORS = ['password.too_short', 'password.too_long', 'password.guessable'] as const;
const ROLE_ERRORS = [
  'user.not_found',
  'company.not_found',
  'access.roles_conflict',
  'access.role_beyond_own',
  'access.own_roles',
  'access.last_owner',
] as const;
const userParams = z.object({ user: id });

/** Everything about who may come in; of realm `public` only what must be possible before that. */
export const accessOperations = {
  getSetupStatus: defineOperation({
    id: 'getSetupStatus',
    method: 'GET',
    path: '/v1/setup',
    tag: 'Set-up',
    realm: 'public',
    summary: 'Tell whether the first user is still to be made',
    ok: z.object({ needed: z.boolean(), tokenNeeded: z.boolean().meta({ description: 'From another machine the set-up token is asked for.' }) }),
  }),
  createOwner: defineOperation({
    id: 'createOwner',
    method: 'POST',
    path: '/v1/setup/owner',
    tag: 'Set-up',
    realm: 'public',
    summary: 'Create the first user, the owner, and sign in',
    requestsPerMinute: 20,
    description: 'Once only, from this machine or with the set-up token that the start printed.',
    body: z.strictObject({ email, name: personName, password, firmName: z.string().trim().max(200).optional(), setupToken: z.string().max(200).optional() }),
    status: 201,
    ok: z.object({ userId: id }),
    errors: ['setup.done', 'setup.not_allowed', ...PASSWORD_ERRORS],
  }),
  signIn: defineOperation({
    id: 'signIn',
    method: 'POST',
    path: '/v1/session',
    tag: 'Session',
    realm: 'public',
    summary: 'Sign in with e-mail and password',
    requestsPerMinute: 60,
    body: z.strictObject({ email: z.string().trim().min(1).max(254), password }),
    ok: z.object({ userId: id, expiresAt: instant }),
    errors: ['access.sign_in_failed', 'access.throttled'],
  }),
  acceptInvitation: defineOperation({
    id: 'acceptInvitation',
    method: 'POST',
    path: '/v1/invitations/accept',
    tag: 'Session',
    realm: 'public',
    summary: 'Choose a password with a one-time link and sign in',
    requestsPerMinute: 20,
    body: z.strictObject({ token: z.string().min(1).max(200), password }),
    ok: z.object({ userId: id, expiresAt: instant }),
    errors: ['invitation.not_found', ...PASSWORD_ERRORS],
  }),
  signOut: defineOperation({ id: 'signOut', method: 'DELETE', path: '/v1/session', tag: 'Session', realm: 'firm', summary: 'End this session', status: 204 }),
  whoAmI: defineOperation({
    id: 'whoAmI',
    method: 'GET',
    path: '/v1/me',
    tag: 'Session',
    realm: 'firm',
    summary: 'Tell who is signed in and what is allowed where',
    ok: whoAmIView,
  }),
  changePassword: defineOperation({
    id: 'changePassword',
    method: 'PUT',
    path: '/v1/me/password',
    tag: 'Session',
    realm: 'firm',
    summary: 'Change your own password and end your other sessions',
    requestsPerMinute: 20,
    body: z.strictObject({ present: password, next: password }),
    status: 204,
    errors: ['access.wrong_password', 'access.throttled', 'access.not_a_person', ...PASSWORD_ERRORS],
  }),
  listCompanies: defineOperation({
    id: 'listCompanies',
    method: 'GET',
    path: '/v1/companies',
    tag: 'Companies',
    realm: 'firm',
    summary: 'List the companies that you have access to',
    ok: z.object({ items: z.array(companyView) }),
  }),
  createCompany: defineOperation({
    id: 'createCompany',
    method: 'POST',
    path: '/v1/companies',
    tag: 'Companies',
    realm: 'firm',
    scope: 'companies:create',
    summary: 'Create a company and open its books',
    body: z.strictObject({
      name: z.string().trim().min(1).max(200),
      currency: currencyCode,
      country: z.string().regex(/^[A-Z]{2}$/, 'A country is an ISO 3166 code such as DE.'),
      timeZone: z.string().max(64).optional(),
      slug: z.string().max(60).optional(),
      taxPoint: z.enum(['invoice', 'receipt']).optional(),
    }),
    status: 201,
    ok: companyView,
    errors: [
      'company.name_invalid',
      'company.name_taken',
      'company.slug_invalid',
      'company.slug_taken',
      'country.unknown',
      'time_zone.unknown',
      'currency.unknown',
    ],
  }),
  changeControlProfile: defineOperation({
    id: 'changeControlProfile',
    method: 'PUT',
    path: '/v1/companies/{company}/control-profile',
    tag: 'Companies',
    realm: 'company',
    scope: 'access:admin',
    summary: 'Set how duties are separated',
    body: z.strictObject({ profile }),
    ok: z.object({ profile }),
    errors: ['access.roles_conflict'],
    idempotent: true,
  }),
  listUsers: defineOperation({
    id: 'listUsers',
    method: 'GET',
    path: '/v1/users',
    tag: 'Users',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'List the users of the firm',
    ok: z.object({ items: z.array(userView) }),
  }),
  inviteUser: defineOperation({
    id: 'inviteUser',
    method: 'POST',
    path: '/v1/users',
    tag: 'Users',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'Create a user with roles and a one-time link',
    body: z.strictObject({ email, name: personName, companyId: companyOrAll, roles: z.array(role).min(1).max(ROLES.length) }),
    status: 201,
    ok: invitationView,
    errors: ['user.email_taken', ...ROLE_ERRORS],
  }),
  renewInvitation: defineOperation({
    id: 'renewInvitation',
    method: 'POST',
    path: '/v1/users/{user}/invitation',
    tag: 'Users',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'Make a new one-time link for a user',
    params: userParams,
    status: 201,
    ok: invitationView,
    errors: ['user.not_found', 'access.role_beyond_own'],
  }),
  changeUserRoles: defineOperation({
    id: 'changeUserRoles',
    method: 'PUT',
    path: '/v1/users/{user}/roles',
    tag: 'Users',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'Set the roles of a user in one company or firm-wide',
    params: userParams,
    body: z.strictObject({ companyId: companyOrAll, roles: z.array(role).max(ROLES.length) }),
    ok: userView,
    errors: ROLE_ERRORS,
  }),
  changeUserState: defineOperation({
    id: 'changeUserState',
    method: 'PUT',
    path: '/v1/users/{user}/state',
    tag: 'Users',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'Disable a user or let one in again',
    params: userParams,
    body: z.strictObject({ state: z.enum(['active', 'disabled']) }),
    ok: userView,
    errors: ['user.not_found', 'access.last_owner', 'access.role_beyond_own'],
  }),
  listApiKeys: defineOperation({
    id: 'listApiKeys',
    method: 'GET',
    path: '/v1/api-keys',
    tag: 'API keys',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'List API keys',
    ok: z.object({ items: z.array(apiKeyView) }),
  }),
  createApiKey: defineOperation({
    id: 'createApiKey',
    method: 'POST',
    path: '/v1/api-keys',
    tag: 'API keys',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'Create an API key; its secret is shown once',
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      companyId: companyOrAll,
      scopes: z.array(scope).min(1).max(100),
      expiresAt: instant.optional(),
    }),
    status: 201,
    ok: z.object({ key: apiKeyView, secret: z.string() }),
    errors: ['company.not_found', 'api_key.expiry_past'],
  }),
  revokeApiKey: defineOperation({
    id: 'revokeApiKey',
    method: 'DELETE',
    path: '/v1/api-keys/{key}',
    tag: 'API keys',
    realm: 'firm',
    scope: 'access:admin',
    summary: 'End an API key',
    params: z.object({ key: id }),
    status: 204,
    errors: ['api_key.not_found'],
  }),
  listAuditEvents: defineOperation({
    id: 'listAuditEvents',
    method: 'GET',
    path: '/v1/companies/{company}/audit-events',
    tag: 'Audit',
    realm: 'company',
    scope: 'audit:read',
    summary: 'List the audit trail of a company, newest first',
    query: pageQuery.extend({
      subjectKind: z.string().max(100).optional(),
      subjectId: z.string().max(200).optional(),
      actor: z.string().max(200).optional(),
      action: z.string().max(100).optional().meta({ description: 'How the action begins: `invoice.` finds every action on invoices.' }),
      from: instant.optional(),
      to: instant.optional().meta({ description: 'Events before this instant.' }),
    }),
    ok: pageOf(auditEventView),
  }),
  verifyAudit: defineOperation({
    id: 'verifyAudit',
    method: 'GET',
    path: '/v1/companies/{company}/audit-chain',
    tag: 'Audit',
    realm: 'company',
    scope: 'audit:read',
    summary: 'Check the hash chain of the audit trail',
    ok: auditVerdictView,
    requestsPerMinute: 30,
  }),
  listFirmAuditEvents: defineOperation({
    id: 'listFirmAuditEvents',
    method: 'GET',
    path: '/v1/audit-events',
    tag: 'Audit',
    realm: 'firm',
    scope: 'audit:read',
    summary: 'List what happened above single companies, newest first',
    query: pageQuery,
    ok: pageOf(auditEventView),
  }),
} as const satisfies Operations;
