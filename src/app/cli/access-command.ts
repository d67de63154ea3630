import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { InvalidArgumentError, type Command } from 'commander';
import { createApiKey } from '../../ar/access/create-api-key.ts';
import { createOwner } from '../../ar/access/create-owner.ts';
import { keyState, listApiKeys } from '../../ar/access/list-api-keys.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import { revokeApiKey } from '../../ar/access/revoke-api-key.ts';
import { isScope, SCOPES, type Scope } from '../../ar/access/roles.ts';
import { dropSetupToken } from '../../ar/access/setup-token.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { clock, newId, OPERATOR } from '../run-context.ts';
import type { OpenedDatabase } from '../open-database.ts';
import { dayOption } from './option-values.ts';
import type { Output } from './output.ts';
import { renderTable } from './print.ts';
import { chooseCompany, companyLeaf, leaf, show, withDatabase, type Cli, type CommonOptions, type CompanyOptions, type Session } from './session.ts';

type KeyOptions = CompanyOptions & { readonly scope?: readonly Scope[]; readonly readOnly?: boolean; readonly expires?: Day };
type OwnerOptions = CommonOptions & { readonly email: string; readonly name: string };

function scopeOption(text: string, before: readonly Scope[] = []): readonly Scope[] {
  const scopes = text.split(',').map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is no permission. There are: ${Object.keys(SCOPES).join(', ')}.`);
  return [...before, ...scopes.filter(isScope)];
}

async function firmOf(opened: OpenedDatabase): Promise<string> {
  const [company] = await listCompanies(opened.database);
  if (!company) throw new Refusal('company.not_found', 'There is no company yet. Create one: dunlin company create NAME --currency EUR --country DE.');
  return company.firmId;
}

/** From the terminal without showing it, else the first line of standard input: never an argument, which every user of the machine could read. */
async function readPassword(out: Output): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stderr.write('Password: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: isTerminal ? silent : undefined, terminal: isTerminal });
  try {
    for await (const line of lines) {
      if (isTerminal) out.note('');
      return line;
    }
    throw new Refusal('password.missing', 'No password came on standard input. Type it in a terminal, or pipe it in as one line.');
  } finally {
    lines.close();
  }
}

async function runKeys(session: Session): Promise<void> {
  const companies = new Map((await listCompanies(session.opened.database)).map((company) => [company.id, company.slug]));
  const now = clock();
  const keys = (await listApiKeys(session.opened.database, await firmOf(session.opened))).map((key) => ({
    id: key.id,
    name: key.name,
    prefix: `dk_${key.prefix}`,
    company: key.companyId === null ? null : (companies.get(key.companyId) ?? key.companyId),
    scopes: key.scopes,
    createdBy: key.createdBy,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    state: keyState(key, now),
  }));
  await show(session, { keys }, () =>
    keys.length === 0
      ? 'There is no API key. Make one: dunlin keys create NAME.\n'
      : renderTable<(typeof keys)[number]>(
          [
            { title: 'Name', value: (k) => k.name },
            { title: 'Begins with', value: (k) => k.prefix },
            { title: 'Company', value: (k) => k.company ?? 'every company' },
            { title: 'Permissions', value: (k) => String(k.scopes.length), align: 'right' },
            { title: 'Made', value: (k) => k.createdAt.toISOString().slice(0, 10) },
            { title: 'Ends', value: (k) => k.expiresAt?.toISOString().slice(0, 10) ?? '' },
            { title: 'State', value: (k) => k.state },
            { title: 'Id', value: (k) => k.id },
          ],
          keys,
        ),
  );
}

export function addAccessCommands(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('API keys for programs');
  companyLeaf(keys, 'create <name>', 'make an API key; its secret is shown this once')
    .option('--scope <scopes>', 'permissions, with commas or several times (default: all)', scopeOption)
    .option('--read-only', 'only the permissions to see')
    .option('--expires <day>', 'last day before which it works (UTC)', dayOption)
    .action(async (name: string, options: KeyOptions) =>
      withDatabase(cli, options, async (session) => {
        const company = options.company === undefined ? undefined : await chooseCompany(session.opened, options.company);
        const wanted = options.scope ?? Object.keys(SCOPES).filter(isScope);
        const scopes = options.readOnly === true ? wanted.filter((scope) => scope.endsWith(':read')) : wanted;
        const { key, secret } = await createApiKey(
          { database: session.opened.database, now: clock(), newId, firmId: await firmOf(session.opened), actor: OPERATOR },
          { name, companyId: company?.id ?? null, scopes, ...(options.expires === undefined ? {} : { expiresAt: new Date(`${options.expires}T00:00:00Z`) }) },
        );
        await show(
          session,
          { id: key.id, name: key.name, company: company?.slug ?? null, scopes: key.scopes, expiresAt: key.expiresAt, key: secret },
          () => `${secret}\n`,
        );
        if (!session.json)
          session.out.note(`Key ${key.id} for ${company ? company.name : 'every company'}. Send it as "Authorization: Bearer …"; it is not shown again.`);
      }),
    );
  leaf(keys, 'list', 'list the API keys, ended ones too').action(async (options: CommonOptions) => withDatabase(cli, options, runKeys));
  leaf(keys, 'revoke <id>', 'end an API key at once').action(async (id: string, options: CommonOptions) =>
    withDatabase(cli, options, async (session) => {
      await revokeApiKey({ database: session.opened.database, now: clock(), newId, firmId: await firmOf(session.opened), actor: OPERATOR }, id);
      await show(session, { revoked: id }, () => `The key ${id} has ended.\n`);
    }),
  );
  const owner = program.command('owner').description('the first user');
  leaf(owner, 'create', 'create the first user; the password is asked for, or read from standard input')
    .requiredOption('--email <address>', 'to sign in with')
    .requiredOption('--name <name>', 'of the person')
    .action(async (options: OwnerOptions) => {
      const password = await readPassword(cli.out);
      await withDatabase(cli, options, async (session) => {
        const { userId } = await createOwner(
          { database: session.opened.database, now: clock(), newId },
          { email: options.email, name: options.name, password },
        );
        dropSetupToken(session.opened.folder);
        await show(session, { id: userId, email: options.email }, () => `Created the owner ${options.email}. Sign in with that address.\n`);
      });
    });
}
