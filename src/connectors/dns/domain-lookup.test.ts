import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNameServer, type NameServer } from '../../../tests/support/name-server.ts';
import { createDomainLookup } from './domain-lookup.ts';

describe('TXT records of a domain', () => {
  let server: NameServer;
  beforeAll(async () => {
    server = await startNameServer({
      'seller.test': [['v=spf1 include:_spf.mail.test ', '-all'], ['verification=1']],
      'k1._domainkey.seller.test': [['v=DKIM1; p=', 'A'.repeat(250), 'B'.repeat(140)]],
      '_dmarc.xn--mller-kva.test': [['v=DMARC1; p=reject']],
      'empty.test': [],
      'ill.test': 'fails',
      'mute.test': 'silent',
    });
  });
  afterAll(() => server.close());
  const lookup = () => createDomainLookup({ servers: [server.address], timeoutMs: 200, tries: 1 });

  it('come joined from their strings', async () => {
    expect((await lookup().txt('seller.test')).toSorted()).toEqual(['v=spf1 include:_spf.mail.test -all', 'verification=1'].toSorted());
    expect(await lookup().txt('k1._domainkey.seller.test')).toEqual([`v=DKIM1; p=${'A'.repeat(250)}${'B'.repeat(140)}`]);
  });

  it('are looked up under the name that DNS knows', async () => {
    expect(await lookup().txt('_dmarc.müller.test')).toEqual(['v=DMARC1; p=reject']);
  });

  it('are none where the name has none, does not exist, or cannot exist', async () => {
    const before = server.asked.length;
    expect(await lookup().txt('empty.test')).toEqual([]);
    expect(await lookup().txt('nobody.test')).toEqual([]);
    expect(server.asked.length).toBe(before + 2);
    for (const name of ['', 'a..b', `${'x'.repeat(64)}.test`, 'a b.test']) expect(await lookup().txt(name)).toEqual([]);
    expect(server.asked.length).toBe(before + 2);
  });

  it.each(['ill.test', 'mute.test'])('of %s are not said to be none when the server does not tell', async (name) => {
    await expect(lookup().txt(name)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/could not be looked up/) as unknown });
  });
});
