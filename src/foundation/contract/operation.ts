import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Whose data an operation is about. `company`: one company, named by `{company}` in the path (its id or its slug);
 *  `firm`: the operator above the companies; `public`: callers that need not be signed in. */
export type Realm = 'company' | 'firm' | 'public';

/** One API operation as plain data: routes, validation, access, OpenAPI and the typed client all come from it.
 *  Paths of realm `company` start with `/v1/companies/{company}`; that parameter is resolved at the edge and does not stand in `params`.
 *  `ok` describes the JSON of the answer itself (no transforms). Imported by the web: nothing of Node here. */
export type Operation = {
  /** lowerCamelCase and unique: the method's name in the client, the operationId in OpenAPI. */
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly realm: Realm;
  /** What the caller must be allowed; absent on public operations, and on firm operations that every signed-in caller may use. */
  readonly scope?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** JSON unless `answers` says otherwise; absent where there is nothing to say (204). */
  readonly ok?: z.ZodType;
  readonly status?: number;
  /** Codes of refusals that this operation may answer, beside those that every operation may. */
  readonly errors?: readonly string[];
  /** Takes an Idempotency-Key header (realm `company` only). */
  readonly idempotent?: boolean;
  /** The request's body is one file, raw or as multipart/form-data. */
  readonly upload?: true;
  /** Of the file, or of a JSON body that may be larger than the server's general limit. */
  readonly maxBytes?: number;
  /** `file`: the handler gives bytes with a name and a type; `events`: server-sent events. */
  readonly answers?: 'json' | 'file' | 'events';
  /** Tighter than the server's general limit, by caller's address. */
  readonly requestsPerMinute?: number;
};

export type Operations = Readonly<Record<string, Operation>>;

/** Keeps the literal types of an operation, which handlers and client are typed by. */
export function defineOperation<const O extends Operation>(operation: O): O {
  return operation;
}

type Part = 'params' | 'query' | 'body';

/** A validated part as a handler gets it. */
export type PartOf<O extends Operation, K extends Part> = O extends { readonly [key in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** A part as a client sends it. */
export type SentPartOf<O extends Operation, K extends Part> = O extends { readonly [key in K]: infer S extends z.ZodType } ? z.input<S> : undefined;

export type AnswerOf<O extends Operation> = O extends { readonly answers: 'file' }
  ? FileAnswer
  : O extends { readonly answers: 'events' }
    ? AsyncIterable<ServerEvent>
    : O extends { readonly ok: infer S extends z.ZodType }
      ? z.output<S>
      : void;

/** An uploaded file, complete and on disk before the handler starts; removed after the answer. */
export type Upload = {
  /** Base name as the client gave it, without folders and control characters. */
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly path: string;
  /** A fresh stream of the bytes: a unit of work that is retried reads from the start again. */
  readonly open: () => AsyncIterable<Uint8Array>;
};

export type FileAnswer = {
  readonly fileName: string;
  readonly contentType: string;
  /** A stream is sent while the unit of work is still open. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Shown in the browser instead of saved. */
  readonly inline?: boolean;
};

export type ServerEvent = { readonly event?: string; readonly id?: string; readonly data: unknown };

/** Starts and ends the browser's session; only the access slice has reason to. */
export type SessionCookie = { readonly start: (token: string, expiresAt: Date) => void; readonly end: () => void };

/** What the host gives handlers beside the request, by realm. */
export type Contexts = { readonly company: unknown; readonly firm: unknown; readonly public: unknown; readonly events: unknown; readonly principal: unknown };

export type HandlerRequest<O extends Operation, X extends Contexts> = {
  readonly ctx: O extends { readonly answers: 'events' } ? X['events'] : X[O['realm']];
  readonly principal: O extends { readonly realm: 'public' } ? undefined : X['principal'];
  readonly params: PartOf<O, 'params'>;
  readonly query: PartOf<O, 'query'>;
  readonly body: PartOf<O, 'body'>;
  readonly upload: O extends { readonly upload: true } ? Upload : undefined;
  readonly session: SessionCookie;
};

export type Handler<O extends Operation, X extends Contexts> = (request: HandlerRequest<O, X>) => Promise<AnswerOf<O>> | AnswerOf<O>;

export type Handlers<Ops extends Operations, X extends Contexts> = { readonly [K in keyof Ops]: Handler<Ops[K], X> };

/** A handler whose operation is known only at run time: the edge has validated what it passes. */
export type BoundHandler = (request: {
  readonly ctx: unknown;
  readonly principal: unknown;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly upload: Upload | undefined;
  readonly session: SessionCookie;
}) => Promise<unknown>;

export type BoundOperation = { readonly operation: Operation; readonly handler: BoundHandler };

/** Pairs operations with their handlers and forgets their types: from here on they are one list. */
export function bindOperations<Ops extends Operations, X extends Contexts>(operations: Ops, handlers: Handlers<Ops, X>): readonly BoundOperation[] {
  return Object.keys(operations).map((id) => {
    const handler = handlers[id as keyof Ops] as unknown as BoundHandler;
    return { operation: operations[id] as Operation, handler: async (request) => await handler(request) };
  });
}

export const COMPANY_PATH = '/v1/companies/{company}';

/** What is wrong with a registry, in words; empty when it is sound. */
export function faultsOf(operations: readonly Operation[]): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  const routes = new Set<string>();
  for (const operation of operations) {
    const { id, method, path, realm } = operation;
    const say = (fault: string) => faults.push(`${id}: ${fault}`);
    const route = `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;
    if (!/^[a-z][a-zA-Z0-9]*$/.test(id)) say('the id is not lowerCamelCase');
    if (ids.has(id)) say('the id is used twice');
    if (routes.has(route)) say(`${method} ${path} is used twice`);
    ids.add(id);
    routes.add(route);
    if (!path.startsWith('/v1/')) say('the path does not start with /v1/');
    if ((realm === 'company') !== (path === COMPANY_PATH || path.startsWith(`${COMPANY_PATH}/`)))
      say(`realm company and a path under ${COMPANY_PATH} belong together`);
    if (realm === 'company' && !operation.scope) say('a company operation names its scope');
    if (realm === 'public' && operation.scope) say('a public operation has no scope');
    if (operation.idempotent && (realm !== 'company' || method === 'GET' || (operation.answers ?? 'json') !== 'json'))
      say('only writing company operations with a JSON answer take idempotency keys');
    if (operation.answers === 'events' && (realm !== 'company' || method !== 'GET')) say('events are a GET of realm company');
    if (method === 'GET' && (operation.body || operation.upload)) say('GET has no body');
    if (operation.body && operation.upload) say('a body is either JSON or a file');
    if ((operation.answers ?? 'json') === 'json' && !operation.ok && operation.status !== 204)
      say('no answer is described; use status 204 where there is none');
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').filter((name) => realm !== 'company' || name !== 'company');
    const described = Object.keys(operation.params?.shape ?? {});
    if (named.toSorted().join() !== described.toSorted().join())
      say(`the path names ${named.join(', ') || 'nothing'}, params describe ${described.join(', ') || 'nothing'}`);
  }
  return faults;
}
