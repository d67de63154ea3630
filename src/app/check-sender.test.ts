import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNameServer, type NameServer, type Zone } from '../../tests/support/name-server.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { TEST_RING } from '../../tests/support/test-outbox.ts';
import { emailSettings } from '../ar/messages/channel.ts';
import { readChannel } from '../ar/messages/read-channel.ts';
import { setChannel } from '../ar/messages/set-channel.ts';
import { createDomainLookup } from '../connectors/dns/domain-lookup.ts';
import { checkSenderDomain } from './check-sender.ts';

const GOOD: Zone = {
  'mail.seller.example': [['v=spf1 include:_spf.provider.example -all']],
  's1._domainkey.mail.seller.example': [],
  's2._domainkey.mail.seller.example': [['v=DKIM1; p=', 'MIIBIjANBg']],
  '_dmarc.seller.example': [['v=DMARC1; p=quarantine']],
};

describe("the check of a sender's domain", () => {
  let db: TestDatabase;
  let own: TestCompany;
  let server: NameServer | undefined;

  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    own = await testCompany(db);
  });
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const set = (address: string, dkimSelectors: readonly string[] = ['s1', 's2']) =>
    own.run((ctx) =>
      setChannel(
        ctx,
        emailSettings.parse({ channel: 'email', host: '127.0.0.1', port: 25, security: 'none', auth: { kind: 'none' }, from: { address }, dkimSelectors }),
        { ring: TEST_RING },
      ),
    );
  const check = async (zone: Zone) => {
    server = await startNameServer(zone);
    return checkSenderDomain(own, { lookup: createDomainLookup({ servers: [server.address], timeoutMs: 300, tries: 1 }), ring: TEST_RING });
  };
  const kept = async () => (await own.run((ctx) => readChannel(ctx, 'email')))?.domainCheck ?? null;

  it('finds the records, DMARC at the domain above too, and is kept', async () => {
    await set('billing@mail.seller.example');
    const found = await check(GOOD);
    expect(found).toMatchObject({ domain: 'mail.seller.example', ok: true, spf: { ok: true }, dkim: { ok: true }, dmarc: { ok: true } });
    expect(server?.asked).toEqual([
      's1._domainkey.mail.seller.example',
      's2._domainkey.mail.seller.example',
      '_dmarc.mail.seller.example',
      '_dmarc.seller.example',
      'mail.seller.example',
    ]);
    expect(await kept()).toEqual(found);
  });

  it('says of each part what is missing and what to add', async () => {
    await set('billing@mail.seller.example');
    const found = await check({ 'mail.seller.example': [['v=spf1 +all']] });
    expect([found.ok, found.spf.ok, found.dkim.ok, found.dmarc.ok]).toEqual([false, false, false, false]);
    expect(found.spf.detail).toMatch(/\+all/);
    expect(found.dkim.detail).toMatch(/s1, s2/);
    expect(found.dmarc.detail).toMatch(/_dmarc\.mail\.seller\.example/);
  });

  it('asks DMARC of the domain itself first, and stops where it stands', async () => {
    await set('billing@mail.seller.example', []);
    const found = await check({ ...GOOD, '_dmarc.mail.seller.example': [['v=DMARC1; p=none']] });
    expect(found.dmarc.ok).toBe(true);
    expect(server?.asked).not.toContain('_dmarc.seller.example');
  });

  it.each(['fails', 'silent'] as const)('judges nothing where the name server %s, and keeps what it knew', async (ill) => {
    await set('billing@mail.seller.example');
    const before = await check(GOOD);
    server?.close();
    await expect(check({ ...GOOD, 'mail.seller.example': ill })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await kept()).toEqual(before);
  });

  it('is forgotten with the domain it was about', async () => {
    await set('billing@mail.seller.example');
    await check(GOOD);
    await set('billing@other.example');
    expect(await kept()).toBeNull();
  });

  it('is refused where no account is set up', async () => {
    await expect(check(GOOD)).rejects.toMatchObject({ code: 'channel.not_set' });
  });
});
