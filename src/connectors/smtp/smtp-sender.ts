import { sha256 } from '../../foundation/crypto/token.ts';
import { createAccessTokens } from '../../foundation/http/access-tokens.ts';
import { isLoopbackHost } from '../../foundation/http/loopback.ts';
import type { DeliveryOutcome, MailAccount, MailSender } from '../../ar/messages/ports.ts';
import { composeMail, type ComposedMail } from './compose-mail.ts';
import { judgeFailure, readReply } from './judge-failure.ts';
import { createSmtpPool, type Lease, type PoolLimits, type SmtpPool } from './smtp-pool.ts';
import { SmtpStepFailed, type SmtpTimeouts } from './smtp-session.ts';

export type SmtpSenderOptions = {
  readonly now: () => Date;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly limits?: Partial<PoolLimits>;
  /** Hosts other than this machine that may be spoken to without encryption, because the operator said so. */
  readonly plainHosts?: readonly string[];
  /** Authorities trusted besides those of this machine, PEM. */
  readonly trusted?: readonly string[];
};

const TIMEOUTS: SmtpTimeouts = { connectMs: 10_000, greetingMs: 10_000, socketMs: 60_000, messageMs: 300_000 };
const LIMITS: PoolLimits = { perAccount: 5, total: 20, perSession: 50, idleMs: 10_000 };

/** After a refused sign-in nothing is tried for so long: servers lock accounts that knock too often. */
const REST_MS = 60_000;

type Resting = { readonly until: number; readonly detail: string };

/** Hands mails to the company's own mail server (RFC 5321), over kept connections with TLS.
 *  The outcome is `unknown` exactly when the whole message went out and no answer to it came; everything before that is surely not taken. */
export function createSmtpSender(options: SmtpSenderOptions): MailSender {
  const { now, plainHosts = [], trusted = [] } = options;
  const settings = { timeouts: { ...TIMEOUTS, ...options.timeouts }, trusted, tokens: createAccessTokens({ now }) };
  const pool = createSmtpPool(settings, { ...LIMITS, ...options.limits });
  const resting = new Map<string, Resting>();

  /** A refusal of the account before anything is sent; null when it may be used now. */
  function hindrance(account: MailAccount): DeliveryOutcome | null {
    if (account.security === 'none' && account.allowPlain !== true && !isLoopbackHost(account.host) && !plainHosts.includes(account.host)) {
      return { kind: 'refused', reason: 'account', detail: `${account.host} would get mails unencrypted. Set the account to TLS or STARTTLS.` };
    }
    const key = keyOf(account);
    const rest = resting.get(key);
    if (rest === undefined) return null;
    const afterMs = rest.until - now().getTime();
    if (afterMs > 0) return { kind: 'retry', detail: rest.detail, afterMs, scope: 'channel' };
    resting.delete(key);
    return null;
  }

  function failed(account: MailAccount, error: unknown): DeliveryOutcome {
    if (!(error instanceof SmtpStepFailed)) throw error;
    const { failure } = error;
    const outcome = judgeFailure(failure);
    if (failure.phase !== 'sign_in' || outcome.kind !== 'retry') return outcome;
    // 4xx: the server cannot check the sign-in now; everything else is a sign-in that stays wrong until a person acts.
    const code = readReply(failure.reply ?? '').code;
    const afterMs = error.retryAfterMs ?? outcome.afterMs ?? (code >= 400 && code < 500 ? undefined : REST_MS);
    if (afterMs === undefined) return outcome;
    resting.set(keyOf(account), { until: now().getTime() + Math.min(afterMs, REST_MS), detail: outcome.detail });
    return { ...outcome, afterMs };
  }

  return {
    async send(account, mail) {
      const hindered = hindrance(account);
      if (hindered !== null) return hindered;
      const composed = await composeMail(mail, now());
      if ('who' in composed) return unwritable(composed.who);
      try {
        const { outsideId, refusedCopies } = await deliver(pool, account, composed);
        const detail = refusedCopies.length === 0 ? '' : `Not taken for ${refusedCopies.length} in copy: ${refusedCopies.join(', ')}.`;
        return { kind: 'accepted', outsideId: outsideId === '' ? mail.messageId : outsideId, detail };
      } catch (error) {
        return failed(account, error);
      }
    },

    async check(account) {
      const hindered = hindrance(account);
      // A person who has just corrected the password does not wait for the rest to end: the corrected account is another key.
      if (hindered !== null && hindered.kind !== 'accepted') return { ok: false, detail: hindered.detail };
      try {
        const lease = await pool.lease(account, { fresh: true });
        lease.done();
        return { ok: true, detail: `${account.host}:${account.port} took the sign-in.` };
      } catch (error) {
        const outcome = failed(account, error);
        return { ok: false, detail: outcome.detail };
      }
    },

    async close() {
      pool.close();
    },
  };
}

async function deliver(pool: SmtpPool, account: MailAccount, mail: ComposedMail) {
  const first = await pool.lease(account);
  try {
    return await first.session.deliver(mail);
  } catch (error) {
    if (!(error instanceof SmtpStepFailed) || !leftMeanwhile(first, error)) throw error;
  } finally {
    first.done();
  }
  const second = await pool.lease(account, { fresh: true });
  try {
    return await second.session.deliver(mail);
  } finally {
    second.done();
  }
}

/** A kept connection that the server had left, or that was out of step: the message surely did not go, so a new connection may carry it at once. */
function leftMeanwhile({ reused }: Lease, { failure }: SmtpStepFailed): boolean {
  if (!reused || failure.mayBeTaken) return false;
  const { code } = readReply(failure.reply ?? '');
  return failure.phase === 'connect' || code === 421 || code === 503;
}

function unwritable(who: 'from' | 'to' | 'cc'): DeliveryOutcome {
  if (who === 'from')
    return { kind: 'refused', reason: 'account', detail: 'The sending address is not an e-mail address. Correct it in the settings of the channel.' };
  if (who === 'to') return { kind: 'refused', reason: 'address', detail: 'The recipient is not an e-mail address. Correct it at the contact.' };
  return { kind: 'refused', reason: 'content', detail: 'One of the addresses in copy is not an e-mail address. Correct it and send again.' };
}

function keyOf(account: MailAccount): string {
  return sha256(JSON.stringify(account)).toString('base64');
}
