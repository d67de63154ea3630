import type { Operation, Operations, SentPartOf, ServerEvent } from './operation.ts';
import type { ProblemBody } from './problem.ts';
import type { z } from 'zod';

/** An answer other than success. `code` is stable; `message` is for people. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail);
    this.name = 'ApiProblem';
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }
}

type Given<K extends string, T> = [T] extends [undefined]
  ? { readonly [key in K]?: undefined }
  : object extends T
    ? { readonly [key in K]?: T }
    : { readonly [key in K]: T };

/** What a call of an operation takes: only the parts that the operation has. */
export type CallOf<O extends Operation> = (O['realm'] extends 'company' ? { readonly company: string } : { readonly company?: undefined }) &
  Given<'params', SentPartOf<O, 'params'>> &
  Given<'query', SentPartOf<O, 'query'>> &
  Given<'body', SentPartOf<O, 'body'>> &
  (O extends { readonly upload: true }
    ? { readonly file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> | Blob; readonly type?: string } }
    : { readonly file?: undefined }) & {
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

/** What the client hands back: the JSON, a response whose body is the file, or events as they come. */
export type ClientAnswerOf<O extends Operation> = O extends { readonly answers: 'file' }
  ? Response
  : O extends { readonly answers: 'events' }
    ? AsyncIterable<ServerEvent>
    : O extends { readonly ok: infer S extends z.ZodType }
      ? z.output<S>
      : void;

export type ApiClient<Ops extends Operations> = {
  readonly [K in keyof Ops]: object extends CallOf<Ops[K]>
    ? (call?: CallOf<Ops[K]>) => Promise<ClientAnswerOf<Ops[K]>>
    : (call: CallOf<Ops[K]>) => Promise<ClientAnswerOf<Ops[K]>>;
};

type AnyCall = {
  readonly company?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> | Blob; readonly type?: string };
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

export type ClientOptions = {
  /** `''` in a browser, else `https://host`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
};

function urlOf(operation: Operation, call: AnyCall, baseUrl: string): string {
  const values: Record<string, unknown> = { ...call.params, company: call.company };
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return `${baseUrl}${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) return new ApiProblem(JSON.parse(text) as ProblemBody);
  return new ApiProblem({
    type: 'about:blank',
    title: 'Unexpected answer',
    status: response.status,
    code: 'internal',
    detail: `The server answered ${response.status} without saying why. Try again.`,
    instance: '',
  });
}

/** Reads server-sent events (WHATWG HTML, section 9.2): data as JSON, comments and heartbeats skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map<string, string>();
      for (const line of block.split(/\r?\n/)) {
        const at = line.indexOf(':');
        if (at <= 0) continue;
        const name = line.slice(0, at);
        const value = line.slice(at + 1).replace(/^ /, '');
        fields.set(name, name === 'data' && fields.has(name) ? `${fields.get(name)}\n${value}` : value);
      }
      const data = fields.get('data');
      if (data === undefined) continue;
      const event = fields.get('event');
      const id = fields.get('id');
      yield { data: JSON.parse(data) as unknown, ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) };
    }
  }
}

async function send(operation: Operation, call: AnyCall, options: ClientOptions): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json, */*' };
  if (options.apiKey) headers['authorization'] = `Bearer ${options.apiKey}`;
  if (call.idempotencyKey) headers['idempotency-key'] = call.idempotencyKey;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  if (call.file) {
    headers['content-type'] = call.file.type ?? 'application/octet-stream';
    headers['x-file-name'] = encodeURIComponent(call.file.name);
  }
  const body = call.file ? call.file.bytes : call.body === undefined ? undefined : JSON.stringify(call.body);
  const response = await (options.fetch ?? fetch)(urlOf(operation, call, options.baseUrl), {
    method: operation.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(call.signal ? { signal: call.signal } : {}),
  });
  if (!response.ok) throw await problemOf(response);
  if (operation.answers === 'file') return response;
  if (operation.answers === 'events') return response.body ? readEvents(response.body) : [];
  const text = await response.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** A typed client of a registry: `client.listInvoices({ company: 'acme', query: { limit: 10 } })`. Throws ApiProblem for every refusal. */
export function apiClient<Ops extends Operations>(operations: Ops, options: ClientOptions): ApiClient<Ops> {
  const calls = Object.entries(operations).map(([id, operation]) => [id, (call: AnyCall = {}) => send(operation, call, options)] as const);
  return Object.fromEntries(calls) as unknown as ApiClient<Ops>;
}
