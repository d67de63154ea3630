/** What another system's "no" means for us. Only `rate_limited`, `unavailable` and one `conflict` are tried again by themselves. */
export type ProviderFaultKind =
  /** The sign-in is wrong or has ended: a person has to set it up again. */
  | 'auth'
  | 'permission'
  | 'not_found'
  | 'invalid'
  | 'conflict'
  | 'duplicate'
  | 'rate_limited'
  | 'unavailable'
  /** It was sent and the answer is missing: ask before sending again. */
  | 'unknown_outcome'
  | 'declined'
  | 'undeliverable'
  | 'opted_out';

/** Another system did not do what it was asked; thrown by connectors alone. The message is a sentence for the person who set the connection up: no secret, no token. */
export class ProviderFault extends Error {
  readonly kind: ProviderFaultKind;
  /** How long the other side asked us to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: ProviderFaultKind, message: string, details: { readonly retryAfterMs?: number | undefined } = {}) {
    super(message);
    this.name = 'ProviderFault';
    this.kind = kind;
    this.retryAfterMs = details.retryAfterMs;
  }
}
