import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../errors/refusal.ts';

type Asked = { readonly method: string; readonly headers: IncomingHttpHeaders; readonly origin: string; readonly withCookie: boolean };

/** Refuses a change that another site's page makes through this browser's cookie (`access.cross_site`).
 *  Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; with a session cookie one of them must be there and match.
 *  Without a cookie (API keys, sign-in) their absence is fine, a foreign origin is not.
 *  Source: OWASP cheat sheet on cross-site request forgery, Fetch Metadata; W3C Fetch Metadata, Sec-Fetch-Site. */
export function refuseCrossSite(asked: Asked): void {
  if (asked.method === 'GET' || asked.method === 'HEAD' || asked.method === 'OPTIONS') return;
  const site = asked.headers['sec-fetch-site'];
  const origin = asked.headers.origin;
  const allowed = site !== undefined ? site === 'same-origin' || site === 'none' : origin !== undefined ? origin === asked.origin : !asked.withCookie;
  if (!allowed) {
    throw new Refusal(
      'access.cross_site',
      'This change was not sent by a page of this server, so it was not made. Use the app itself, or an API key for programs.',
    );
  }
}
