import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idMaker } from '../../foundation/ids/id.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import type { Ctx } from './context.ts';
import { createCompany, slugOf, type CreateCompanyDeps, type NewCompany } from './create-company.ts';
import { findCompany } from './find-company.ts';
import { listCompanies } from './list-companies.ts';
import { recordAudit } from './record-audit.ts';

describe('companies', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());

  const openBooks = (ctx: Ctx) =>
    recordAudit(ctx, [
      { action: 'books.opened', subjectKind: 'company', subjectId: ctx.company.id, after: { currency: ctx.company.baseCurrency, today: ctx.today } },
    ]);
  const newId = idMaker(() => Date.now());
  const create = (input: Partial<NewCompany> & { name: string }, initialise: CreateCompanyDeps['initialise'] = [openBooks]) =>
    createCompany(
      { database: test.database, now: new Date(), newId, actor: { kind: 'operator', id: 'test' }, initialise },
      { currency: 'EUR', country: 'DE', ...input },
    );

  it('are told apart by the command line, which names what there is', async () => {
    await expect(findCompany(test.database, 'acme')).rejects.toMatchObject({ code: 'company.not_found', message: expect.stringContaining('no company yet') });
    const acme = await create({ name: 'ACME Müller & Söhne GmbH' });
    expect(acme).toMatchObject({ slug: 'acme-mueller-soehne-gmbh', timeZone: 'Europe/Berlin', taxPoint: 'invoice', baseCurrency: 'EUR' });
    const { rows } = await test.database.pool.query('select name from firm');
    expect(rows).toEqual([{ name: 'ACME Müller & Söhne GmbH' }]);
    for (const reference of [acme.id, acme.slug, 'acme müller & söhne gmbh']) expect((await findCompany(test.database, reference)).id).toBe(acme.id);
    await expect(findCompany(test.database, 'other')).rejects.toMatchObject({
      code: 'company.not_found',
      message: expect.stringContaining('ACME Müller & Söhne GmbH (acme-mueller-soehne-gmbh)'),
    });
  });

  it('with the same name need a slug of their own, and are ambiguous by name', async () => {
    await create({ name: 'Twin' });
    await expect(create({ name: 'TWIN' })).rejects.toMatchObject({ code: 'company.name_taken' });
    await expect(create({ name: 'Twin', slug: 'twin' })).rejects.toMatchObject({ code: 'company.slug_taken' });
    await create({ name: 'Twin', slug: 'twin-two' });
    await expect(findCompany(test.database, 'twin ')).rejects.toMatchObject({ code: 'company.ambiguous' });
    expect((await findCompany(test.database, 'twin-two')).slug).toBe('twin-two');
  });

  it('that are created at once get different slugs and one firm', async () => {
    const made = await Promise.all(['Straße 1', 'Strasse-1', 'strasse 1!'].map((name) => create({ name })));
    expect(made.map((one) => one.slug).toSorted()).toEqual(['strasse-1', 'strasse-1-2', 'strasse-1-3']);
    expect((await test.database.pool.query('select id from firm')).rows).toHaveLength(1);
    expect((await listCompanies(test.database)).length).toBeGreaterThanOrEqual(3);
  });

  it('exist with open books or not at all', async () => {
    const broken = create({ name: 'Half' }, [openBooks, async () => Promise.reject(new Error('no books'))]);
    await expect(broken).rejects.toThrow('no books');
    await expect(findCompany(test.database, 'half')).rejects.toMatchObject({ code: 'company.not_found' });
    const whole = await create({ name: 'Whole', country: 'US', currency: 'USD' });
    expect(whole.timeZone).toBe('America/New_York');
    const events = await test.database.forCompany(whole.id, (tx) => tx.rowsText<{ action: string }>('select action from audit_event'));
    expect(events.map((event) => event.action)).toEqual(['books.opened', 'company.created']);
    expect(await test.database.forControl((tx) => tx.rowsText('select 1 from audit_event'))).toEqual([]);
  });

  it('refuse what is no currency, country, time zone, name or slug', async () => {
    await expect(create({ name: 'X', currency: 'EURO' })).rejects.toMatchObject({ code: 'currency.unknown' });
    await expect(create({ name: 'X', country: 'XX' })).rejects.toMatchObject({ code: 'country.unknown' });
    await expect(create({ name: 'X', timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'time_zone.unknown' });
    await expect(create({ name: 'X', timeZone: '+01:00' })).rejects.toMatchObject({ code: 'time_zone.unknown' });
    await expect(create({ name: '  ' })).rejects.toMatchObject({ code: 'company.name_invalid' });
    await expect(create({ name: 'X', slug: 'No Slug' })).rejects.toMatchObject({ code: 'company.slug_invalid' });
  });

  it('get a slug from any name', () => {
    expect(slugOf('Łódź Ærø Ñandú')).toBe('lodz-aero-nandu');
    expect(slugOf('日本')).toBe('company');
    expect(slugOf('---')).toBe('company');
    expect(slugOf('a'.repeat(39) + ' b')).toBe('a'.repeat(39));
  });
});
