const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection. Is the port right, and is the server running?',
  ECONNRESET: 'dropped the connection.',
  EPIPE: 'dropped the connection.',
  ENOTFOUND: 'is a name that does not exist. Check the host name.',
  EAI_AGAIN: 'could not be looked up: the name server of this machine does not answer.',
  EDNS: 'is a name that could not be looked up. Check the host name.',
  ETIMEDOUT: 'did not answer in time.',
  ETIMEOUT: 'did not answer in time.',
  CONNECT_TIMEOUT: 'did not answer in time.',
  GREETING_TIMEOUT: 'took the connection but never greeted. Is the port right, and does it expect TLS from the first byte?',
  UPGRADE_TIMEOUT: 'did not finish the TLS handshake in time.',
  EHOSTUNREACH: 'cannot be reached from this machine.',
  ENETUNREACH: 'cannot be reached from this machine.',
};

const SELF_SIGNED =
  'shows a certificate that nobody this machine trusts has signed. Install a certificate of a known authority there, or trust its authority here.';

const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: SELF_SIGNED,
  UNABLE_TO_GET_ISSUER_CERT: SELF_SIGNED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: SELF_SIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: SELF_SIGNED,
  CERT_HAS_EXPIRED: 'shows a certificate that has expired. Renew it there.',
  CERT_NOT_YET_VALID: 'shows a certificate that is not valid yet. Check the clock of both machines.',
  CERT_REVOKED: 'shows a certificate that was revoked. Replace it there.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate for another name. Use the host name that the certificate was made for.',
};

const PLAIN_PORT = 'does not speak TLS from the first byte on this port. Use STARTTLS, or the port for TLS.';

/** Says why a connection to `where` (`mail.example.com:587`) did not come about, from the codes of Node's network and TLS errors; null when it is none of them. */
export function connectionSentence(where: string, error: unknown): string | null {
  for (const code of codesOf(error)) {
    const text = CERTIFICATE[code] ?? NETWORK[code] ?? (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)/.test(code) ? PLAIN_PORT : undefined);
    if (text !== undefined) return `${where} ${text}`;
  }
  return null;
}

/** Codes that an error and its causes carry, the most telling first: libraries wrap the system's error and put a code of their own on top. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 4 && typeof at === 'object' && at !== null; depth += 1) {
    const { originalCode, timeoutType, code, cause, errors } = at as Record<string, unknown>;
    for (const one of [originalCode, timeoutType, code]) if (typeof one === 'string') codes.push(one);
    at = cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  }
  return codes;
}
