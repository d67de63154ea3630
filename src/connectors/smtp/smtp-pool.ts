import { sha256 } from '../../foundation/crypto/token.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { MailAccount } from '../../ar/messages/ports.ts';
import { SmtpSession, type SessionSettings } from './smtp-session.ts';

export type PoolLimits = {
  /** Connections to one account at once. */
  readonly perAccount: number;
  /** Connections to all accounts at once. */
  readonly total: number;
  /** Messages over one connection; servers count them too. */
  readonly perSession: number;
  /** How long a connection waits for another message. */
  readonly idleMs: number;
};

export type Lease = {
  readonly session: SmtpSession;
  /** It was kept from an earlier message: the server may have left it meanwhile. */
  readonly reused: boolean;
  /** Gives it back; a closed or worn session is let go. */
  done(): void;
};

export type SmtpPool = {
  /** A session of the account; waits for its turn. Throws SmtpStepFailed where connecting or signing in fails. */
  lease(account: MailAccount, options?: { readonly fresh?: boolean }): Promise<Lease>;
  close(): void;
};

type Idle = { readonly session: SmtpSession; readonly timer: NodeJS.Timeout };

type Claim = { readonly kept: SmtpSession | null };

type Waiting = { readonly key: string; readonly go: (claimed: Claim) => void };

/** Keeps signed-in connections per account, within limits; whoever finds none free waits in order. */
export function createSmtpPool(settings: SessionSettings, limits: PoolLimits): SmtpPool {
  const idle = new Map<string, Idle[]>();
  const busy = new Map<string, number>();
  const waiting: Waiting[] = [];
  let open = 0;
  let closed = false;

  const idleOf = (key: string): Idle[] => {
    const list = idle.get(key) ?? [];
    idle.set(key, list);
    return list;
  };

  function drop(key: string, one: Idle): void {
    clearTimeout(one.timer);
    const rest = idleOf(key).filter((other) => other !== one);
    if (rest.length === 0) idle.delete(key);
    else idle.set(key, rest);
    open -= 1;
    one.session.quit();
  }

  function takeIdle(key: string): SmtpSession | null {
    for (const one of [...(idle.get(key) ?? [])].toReversed()) {
      if (one.session.closed) {
        drop(key, one);
        continue;
      }
      clearTimeout(one.timer);
      const rest = idleOf(key).filter((other) => other !== one);
      if (rest.length === 0) idle.delete(key);
      else idle.set(key, rest);
      return one.session;
    }
    return null;
  }

  /** Room for one more connection; one that idles for another account makes room. */
  function room(): boolean {
    if (open < limits.total) return true;
    const [first] = idle;
    const one = first?.[1][0];
    if (first === undefined || one === undefined) return false;
    drop(first[0], one);
    return true;
  }

  /** Takes a place at once, with a kept session or with the right to open one; null when the limits say wait. */
  function claim(key: string): Claim | null {
    if ((busy.get(key) ?? 0) >= limits.perAccount) return null;
    const kept = takeIdle(key);
    if (kept === null) {
      if (!room()) return null;
      open += 1;
    }
    busy.set(key, (busy.get(key) ?? 0) + 1);
    return { kept };
  }

  function wakeWaiting(): void {
    for (const one of waiting.slice()) {
      const claimed = claim(one.key);
      if (claimed === null) continue;
      waiting.splice(waiting.indexOf(one), 1);
      one.go(claimed);
    }
  }

  function leave(key: string): void {
    const left = (busy.get(key) ?? 1) - 1;
    if (left === 0) busy.delete(key);
    else busy.set(key, left);
    wakeWaiting();
  }

  function giveBack(key: string, session: SmtpSession): void {
    if (closed || session.closed || session.messages >= limits.perSession) {
      open -= 1;
      session.quit();
    } else {
      const one: Idle = { session, timer: setTimeout(() => drop(key, one), limits.idleMs) };
      one.timer.unref();
      idleOf(key).push(one);
    }
    leave(key);
  }

  return {
    async lease(account, { fresh = false } = {}) {
      const key = sha256(JSON.stringify(account)).toString('base64');
      assert(!closed, 'a mail sender that was closed sends nothing');
      const { kept } = claim(key) ?? (await new Promise<Claim>((go) => waiting.push({ key, go })));
      if (kept !== null && !fresh) return { session: kept, reused: true, done: () => giveBack(key, kept) };
      // A kept one that is not wanted leaves its place to the new one.
      kept?.quit();
      try {
        const session = await SmtpSession.open(account, settings);
        return { session, reused: false, done: () => giveBack(key, session) };
      } catch (error) {
        open -= 1;
        leave(key);
        throw error;
      }
    },
    close() {
      closed = true;
      for (const [key, list] of idle) for (const one of list) drop(key, one);
    },
  };
}
