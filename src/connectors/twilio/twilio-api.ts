import { connectionSentence } from '../../foundation/errors/connection-sentence.ts';
import { ProviderFault } from '../../foundation/errors/provider-fault.ts';
import { isLoopbackHost } from '../../foundation/http/loopback.ts';
import type { ShortMessageAccount } from '../../ar/messages/ports.ts';

export type TwilioAnswer = {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;
};

/** The request surely did not reach the provider. */
export class NotReached extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotReached';
  }
}

/** The request left, and its answer did not come or could not be read. */
export class AnswerLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerLost';
  }
}

const MAX_ANSWER_BYTES = 4_000_000;

/** Faults of a connection that never carried a request. */
const BEFORE_REQUEST =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|ERR_SSL_WRONG_VERSION)/;

/** One request with the sign-in of the account. Throws NotReached or AnswerLost, and ProviderFault `invalid` for an address that would show the secret. */
export async function askTwilio(account: ShortMessageAccount, path: string, form: URLSearchParams | null, timeoutMs: number): Promise<TwilioAnswer> {
  const base = URL.canParse(account.baseUrl) ? new URL(account.baseUrl) : null;
  if (base === null || !(base.protocol === 'https:' || (base.protocol === 'http:' && isLoopbackHost(base.hostname)))) {
    throw new ProviderFault('invalid', 'The address of the provider must begin with https://. Correct it in the settings of the account.');
  }
  const url = new URL(path, base.origin);
  const login = Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64');
  let response: Response;
  try {
    response = await fetch(url, {
      method: form === null ? 'GET' : 'POST',
      headers: { authorization: `Basic ${login}`, accept: 'application/json' },
      ...(form === null ? {} : { body: form }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    const code = typeof cause?.code === 'string' ? cause.code : '';
    if (BEFORE_REQUEST.test(code)) throw new NotReached(connectionSentence(url.host, error) ?? `${url.host} cannot be reached.`);
    throw new AnswerLost(`${url.host} did not answer.`);
  }
  try {
    const body: unknown = JSON.parse(await bodyOf(response));
    return {
      status: response.status,
      body: typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {},
      retryAfterMs: retryAfterOf(response),
    };
  } catch {
    // A refusal is a refusal whatever its page looks like; a success without its text may be anything.
    if (response.status < 400) throw new AnswerLost(`${url.host} answered with something that cannot be read.`);
    return { status: response.status, body: {}, retryAfterMs: retryAfterOf(response) };
  }
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerLost('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, 3_600_000) : undefined;
}
