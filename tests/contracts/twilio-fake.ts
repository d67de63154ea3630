import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Contract, Operation } from './published-contract.ts';

/** What the provider does with the next requests instead of its work. `thenDrop` does the work and loses the answer. */
export type Mishap =
  | { readonly kind: 'status'; readonly status: number; readonly code?: number; readonly retryAfter?: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'thenDrop' }
  | { readonly kind: 'thenStatus'; readonly status: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'noise' };

export type FakeMessage = {
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly service: string | null;
  readonly body: string;
  readonly created: Date;
  status: string;
  sent: Date | null;
};

export type TwilioFake = {
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly messages: FakeMessage[];
  /** What either side said against the published contract: empty at the end of every test. */
  readonly violations: string[];
  /** Numbers that the provider refuses, with its code. */
  readonly refusals: Map<string, number>;
  mishap: Mishap | null;
  now: Date;
  /** Messages on a page of the list. */
  pageSize: number;
  close(): Promise<void>;
};

/** The messages of one account at Twilio, kept in memory. Every request, and every answer of its own, is held against the published contract. */
export async function startTwilioFake(contract: Contract): Promise<TwilioFake> {
  const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
  const server = createServer((request, response) => {
    void handle(fake, contract, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const fake: TwilioFake = {
    baseUrl: `http://127.0.0.1:${port}`,
    accountSid,
    authToken: 'token-of-the-account',
    messages: [],
    violations: [],
    refusals: new Map(),
    mishap: null,
    pageSize: 200,
    now: new Date('2026-05-04T08:00:00Z'),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };

async function handle(fake: TwilioFake, contract: Contract, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', fake.baseUrl);
  const form = request.method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : null;
  const operation = contract.operation(request.method ?? '', url.pathname);
  const send = (answer: Answer): void => {
    if (operation !== null) fake.violations.push(...contract.response(operation, answer.status, answer.body).map((text) => `answer: ${text}`));
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body));
  };
  if (operation === null) {
    fake.violations.push(`request: ${request.method} ${url.pathname} is not in the contract`);
    return send(errorOf(404, 20404));
  }
  fake.violations.push(...contract.request(operation, url.searchParams, form).map((text) => `request: ${text}`));
  const { mishap } = fake;
  if (mishap?.kind === 'silent') return;
  if (mishap?.kind === 'drop') return void request.socket.destroy();
  if (mishap?.kind === 'noise') return void response.writeHead(201).end('<html>proxy</html>');
  if (mishap?.kind === 'status')
    return send({ ...errorOf(mishap.status, mishap.code ?? 0), headers: mishap.retryAfter === undefined ? {} : { 'retry-after': mishap.retryAfter } });
  const answer = signedIn(fake, request) ? work(fake, operation, url, form) : errorOf(401, 20003);
  if (mishap?.kind === 'thenDrop') return void request.socket.destroy();
  return send(mishap?.kind === 'thenStatus' ? errorOf(mishap.status, 0) : answer);
}

function signedIn({ accountSid, authToken }: TwilioFake, request: IncomingMessage): boolean {
  return request.headers.authorization === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
}

function work(fake: TwilioFake, operation: Operation, url: URL, form: URLSearchParams | null): Answer {
  if (operation.parameters['AccountSid'] !== fake.accountSid) return errorOf(404, 20404);
  if (form !== null) return create(fake, form);
  return list(fake, url);
}

function create(fake: TwilioFake, form: URLSearchParams): Answer {
  const to = form.get('To') ?? '';
  const body = form.get('Body') ?? '';
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return errorOf(400, 21211);
  if (body === '') return errorOf(400, 21602);
  if (body.length > 1600) return errorOf(400, 21617);
  if (form.get('From') === null && form.get('MessagingServiceSid') === null) return errorOf(400, 21603);
  const refusal = fake.refusals.get(to);
  if (refusal !== undefined) return errorOf(400, refusal);
  const message: FakeMessage = {
    sid: `SM${(fake.messages.length + 1).toString(16).padStart(32, '0')}`,
    to,
    body,
    from: form.get('From'),
    service: form.get('MessagingServiceSid'),
    status: 'queued',
    created: fake.now,
    sent: null,
  };
  fake.messages.push(message);
  return { status: 201, body: shown(fake, message) };
}

function list(fake: TwilioFake, url: URL): Answer {
  const to = url.searchParams.get('To');
  const since = url.searchParams.get('DateSent>');
  const page = Number(url.searchParams.get('Page') ?? 0);
  // Newest first; a filter by the day of sending leaves out what has none yet.
  const found = fake.messages
    .toReversed()
    .filter((one) => (to === null || one.to === to) && (since === null || (one.sent !== null && one.sent >= new Date(since))));
  const messages = found.slice(page * fake.pageSize, (page + 1) * fake.pageSize);
  const uriOf = (n: number): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('Page', String(n));
    return `${url.pathname}?${query.toString()}`;
  };
  const more = found.length > (page + 1) * fake.pageSize;
  return {
    status: 200,
    body: {
      messages: messages.map((one) => shown(fake, one)),
      page,
      page_size: fake.pageSize,
      start: page * fake.pageSize,
      end: page * fake.pageSize + Math.max(messages.length - 1, 0),
      uri: uriOf(page),
      first_page_uri: uriOf(0),
      next_page_uri: more ? uriOf(page + 1) : null,
      previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    },
  };
}

function shown(fake: TwilioFake, one: FakeMessage): unknown {
  const uri = `/2010-04-01/Accounts/${fake.accountSid}/Messages/${one.sid}`;
  return {
    account_sid: fake.accountSid,
    api_version: '2010-04-01',
    body: one.body,
    date_created: rfc2822(one.created),
    date_updated: rfc2822(one.created),
    date_sent: one.sent === null ? null : rfc2822(one.sent),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: one.from,
    to: one.to,
    messaging_service_sid: one.service,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: null,
    sid: one.sid,
    status: one.status,
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}

function rfc2822(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** Errors have this form by the provider's prose. */
function errorOf(status: number, code: number): Answer {
  return { status, body: { code, message: 'refused', more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
