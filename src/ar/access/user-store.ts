import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { Reader } from './company-store.ts';
import type { Membership } from './principal.ts';
import type { Role } from './roles.ts';
import { appUserTable, invitationTable, membershipTable, sessionTable } from './tables.ts';

export type UserState = 'active' | 'disabled';

/** Someone who signs in. Belongs to the firm; memberships say where and as what. */
export type User = {
  readonly id: string;
  readonly firmId: string;
  readonly email: string;
  readonly name: string;
  readonly state: UserState;
  readonly hasPassword: boolean;
  readonly createdAt: Date;
  readonly memberships: readonly Membership[];
};

type UserRow = {
  id: string;
  firm_id: string;
  email: string;
  name: string;
  state: UserState;
  has_password: boolean;
  created_at: Date;
  memberships: readonly { companyId: string | null; role: Role }[];
};

const MEMBERSHIPS =
  "coalesce((select json_agg(json_build_object('companyId', m.company_id, 'role', m.role) order by m.company_id nulls first, m.role) from membership m where m.user_id = u.id), '[]')";

const USER = `u.id, u.firm_id, u.email, u.name, u.state, u.password_hash is not null as has_password, u.created_at, ${MEMBERSHIPS} as memberships`;

function userOf(row: UserRow): User {
  return {
    id: row.id,
    firmId: row.firm_id,
    email: row.email,
    name: row.name,
    state: row.state,
    hasPassword: row.has_password,
    createdAt: row.created_at,
    memberships: row.memberships,
  };
}

export async function anyUser(tx: Reader): Promise<boolean> {
  return (await tx.rowsText('select 1 from app_user limit 1')).length > 0;
}

export async function readUsers(tx: Reader, firmId: string): Promise<User[]> {
  return (await tx.rowsText<UserRow>(`select ${USER} from app_user u where u.firm_id = $1 order by lower(u.name), u.id`, [firmId])).map(userOf);
}

export async function readUser(tx: Reader, firmId: string, userId: string): Promise<User | undefined> {
  const rows = await tx.rowsText<UserRow>(`select ${USER} from app_user u where u.firm_id = $1 and u.id = $2`, [firmId, userId]);
  return rows[0] && userOf(rows[0]);
}

export type Credentials = {
  readonly id: string;
  readonly firmId: string;
  readonly email: string;
  readonly state: UserState;
  readonly passwordHash: string | null;
};

async function readCredentials(tx: Reader, where: 'email' | 'id', value: string): Promise<Credentials | undefined> {
  const rows = await tx.rowsText<{ id: string; firm_id: string; email: string; state: UserState; password_hash: string | null }>(
    `select id, firm_id, email, state, password_hash from app_user where ${where} = $1`,
    [value],
  );
  const row = rows[0];
  return row && { id: row.id, firmId: row.firm_id, email: row.email, state: row.state, passwordHash: row.password_hash };
}

export const readCredentialsByEmail = (tx: Reader, email: string): Promise<Credentials | undefined> => readCredentials(tx, 'email', email);
export const readCredentialsById = (tx: Reader, id: string): Promise<Credentials | undefined> => readCredentials(tx, 'id', id);

/** False when the e-mail belongs to a user already. */
export async function insertUser(
  tx: Tx,
  user: { id: string; firmId: string; email: string; name: string; passwordHash: string | null; now: Date },
): Promise<boolean> {
  const row = {
    id: user.id,
    firm_id: user.firmId,
    email: user.email,
    name: user.name,
    password_hash: user.passwordHash,
    state: 'active',
    created_at: user.now,
  };
  return (await insertRows(tx, appUserTable, [row], 'on conflict (email) do nothing')) === 1;
}

export async function savePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.runText('update app_user set password_hash = $2 where id = $1', [userId, passwordHash]);
}

export async function saveUserName(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.runText('update app_user set name = $2 where id = $1', [userId, name]);
}

/** Names of users and API keys of a firm, by the text of the actor (`user:<id>`). */
export async function readActorNames(tx: Reader, firmId: string, of: { userIds: readonly string[]; keyIds: readonly string[] }): Promise<Map<string, string>> {
  const rows = await tx.rowsText<{ actor: string; name: string }>(
    `select 'user:' || id as actor, name from app_user where firm_id = $1 and id = any($2::uuid[])
     union all select 'key:' || id, name from api_key where firm_id = $1 and id = any($3::uuid[])`,
    [firmId, of.userIds, of.keyIds],
  );
  return new Map(rows.map((row) => [row.actor, row.name]));
}

export async function saveUserState(tx: Tx, userId: string, state: UserState): Promise<void> {
  await tx.runText('update app_user set state = $2 where id = $1', [userId, state]);
}

/** Makes `roles` the roles of a user in one company (or firm-wide: null). */
export async function replaceMemberships(
  tx: Tx,
  of: { userId: string; companyId: string | null; roles: readonly Role[]; now: Date; newId: NewId },
): Promise<void> {
  await tx.runText('delete from membership where user_id = $1 and company_id is not distinct from $2', [of.userId, of.companyId]);
  await insertRows(
    tx,
    membershipTable,
    of.roles.map((role) => ({ id: of.newId(), user_id: of.userId, company_id: of.companyId, role, created_at: of.now })),
  );
}

export async function countFirmOwners(tx: Reader, firmId: string): Promise<number> {
  const rows = await tx.rowsText<{ owners: bigint }>(
    "select count(distinct u.id) as owners from app_user u join membership m on m.user_id = u.id where u.firm_id = $1 and u.state = 'active' and m.role = 'owner' and m.company_id is null",
    [firmId],
  );
  return Number(rows[0]?.owners ?? 0n);
}

export async function insertSession(tx: Tx, session: { tokenHash: Uint8Array; userId: string; now: Date; expiresAt: Date }): Promise<void> {
  await insertRows(tx, sessionTable, [
    { token_hash: session.tokenHash, user_id: session.userId, created_at: session.now, last_seen_at: session.now, expires_at: session.expiresAt },
  ]);
}

export async function deleteSession(tx: Tx, tokenHash: Uint8Array): Promise<number> {
  return tx.runText('delete from session where token_hash = $1', [tokenHash]);
}

/** All sessions of a user, but not `except`. */
export async function deleteSessionsOf(tx: Tx, userId: string, except?: Uint8Array): Promise<number> {
  return tx.runText('delete from session where user_id = $1 and ($2::bytea is null or token_hash <> $2)', [userId, except ?? null]);
}

export async function deleteExpiredSessions(tx: Tx, now: Date, idleSince: Date): Promise<number> {
  return tx.runText('delete from session where expires_at <= $1 or last_seen_at <= $2', [now, idleSince]);
}

export async function touchSession(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await tx.runText('update session set last_seen_at = $2 where token_hash = $1', [tokenHash, now]);
}

export type SessionUser = { readonly user: User; readonly lastSeenAt: Date };

/** The active user of a live session. */
export async function readSessionUser(tx: Reader, session: { tokenHash: Uint8Array; now: Date; idleSince: Date }): Promise<SessionUser | undefined> {
  const rows = await tx.rowsText<UserRow & { last_seen_at: Date }>(
    `select ${USER}, s.last_seen_at from session s join app_user u on u.id = s.user_id
     where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.state = 'active'`,
    [session.tokenHash, session.now, session.idleSince],
  );
  return rows[0] && { user: userOf(rows[0]), lastSeenAt: rows[0].last_seen_at };
}

/** A new link takes the place of older ones. */
export async function replaceInvitation(tx: Tx, invitation: { tokenHash: Uint8Array; userId: string; by: string; now: Date; expiresAt: Date }): Promise<void> {
  await tx.runText('delete from invitation where user_id = $1', [invitation.userId]);
  await insertRows(tx, invitationTable, [
    { token_hash: invitation.tokenHash, user_id: invitation.userId, created_by: invitation.by, created_at: invitation.now, expires_at: invitation.expiresAt },
  ]);
}

/** Uses up a link: the user's id, once. */
export async function takeInvitation(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<string | undefined> {
  const rows = await tx.rowsText<{ user_id: string }>('delete from invitation where token_hash = $1 and expires_at > $2 returning user_id', [tokenHash, now]);
  return rows[0]?.user_id;
}

/** Whose link it is, without using it up. */
export async function readInvitation(tx: Reader, tokenHash: Uint8Array, now: Date): Promise<string | undefined> {
  const rows = await tx.rowsText<{ user_id: string }>('select user_id from invitation where token_hash = $1 and expires_at > $2', [tokenHash, now]);
  return rows[0]?.user_id;
}

export async function deleteExpiredInvitations(tx: Tx, now: Date): Promise<number> {
  return tx.runText('delete from invitation where expires_at <= $1', [now]);
}
