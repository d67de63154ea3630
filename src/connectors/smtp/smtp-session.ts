import { Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { connectionSentence } from '../../foundation/errors/connection-sentence.ts';
import { ProviderFault } from '../../foundation/errors/provider-fault.ts';
import type { AccessTokens } from '../../foundation/http/access-tokens.ts';
import type { MailAccount } from '../../ar/messages/ports.ts';
import type { ComposedMail } from './compose-mail.ts';
import type { SmtpFailure, SmtpPhase } from './judge-failure.ts';

export type SmtpTimeouts = {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Silence of the server within a session. */
  readonly socketMs: number;
  /** One message, from MAIL FROM to the last answer, however busy the server looks. */
  readonly messageMs: number;
};

export type SessionSettings = {
  readonly timeouts: SmtpTimeouts;
  readonly tokens: AccessTokens;
  /** Authorities trusted besides those of this machine, PEM. */
  readonly trusted: readonly string[];
};

export type Delivered = { readonly outsideId: string; readonly refusedCopies: readonly string[] };

/** A step of a session that did not end well; not an error of ours. */
export class SmtpStepFailed extends Error {
  readonly failure: SmtpFailure;
  /** The provider of access tokens said no, and when to ask again. */
  readonly retryAfterMs: number | undefined;

  constructor(failure: SmtpFailure, retryAfterMs?: number) {
    super(failure.sentence);
    this.name = 'SmtpStepFailed';
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

type NodemailerError = Error & { readonly code?: string; readonly command?: string; readonly response?: string; readonly responseCode?: number };

/** What SMTPConnection writes into the envelope it is given while the server answers; the public result comes too late to stop before the text goes out. */
type LiveEnvelope = { from: string; to: string[]; size: number; rejected?: string[]; rejectedErrors?: (NodemailerError & { recipient?: string })[] };

/** What the sign-in by token met and used. */
type SaidTokens = { fault: ProviderFault | null; readonly tokens: string[] };

const CHUNK = 64 * 1024;

/** One signed-in connection to a mail server; takes messages one after the other. */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #where: string;
  readonly #messageMs: number;
  messages = 0;
  closed = false;

  private constructor(connection: SMTPConnection, where: string, messageMs: number) {
    this.#connection = connection;
    this.#where = where;
    this.#messageMs = messageMs;
    connection.on('end', () => {
      this.closed = true;
    });
    // Errors between two messages close the connection; the pool sees `closed`.
    connection.on('error', () => {});
  }

  /** Connects, secures and signs in. Throws SmtpStepFailed. */
  static async open(account: MailAccount, settings: SessionSettings): Promise<SmtpSession> {
    const { timeouts } = settings;
    const where = `${account.host}:${account.port}`;
    const said: SaidTokens = { fault: null, tokens: [] };
    const connection = new SMTPConnection({
      host: account.host,
      port: account.port,
      secure: account.security === 'tls',
      requireTLS: account.security === 'starttls',
      ignoreTLS: account.security === 'none',
      tls: { minVersion: 'TLSv1.2', ...(settings.trusted.length > 0 ? { ca: [...getCACertificates('default'), ...settings.trusted] } : {}) },
      dnsTimeout: timeouts.connectMs,
      // The deadline of connecting runs on until the session is set up, greeting and TLS included.
      connectionTimeout: timeouts.connectMs + timeouts.greetingMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.socketMs,
      socketCloseTimeout: 1000,
      maxResponseSize: 64 * 1024,
      logger: false,
      ...(account.auth.kind === 'xoauth2' ? { customAuth: { XOAUTH2: signInByToken(account.auth, settings.tokens, said) } } : {}),
    });
    const session = new SmtpSession(connection, where, timeouts.messageMs);
    const deadline = setTimeout(() => session.abort(), timeouts.connectMs + timeouts.greetingMs + timeouts.socketMs);
    try {
      await step((done) => connection.connect((error) => done(error ?? null)), connection);
      const { auth } = account;
      if (auth.kind === 'none') return session;
      const login =
        auth.kind === 'password'
          ? { user: auth.user, credentials: { user: auth.user, pass: auth.password } }
          : { method: 'XOAUTH2', user: auth.user, credentials: { user: auth.user } };
      await step((done) => connection.login(login, (error) => done(error ?? null)), connection);
      return session;
    } catch (error) {
      session.abort();
      if (said.fault !== null) {
        const failure: SmtpFailure = { phase: 'sign_in', reply: null, opening: true, mayBeTaken: false, sentence: said.fault.message };
        throw new SmtpStepFailed(failure, said.fault.retryAfterMs);
      }
      throw new SmtpStepFailed(openingFailure(where, error as NodemailerError, [...secretsOf(account), ...said.tokens]));
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Hands one message over. Throws SmtpStepFailed; a session that is not `closed` after that can take the next one. */
  async deliver(mail: ComposedMail): Promise<Delivered> {
    this.messages += 1;
    const envelope: LiveEnvelope = { from: mail.from, to: [mail.to, ...mail.cc], size: mail.raw.length };
    const mainRefused = (): NodemailerError | null => (envelope.rejectedErrors ?? []).find(({ recipient }) => recipient === mail.to) ?? null;
    const source = bodyOf(mail.raw, () => mainRefused() === null);
    let handedOver = false;
    // Told before the last bytes and the final dot go on: as long as it did not end, the server cannot have the message.
    source.once('end', () => {
      handedOver = true;
    });
    const deadline = setTimeout(() => this.abort(), this.#messageMs);
    try {
      const info = await step<{ rejected?: readonly unknown[]; serverMessageId?: string | undefined } | undefined>(
        (done) => this.#connection.send(envelope, source, (error, result) => done(error ?? null, result)),
        this.#connection,
      );
      if (!handedOver) {
        this.abort();
        const sentence = `${this.#where} said that it has the message before it had all of it.`;
        throw new SmtpStepFailed({ phase: 'content', reply: null, mayBeTaken: true, sentence });
      }
      return { outsideId: (info?.serverMessageId ?? '').replace(/^<|>$/g, ''), refusedCopies: (info?.rejected ?? []).map(String) };
    } catch (error) {
      if (error instanceof SmtpStepFailed) throw error;
      const refused = mainRefused();
      const failure =
        refused !== null && !handedOver
          ? {
              phase: 'recipient' as const,
              reply: refused.response ?? null,
              mayBeTaken: false,
              sentence: `${this.#where} does not take mail for this recipient.`,
            }
          : deliveryFailure(this.#where, error as NodemailerError, handedOver);
      await this.#recover(failure, handedOver || source.readableDidRead);
      throw new SmtpStepFailed(failure);
    } finally {
      clearTimeout(deadline);
      source.destroy();
    }
  }

  /** After a refusal the session is used again when the server confirms that it forgot the message; in the middle of a text it cannot. */
  async #recover(failure: SmtpFailure, textBegun: boolean): Promise<void> {
    if (this.closed || failure.reply === null || textBegun) return this.abort();
    try {
      await step((done) => this.#connection.reset((error) => done(error ?? null)), this.#connection);
    } catch {
      this.abort();
    }
  }

  /** Says goodbye. */
  quit(): void {
    if (this.closed) return;
    this.#connection.quit();
    setTimeout(() => this.abort(), 1000).unref();
  }

  abort(): void {
    this.closed = true;
    this.#connection.close();
  }
}

/** Runs one step of a connection whose callback may stay silent when the connection ends. */
function step<T>(run: (done: (error: Error | null, value?: T) => void) => void, connection: SMTPConnection): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, value?: T): void => {
      connection.off('error', settle);
      connection.off('end', onEnd);
      if (error === null) resolve(value);
      else reject(error);
    };
    // The end is told before the callback that knows why.
    const onEnd = (): void => void setImmediate(() => settle(new Error('The connection ended.')));
    connection.once('error', settle);
    connection.once('end', onEnd);
    run(settle);
  });
}

/** The text as a stream that begins only when the server asked for it, and stops before the first byte when the main recipient was refused:
 *  else those in copy would get a mail that the customer never sees. */
function bodyOf(raw: Buffer, mayBegin: () => boolean): Readable {
  let at = 0;
  return new Readable({
    highWaterMark: CHUNK,
    read() {
      if (at === 0 && !mayBegin()) {
        this.destroy(new Error('The main recipient was refused.'));
        return;
      }
      this.push(at < raw.length ? raw.subarray(at, at + CHUNK) : null);
      at += CHUNK;
    },
  });
}

function signInByToken(
  auth: MailAccount['auth'] & { kind: 'xoauth2' },
  tokens: AccessTokens,
  said: SaidTokens,
): SMTPConnection.CustomAuthenticationHandlers[string] {
  return async (session) => {
    let turnedAway: string | undefined;
    for (;;) {
      let token: string;
      try {
        token = await tokens.token(auth, turnedAway);
      } catch (error) {
        if (error instanceof ProviderFault) said.fault = error;
        throw error;
      }
      const response = Buffer.from(`user=${auth.user}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64');
      said.tokens.push(token, response);
      let answer = await session.sendCommand(`AUTH XOAUTH2 ${response}`);
      // The server explains itself in a challenge and says no only after an empty answer.
      if (answer.status === 334) answer = await session.sendCommand('');
      if (answer.status === 235) return;
      if (answer.status !== 535 || turnedAway !== undefined || token === turnedAway) throw new Error('sign-in refused');
      turnedAway = token;
    }
  };
}

function openingFailure(where: string, error: NodemailerError, secrets: readonly string[]): SmtpFailure {
  const command = error.command ?? '';
  const phase: SmtpPhase = command.startsWith('AUTH') || error.code === 'EAUTH' ? 'sign_in' : 'connect';
  const reply = typeof error.response === 'string' ? without(error.response, secrets) : null;
  return { phase, reply, opening: true, mayBeTaken: false, sentence: openingSentence(where, error, phase) };
}

function openingSentence(where: string, error: NodemailerError, phase: SmtpPhase): string {
  if (phase === 'sign_in') return `${where} refused the sign-in. Check user and password of the sending account.`;
  if (error.code === 'ETLS' && error.command === 'STARTTLS')
    return `${where} offers no TLS, and nothing is sent to it in the open. Use the port for TLS, or another server.`;
  return (
    connectionSentence(where, error) ??
    (typeof error.response === 'string' ? `${where} does not take connections now.` : `${where} closed the connection before it could be used.`)
  );
}

function deliveryFailure(where: string, error: NodemailerError, handedOver: boolean): SmtpFailure {
  const answered = error.command !== 'CONN' && typeof error.responseCode === 'number' && error.responseCode >= 400 && error.responseCode < 600;
  const reply = typeof error.response === 'string' ? error.response : null;
  if (handedOver && !answered) {
    return { phase: 'content', reply, mayBeTaken: true, sentence: `${where} got the whole message, and its answer was lost: it may have been delivered.` };
  }
  if (error.command === 'MAIL FROM') {
    if (reply === null) return { phase: 'sender', reply: '552 5.3.4', mayBeTaken: false, sentence: `The message is larger than ${where} takes.` };
    return { phase: 'sender', reply, mayBeTaken: false, sentence: `${where} does not take mail from this sending address.` };
  }
  if (error.command === 'RCPT TO') return { phase: 'recipient', reply, mayBeTaken: false, sentence: `${where} does not take mail for this recipient.` };
  if (error.command === 'DATA') return { phase: 'content', reply, mayBeTaken: false, sentence: `${where} did not take the message.` };
  return {
    phase: 'connect',
    reply,
    mayBeTaken: false,
    sentence: `${connectionSentence(where, error) ?? `${where} closed the connection.`} The message had not been handed over.`,
  };
}

function secretsOf({ auth }: MailAccount): string[] {
  if (auth.kind !== 'password') return [];
  return [auth.password, Buffer.from(auth.password).toString('base64'), Buffer.from(`\u0000${auth.user}\u0000${auth.password}`).toString('base64')];
}

/** A server may repeat in its answer what was said to it. */
function without(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
}
