import { sha256 } from '../crypto/token.ts';
import { ProviderFault } from '../errors/provider-fault.ts';
import { isLoopbackHost } from './loopback.ts';

/** What a person granted to us once, and what it is exchanged with for access tokens. */
export type TokenGrant = { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string };

export type AccessTokens = {
  /** A token that still lives; `after` names a token that was turned away, so that a newer one is fetched. Throws ProviderFault. */
  token(grant: TokenGrant, after?: string): Promise<string>;
};

type Kept = { readonly token: string; readonly until: number };

const EARLY_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Access tokens by refresh token (RFC 6749 section 6), kept until shortly before they end, one exchange of a grant at a time.
 *  A refresh token that rotates is followed for as long as the process lives. */
export function createAccessTokens(options: { readonly now: () => Date; readonly timeoutMs?: number }): AccessTokens {
  const { now, timeoutMs = 15_000 } = options;
  const kept = new Map<string, Kept>();
  const underway = new Map<string, Promise<string>>();
  const rotated = new Map<string, string>();

  async function exchange(key: string, grant: TokenGrant): Promise<string> {
    const answer = await askForToken({ ...grant, refreshToken: rotated.get(key) ?? grant.refreshToken }, timeoutMs);
    if (answer.refreshToken !== null) rotated.set(key, answer.refreshToken);
    kept.set(key, { token: answer.token, until: now().getTime() + answer.livesMs - EARLY_MS });
    return answer.token;
  }

  return {
    async token(grant, after) {
      const key = sha256(JSON.stringify([grant.tokenUrl, grant.clientId, grant.clientSecret, grant.refreshToken])).toString('base64');
      const have = kept.get(key);
      if (have !== undefined && have.until > now().getTime() && have.token !== after) return have.token;
      const running = underway.get(key);
      if (running !== undefined) return running;
      const started = exchange(key, grant).finally(() => underway.delete(key));
      underway.set(key, started);
      return started;
    },
  };
}

async function askForToken(grant: TokenGrant, timeoutMs: number): Promise<{ token: string; livesMs: number; refreshToken: string | null }> {
  const url = tokenUrlOf(grant.tokenUrl);
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: grant.clientId,
        client_secret: grant.clientSecret,
        refresh_token: grant.refreshToken,
      }),
      // A redirect would carry the secret to a place nobody entered.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await shortText(response);
  } catch {
    throw new ProviderFault('unavailable', `${url.host} gave no access token: it does not answer. It is asked again later.`);
  }
  const answer = readAnswer(body);
  if (response.ok && typeof answer['access_token'] === 'string' && answer['access_token'] !== '') {
    const lives = Number(answer['expires_in']);
    const next = answer['refresh_token'];
    return {
      token: answer['access_token'],
      livesMs: Number.isFinite(lives) && lives > 0 ? lives * 1000 : 3_600_000,
      refreshToken: typeof next === 'string' && next !== '' ? next : null,
    };
  }
  // The code is one of RFC 6749 section 5.2; the description may quote what we sent and stays out.
  const code = typeof answer['error'] === 'string' && /^[a-z_]{1,40}$/.test(answer['error']) ? answer['error'] : `status ${response.status}`;
  if (response.status === 429) throw new ProviderFault('rate_limited', `${url.host} gave no access token: too many requests. It is asked again later.`);
  if (response.status >= 500) throw new ProviderFault('unavailable', `${url.host} gave no access token (${code}). It is asked again later.`);
  throw new ProviderFault('auth', `${url.host} gave no access token (${code}). Grant the access again and enter the new refresh token.`);
}

function tokenUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))) return url;
  throw new ProviderFault('invalid', 'The token address must begin with https://. Correct it in the settings of the account.');
}

async function shortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
