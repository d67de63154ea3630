import type { PasswordCost } from '../../foundation/crypto/password.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { acceptInvitation } from './accept-invitation.ts';
import type { ApiHandlers } from './api-contexts.ts';
import { changeControlProfile } from './change-control-profile.ts';
import { changePassword } from './change-password.ts';
import { changeRoles } from './change-roles.ts';
import { changeUserState } from './change-user-state.ts';
import { companyView } from './company-view.ts';
import type { accessOperations } from './contract.ts';
import { createApiKey } from './create-api-key.ts';
import { createCompany, type CreateCompanyDeps } from './create-company.ts';
import { createOwner, setupDone } from './create-owner.ts';
import { inviteUser, renewInvitation, type Invitation } from './invite-user.ts';
import { readKeys, type ApiKey } from './key-store.ts';
import { listAuditEvents, listFirmAuditEvents } from './list-audit-events.ts';
import { listCompanies } from './list-companies.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { dropSetupToken, isSetupToken } from './setup-token.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { anyUser, readUsers, type User } from './user-store.ts';
import { verifyAudit } from './verify-audit.ts';
import { whoAmI } from './who-am-i.ts';

export type AccessRoutesDeps = {
  readonly initialise: CreateCompanyDeps['initialise'];
  /** Where the set-up token lies. */
  readonly dataFolder: string;
  /** Cheaper in tests only. */
  readonly passwordCost?: PasswordCost;
};

function userView(user: User) {
  const { firmId: _firmId, memberships, createdAt, ...view } = user;
  return { ...view, createdAt: createdAt.toISOString(), memberships: [...memberships] };
}

function invitationView(invitation: Invitation) {
  return { user: userView(invitation.user), token: invitation.token, expiresAt: invitation.expiresAt.toISOString() };
}

function keyView(key: ApiKey) {
  const { firmId: _firmId, ...view } = key;
  return {
    ...view,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

/** Leaves out what is undefined: optional fields of a validated body, for exact optional types. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

type SetupAndSession = 'getSetupStatus' | 'createOwner' | 'signIn' | 'acceptInvitation' | 'signOut' | 'whoAmI' | 'changePassword';

function sessionHandlers(deps: AccessRoutesDeps): Pick<ApiHandlers<typeof accessOperations>, SetupAndSession> {
  const cost = deps.passwordCost ? { passwordCost: deps.passwordCost } : {};
  return {
    getSetupStatus: async ({ ctx }) => {
      const needed = !(await ctx.database.forControl(anyUser));
      return { needed, tokenNeeded: needed && !ctx.caller.local };
    },
    createOwner: async ({ ctx, body, session }) => {
      const { setupToken, ...owner } = body;
      if (await ctx.database.forControl(anyUser)) throw setupDone();
      if (!ctx.caller.local && !(setupToken !== undefined && isSetupToken(deps.dataFolder, setupToken))) {
        throw new Refusal(
          'setup.not_allowed',
          'The first user is made on the machine itself, or with the set-up token that the start printed there. Enter that token.',
        );
      }
      const made = await createOwner({ ...ctx, ...cost }, defined(owner));
      dropSetupToken(deps.dataFolder);
      session.start(made.token, made.expiresAt);
      return { userId: made.userId };
    },
    signIn: async ({ ctx, body, session }) => {
      const made = await signIn({ ...ctx, ...cost, address: ctx.caller.address }, body);
      session.start(made.token, made.expiresAt);
      return { userId: made.userId, expiresAt: made.expiresAt.toISOString() };
    },
    acceptInvitation: async ({ ctx, body, session }) => {
      const made = await acceptInvitation({ ...ctx, ...cost }, body);
      session.start(made.token, made.expiresAt);
      return { userId: made.userId, expiresAt: made.expiresAt.toISOString() };
    },
    signOut: async ({ ctx, session }) => {
      await signOut(ctx);
      session.end();
    },
    whoAmI: ({ ctx }) => whoAmI(ctx),
    changePassword: ({ ctx, body }) => changePassword(ctx, body, deps.passwordCost),
  };
}

type UsersAndKeys = 'listUsers' | 'inviteUser' | 'renewInvitation' | 'changeUserRoles' | 'changeUserState' | 'listApiKeys' | 'createApiKey' | 'revokeApiKey';

function userHandlers(): Pick<ApiHandlers<typeof accessOperations>, UsersAndKeys> {
  return {
    listUsers: async ({ ctx }) => ({ items: (await ctx.database.forControl((tx) => readUsers(tx, ctx.firmId))).map(userView) }),
    inviteUser: async ({ ctx, body }) => invitationView(await inviteUser(ctx, body)),
    renewInvitation: async ({ ctx, params }) => invitationView(await renewInvitation(ctx, params.user)),
    changeUserRoles: async ({ ctx, params, body }) => userView(await changeRoles(ctx, { userId: params.user, ...body })),
    changeUserState: async ({ ctx, params, body }) => userView(await changeUserState(ctx, { userId: params.user, state: body.state })),
    listApiKeys: async ({ ctx }) => ({ items: (await ctx.database.forControl((tx) => readKeys(tx, ctx.firmId))).map(keyView) }),
    createApiKey: async ({ ctx, body }) => {
      const { expiresAt, ...rest } = body;
      const made = await createApiKey(ctx, { ...rest, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) });
      return { key: keyView(made.key), secret: made.secret };
    },
    revokeApiKey: ({ ctx, params }) => revokeApiKey(ctx, params.key),
  };
}

/** Handlers of the access slice's operations. */
export function accessHandlers(deps: AccessRoutesDeps): ApiHandlers<typeof accessOperations> {
  return {
    ...sessionHandlers(deps),
    ...userHandlers(),
    listCompanies: async ({ ctx }) => ({ items: (await listCompanies(ctx.database, ctx.principal)).map(companyView) }),
    createCompany: async ({ ctx, body }) => companyView(await createCompany({ ...ctx, initialise: deps.initialise }, defined(body))),
    changeControlProfile: async ({ ctx, body }) => {
      await changeControlProfile(ctx, body.profile);
      return { profile: body.profile };
    },
    listAuditEvents: ({ ctx, query }) => listAuditEvents(ctx, query),
    verifyAudit: async ({ ctx }) => {
      const { brokenAt, ...verdict } = await verifyAudit(ctx);
      return { ...verdict, brokenAt: brokenAt ? { ...brokenAt, seq: brokenAt.seq.toString() } : null };
    },
    listFirmAuditEvents: ({ ctx, query }) => listFirmAuditEvents(ctx, query),
  };
}
