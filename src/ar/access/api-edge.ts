import { dayInZone } from '../../foundation/calendar/day.ts';
import type { FileAnswer, Operation, ServerEvent } from '../../foundation/contract/operation.ts';
import type { Database } from '../../foundation/db/database.ts';
import { assert, Bug } from '../../foundation/errors/refusal.ts';
import type { Edge, EdgeAnswer, EdgeRequest } from '../../foundation/http/edge.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { EventsCtx, FirmCtx, PublicCtx } from './api-contexts.ts';
import { authenticate, controlReader } from './authenticate.ts';
import { readCompanyWithProfile, type CompanyWithProfile } from './company-store.ts';
import { actorText, type Ctx } from './context.ts';
import { companyUnseen, scopeMissing, unauthenticated } from './errors.ts';
import { onceForKey, requestHash, type StoredAnswer } from './idempotency.ts';
import { actorOf, scopesInCompany, scopesInFirm, type Principal } from './principal.ts';
import type { Scope } from './roles.ts';

export type EdgeDeps = {
  readonly database: Database;
  readonly clock: () => Date;
  readonly newId: NewId;
  /** Checks every answer against its contract; for tests and development, since it costs. */
  readonly checkAnswers?: boolean;
};

/** What `authorise` found out, for `execute`. `now` is taken once a request. */
export type ApiGrant = { readonly now: Date; readonly principal?: Principal; readonly company?: CompanyWithProfile };

function jsonOf(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) => {
    // An amount must be formatted with its currency's decimals before it leaves: a bare bigint is a mistake of the handler.
    if (typeof inner === 'bigint') throw new Bug('an answer holds a bigint; format amounts as decimals, other numbers as numbers');
    return inner;
  });
}

async function authorise(
  deps: EdgeDeps,
  operation: Operation,
  caller: Parameters<Edge<ApiGrant>['authorise']>[1],
  reference: string | undefined,
): Promise<ApiGrant> {
  const now = deps.clock();
  if (operation.realm === 'public') return { now };
  const principal = await authenticate(deps.database, caller, now);
  if (!principal) throw unauthenticated();
  if (operation.realm === 'firm') {
    if (operation.scope && !scopesInFirm(principal).has(operation.scope as Scope)) throw scopeMissing(operation.scope);
    return { now, principal };
  }
  const company = await readCompanyWithProfile(controlReader(deps.database), principal.firmId, reference ?? '');
  if (!company) throw companyUnseen();
  const scopes = scopesInCompany(principal, { id: company.company.id, profile: company.profile });
  if (scopes.size === 0) throw companyUnseen();
  if (!scopes.has(operation.scope as Scope)) throw scopeMissing(operation.scope ?? '');
  return { now, principal, company };
}

function companyUnit(deps: EdgeDeps, grant: ApiGrant): <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T> {
  const { principal, company: found } = grant;
  assert(principal && found, 'a company operation has a principal and a company');
  const { company } = found;
  const actor = actorOf(principal);
  return (work) =>
    deps.database.forCompany(company.id, (tx) =>
      work({ tx, now: grant.now, today: dayInZone(grant.now, company.timeZone), company, actor, newId: deps.newId }),
    );
}

function answerOf(deps: EdgeDeps, operation: Operation, value: unknown): StoredAnswer {
  const status = operation.status ?? 200;
  if (!operation.ok) return { status, json: undefined };
  if (deps.checkAnswers) {
    const parsed = operation.ok.safeParse(value);
    if (!parsed.success)
      throw new Bug(
        `the answer of ${operation.id} breaks its contract: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
      );
  }
  return { status, json: jsonOf(value) };
}

async function executeInCompany(deps: EdgeDeps, request: EdgeRequest<ApiGrant>): Promise<EdgeAnswer> {
  const { bound, grant, idempotencyKey } = request;
  const { operation, handler } = bound;
  const unit = companyUnit(deps, grant);
  const call = (ctx: Ctx | EventsCtx) =>
    handler({
      ctx,
      principal: grant.principal,
      params: request.params,
      query: request.query,
      body: request.body,
      upload: request.upload,
      session: request.session,
    });
  if (operation.answers === 'events') {
    const { company } = grant.company as CompanyWithProfile;
    // A stream lives long: each look has its own clock.
    const look: EventsCtx['unit'] = (work) => companyUnit(deps, { ...grant, now: deps.clock() })(work);
    return { kind: 'events', events: (await call({ company, signal: request.signal, unit: look })) as AsyncIterable<ServerEvent> };
  }
  if (operation.answers === 'file') {
    return unit(async (ctx): Promise<EdgeAnswer> => {
      const file = (await call(ctx)) as FileAnswer;
      if (file.body instanceof Uint8Array) return { kind: 'file', file };
      await request.sendFile(file);
      return { kind: 'sent' };
    });
  }
  const answer = await unit(async (ctx) => {
    const work = async () => answerOf(deps, operation, await call(ctx));
    if (idempotencyKey === undefined) return { ...(await work()), replayed: false };
    const hash = requestHash({
      actor: actorText(ctx.actor),
      operation: operation.id,
      params: request.params,
      query: request.query,
      body: request.body,
      uploadSha256: request.upload?.sha256,
    });
    return onceForKey(ctx, idempotencyKey, { operation: operation.id, hash }, work);
  });
  return { kind: 'json', ...answer };
}

async function execute(deps: EdgeDeps, request: EdgeRequest<ApiGrant>): Promise<EdgeAnswer> {
  const { bound, grant, caller } = request;
  const { operation, handler } = bound;
  if (operation.realm === 'company') return executeInCompany(deps, request);
  const { database, newId } = deps;
  const { now, principal } = grant;
  assert(operation.realm === 'public' || principal, 'a firm operation has a principal');
  const ctx: FirmCtx | PublicCtx = principal
    ? { database, now, newId, firmId: principal.firmId, actor: actorOf(principal), principal }
    : { database, now, newId, caller };
  const value = await handler({
    ctx,
    principal,
    params: request.params,
    query: request.query,
    body: request.body,
    upload: request.upload,
    session: request.session,
  });
  if (operation.answers === 'file') return { kind: 'file', file: value as FileAnswer };
  return { kind: 'json', ...answerOf(deps, operation, value), replayed: false };
}

/** Who may call what, and the unit of work around each handler: one transaction of the company, committed before the answer leaves. */
export function apiEdge(deps: EdgeDeps): Edge<ApiGrant> {
  return {
    authorise: (operation, caller, company) => authorise(deps, operation, caller, company),
    execute: (request) => execute(deps, request),
  };
}
