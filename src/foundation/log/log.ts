import { pino, type DestinationStream, type Logger } from 'pino';
import { scrub } from './scrub.ts';

export type Log = Logger;

const SECRET_NAMES = [
  'authorization',
  'cookie',
  '"set-cookie"',
  'password',
  'token',
  'secret',
  'iban',
  'email',
  'apiKey',
  'setupToken',
  'accessToken',
  'refreshToken',
];

/** `name`, `*.name` and deeper, in pino's path syntax. */
const REDACTED = SECRET_NAMES.flatMap((name) =>
  ['', '*', '*.*', '*.*.*'].map((before) => (name.startsWith('"') ? `${before}[${name}]` : before ? `${before}.${name}` : name)),
);

/** Errors of the database driver quote values of rows in `detail` and `where`: those are left out. */
function errorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.cause ? { cause: errorOf(error.cause) } : {}),
  };
}

/** JSON lines to stderr, to a file, or to a stream. No secret, token, IBAN or address gets through: known names are redacted,
 *  and every line is scrubbed of what looks like one before it is written. */
export function openLog(options: { level?: string; to?: 'stderr' | { file: string } | { stream: DestinationStream } } = {}): Log {
  const to = options.to ?? 'stderr';
  const destination =
    to === 'stderr'
      ? pino.destination({ fd: 2, sync: true })
      : 'file' in to
        ? pino.destination({ dest: to.file, mkdir: true, mode: 0o600, sync: false })
        : to.stream;
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[redacted]' },
      serializers: { err: errorOf, error: errorOf },
      hooks: { streamWrite: scrub },
    },
    destination,
  );
}
