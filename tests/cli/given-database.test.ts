import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenPostgres, systemPostgres, type GivenPostgres } from '../support/given-postgres.ts';
import { ended, place, start, type Place, type Result } from './run-dunlin.ts';

const EXAMPLES = path.join(import.meta.dirname, '../../examples');
const [BIN] = systemPostgres();

/** Servers of the machine are a matter of luck: without one these tests are reported as skipped. */
describe.skipIf(BIN === undefined)(`a PostgreSQL that we were given (${BIN ?? 'none on this machine'})`, { timeout: 240_000 }, () => {
  let server: GivenPostgres;
  let at: Place;

  const as = (login: string, database: string, ...args: readonly string[]): Promise<Result> =>
    ended(start(at.folder, args, { DATABASE_URL: `postgres://${login}@127.0.0.1:${server.port}/${database}` }));

  beforeAll(async () => {
    server = await givenPostgres(BIN as string);
    at = place();
  });

  afterAll(async () => {
    await server.stop();
    at.remove();
  });

  async function tour(login: string, database: string): Promise<Result> {
    const done = async (...args: readonly string[]): Promise<Result> => {
      const result = await as(login, database, ...args);
      expect([0, 3], `${args.join(' ')}: ${result.err}`).toContain(result.exit);
      return result;
    };
    await done('company', 'create', 'Tour', '--currency', 'EUR', '--country', 'DE');
    await done('import', 'customers', path.join(EXAMPLES, 'customers.csv'));
    await done('import', 'invoices', path.join(EXAMPLES, 'invoices.csv'), '--profile', path.join(EXAMPLES, 'invoices-profile.json'));
    await done('import', 'statement', path.join(EXAMPLES, 'bank-2026-10.xml'));
    const applied = (await done('cash', 'apply', '--mode', 'auto', '--json')).json() as { applied: number };
    expect(applied.applied).toBeGreaterThan(0);
    await done('report', 'aging', '--as-of', '2026-10-31');
    return done('verify', '--json');
  }

  it('takes the whole tour with a login that may create roles and is no superuser', async () => {
    await server.asSuperuser('create role maker login createrole', 'create database made owner maker');
    expect((await tour('maker', 'made')).json()).toMatchObject({ ok: true });
  });

  it('takes it with a role that an administrator made, and a login that may create none', async () => {
    await server.asSuperuser('drop owned by dunlin_app', 'create role modest login', 'grant dunlin_app to modest', 'create database given owner modest');
    expect((await tour('modest', 'given')).json()).toMatchObject({ ok: true });
  });

  it('says what an administrator has to do where the login is no member of the role', async () => {
    await server.asSuperuser('create role outsider login', 'create database foreign_to_it owner outsider');
    const { exit, err } = await as('outsider', 'foreign_to_it', 'company', 'list');
    expect(exit).toBe(1);
    expect(err).toMatch(/GRANT dunlin_app TO/i);
  });

  it('says that the password is wrong, and does not repeat it', async () => {
    await server.asSuperuser("create role locked login password 'right'", 'create database locked owner locked');
    const { exit, err } = await as('locked:geheim', 'locked', 'company', 'list');
    expect(exit).toBe(1);
    expect(err).toMatch(/refused the user or password\. Correct them/);
    expect(err).not.toContain('geheim');
  });

  it('says which database is missing', async () => {
    const { exit, err } = await as('modest', 'nowhere', 'company', 'list');
    expect(exit).toBe(1);
    expect(err).toMatch(new RegExp(`127\\.0\\.0\\.1:${server.port}/nowhere.*no database of this name\\. Create it`));
  });
});

describe('an address that leads nowhere', { timeout: 60_000 }, () => {
  let at: Place;
  beforeAll(() => {
    at = place();
  });
  afterAll(() => at.remove());

  it.each([
    ['an unknown host', 'postgres://u:geheim@no-such-host.invalid/d', /no-such-host\.invalid:5432\/d.*(unknown|looked up)/],
    ['a port where nothing is', 'postgres://u:geheim@127.0.0.1:1/d', /127\.0\.0\.1:1\/d.*nothing answers there/],
    ['no address at all', 'localhost/dunlin?password=geheim', /DATABASE_URL.*postgres:\/\/USER:PASSWORD@HOST/],
  ])('%s is told with its remedy and without the password', async (_what, url, sentence) => {
    const { exit, err } = await ended(start(at.folder, ['company', 'list'], { DATABASE_URL: url }));
    expect(exit, err).toBe(1);
    expect(err).toMatch(sentence);
    expect(err).not.toContain('geheim');
  });
});
