import path from 'node:path';
import { Refusal } from '../foundation/errors/refusal.ts';

/** What the surroundings decide: flags win over the environment, the environment over the default. Nothing else reads the environment. */
export type Config = {
  /** Absolute. Holds the embedded database, keys and logs. */
  readonly dataDir: string;
  /** A PostgreSQL that we were given; null: the embedded one. */
  readonly databaseUrl: string | null;
  readonly port: number;
  readonly host: string;
  /** The address under which people reach this server, where a proxy stands before it; null: what it listens on. */
  readonly publicUrl: string | null;
  /** Addresses of proxies whose X-Forwarded-* headers count. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
};

export type ConfigFlags = { readonly data?: string | undefined; readonly port?: number | undefined; readonly host?: string | undefined };

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function invalid(name: string, value: string, remedy: string): Refusal {
  return new Refusal('config.invalid', `The setting ${name} is "${value}", which cannot be used: ${remedy}.`, { setting: name });
}

function portFrom(environment: Environment): number | undefined {
  const text = given(environment, 'DUNLIN_PORT');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw invalid('DUNLIN_PORT', text, 'write a number from 0 to 65535');
  return port;
}

function databaseUrlFrom(environment: Environment): string | null {
  const url = given(environment, 'DATABASE_URL');
  if (url === undefined) return null;
  // Never repeated in the message: it holds a password.
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw invalid('DATABASE_URL', '…', 'write postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters of the password as %XX');
  return url;
}

function publicUrlFrom(environment: Environment): string | null {
  const url = given(environment, 'DUNLIN_PUBLIC_URL');
  if (url === undefined) return null;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw invalid('DUNLIN_PUBLIC_URL', url, 'write the whole address, for example https://ar.example.com');
  return new URL(url).origin;
}

/** Refuses `config.invalid`. */
export function readConfig(flags: ConfigFlags, environment: Environment = process.env): Config {
  const logLevel = given(environment, 'DUNLIN_LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) throw invalid('DUNLIN_LOG_LEVEL', logLevel, `use one of ${LOG_LEVELS.join(', ')}`);
  return {
    dataDir: path.resolve(flags.data ?? given(environment, 'DUNLIN_DATA') ?? 'data'),
    databaseUrl: databaseUrlFrom(environment),
    port: flags.port ?? portFrom(environment) ?? 4300,
    host: flags.host ?? given(environment, 'DUNLIN_HOST') ?? '127.0.0.1',
    publicUrl: publicUrlFrom(environment),
    trustedProxies: (given(environment, 'DUNLIN_TRUSTED_PROXIES') ?? '').split(/[\s,]+/).filter((address) => address !== ''),
    logLevel,
  };
}
