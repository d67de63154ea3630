import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clockedRunner, draft, setTestChannels, TEST_RING, type Clocked } from '../../../tests/support/test-outbox.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { editMessage, scheduleMessage, stopMessage } from './change-messages.ts';
import { activateTemplate, retireTemplate, saveTemplate, templateVersions } from './change-templates.ts';
import { emailSettings } from './channel.ts';
import { emailMayBeAutomatic } from './check-domain.ts';
import { evaluateDomain } from './sender-domain.ts';
import { loadTemplates } from './find-template.ts';
import { getMessage, listWaitingMessages } from './list-messages.ts';
import { collectLetters, settleLetters } from './print-letters.ts';
import { queueMessages } from './queue-messages.ts';
import { emailAccount, readChannel } from './read-channel.ts';
import { saveDomainCheck, setChannel } from './set-channel.ts';
import type { MessageDraft } from './message.ts';

let test: TestDatabase;
let own: TestCompany;
let clock: Clocked;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  own = await testCompany(test);
  clock = clockedRunner(test, own, '2026-03-16T09:00:00Z');
});

const queue = async (over: Partial<MessageDraft> = {}): Promise<string> => (await clock.run((ctx) => queueMessages(ctx, [draft(own, over)])))[0]?.id ?? '';

describe('a message that waits', () => {
  it('can be changed, moved and stopped, each told in the audit trail; afterwards it cannot', async () => {
    const id = await queue({ bodyHtml: '<p>old</p>' });
    await clock.run((ctx) => editMessage(ctx, id, { subject: 'New', bodyText: 'New <b>text</b>' }));
    await clock.run((ctx) => scheduleMessage(ctx, id, new Date('2026-03-20T09:00:00Z')));
    const shown = await clock.run((ctx) => getMessage(ctx, id));
    expect(shown).toMatchObject({ subject: 'New', sendAfter: new Date('2026-03-20T09:00:00Z') });
    expect(shown.bodyHtml).toContain('New &lt;b&gt;text&lt;/b&gt;');
    await expect(clock.run((ctx) => editMessage(ctx, id, { subject: 'a\r\nBcc: x@y.example' }))).rejects.toMatchObject({ code: 'message.invalid' });
    await expect(clock.run((ctx) => editMessage(ctx, id, { toAddress: 'x' }))).rejects.toMatchObject({ code: 'message.invalid' });
    await clock.run((ctx) => stopMessage(ctx, id, 'wrong customer'));
    for (const again of [
      () => clock.run((ctx) => editMessage(ctx, id, { subject: 'Later' })),
      () => clock.run((ctx) => scheduleMessage(ctx, id, new Date('2026-03-21T09:00:00Z'))),
      () => clock.run((ctx) => stopMessage(ctx, id, 'again')),
    ])
      await expect(again()).rejects.toMatchObject({ code: 'message.not_waiting' });
    const actions = await clock.run((ctx) =>
      ctx.tx.rows(sql<{ action: string }>`select action from audit_event where company_id = ${ctx.company.id} and subject_id = ${id} order by id`),
    );
    expect(actions.map(({ action }) => action)).toEqual(['message.edited', 'message.scheduled', 'message.stopped']);
  });

  it('stands in the outbox in the order of leaving, page by page', async () => {
    const later = await queue({ sendAfter: new Date('2026-03-18T00:00:00Z') });
    const sooner = await queue({ sendAfter: new Date('2026-03-17T00:00:00Z') });
    const first = await clock.run((ctx) => listWaitingMessages(ctx, { after: null, limit: 1 }));
    expect(first.map(({ id }) => id)).toEqual([sooner]);
    const after = { sendAfter: first[0]?.sendAfter ?? new Date(0), id: sooner };
    expect((await clock.run((ctx) => listWaitingMessages(ctx, { after, limit: 5 }))).map(({ id }) => id)).toEqual([later]);
  });
});

describe('letters', () => {
  it('leave the outbox for the printer and are sent when a person says so, or come back', async () => {
    const letter = { channel: 'letter', toAddress: 'Alder Trading\nMain Street 1\n10115 Berlin' } as const;
    const ids = [await queue(letter), await queue({ ...letter, kind: 'dunning' })];
    // At night, too: nobody is woken by a letter.
    clock.setNow('2026-03-16T23:00:00Z');
    expect((await clock.run((ctx) => collectLetters(ctx, { guards: {} }))).map(({ id }) => id)).toEqual(ids);
    expect(await clock.run((ctx) => collectLetters(ctx, { guards: {} }))).toEqual([]);
    await clock.run((ctx) => settleLetters(ctx, ids.slice(0, 1), 'printed'));
    await clock.run((ctx) => settleLetters(ctx, ids.slice(1), 'given_back'));
    const states = [];
    for (const id of ids) states.push((await clock.run((ctx) => getMessage(ctx, id))).state);
    expect(states).toEqual(['sent', 'waiting']);
    await expect(clock.run((ctx) => settleLetters(ctx, ids, 'printed'))).rejects.toMatchObject({ code: 'message.not_collected' });
  });
});

describe('a text of the company', () => {
  const key = { code: 'invoice', channel: 'email', language: 'de' } as const;
  const used = async () => (await clock.run(loadTemplates)).find('invoice', 'email', 'de')?.version;

  it('gets versions: the one in use replaces the built-in one, an old one can come back, and retired the built-in one counts', async () => {
    const save = (body: string, activate: boolean) => clock.run((ctx) => saveTemplate(ctx, { ...key, subject: 'S', body, activate }));
    expect(await used()).toBe(0);
    await save('one', true);
    await save('two', true);
    expect(await save('{{ nobody }}', false)).toMatchObject({ version: 3, problems: [{ code: 'name_unknown' }] });
    expect(await used()).toBe(2);
    await clock.run((ctx) => activateTemplate(ctx, { ...key, version: 1 }));
    expect(await used()).toBe(1);
    await expect(clock.run((ctx) => activateTemplate(ctx, { ...key, version: 3 }))).rejects.toMatchObject({ code: 'template.invalid' });
    await expect(save('{% if %}', true)).rejects.toMatchObject({ code: 'template.invalid' });
    expect((await clock.run((ctx) => templateVersions(ctx, key))).map(({ version, state }) => `${version} ${state}`)).toEqual([
      '3 draft',
      '2 retired',
      '1 active',
      '0 retired',
    ]);
    await clock.run((ctx) => retireTemplate(ctx, key));
    expect(await used()).toBe(0);
  });
});

describe('a channel', () => {
  const settings = (over: object) =>
    emailSettings.parse({
      channel: 'email',
      host: 'smtp.seller.example',
      port: 587,
      security: 'starttls',
      auth: { kind: 'password', user: 'seller' },
      from: { address: 'billing@seller.example', name: 'Seller' },
      ...over,
    });
  const set = (over: object) => clock.run((ctx) => setChannel(ctx, settings(over), { ring: TEST_RING }));

  it('keeps its secret when other settings change, but never for another server or user', async () => {
    await setTestChannels(clock);
    await set({ messagesPerMinute: 7 });
    expect(await clock.run((ctx) => emailAccount(ctx, { ring: TEST_RING }))).toMatchObject({
      account: { auth: { password: 'open-sesame' } },
      messagesPerMinute: 7,
    });
    for (const over of [{ host: 'smtp.thief.example' }, { port: 2525 }, { security: 'none', allowPlain: true }, { auth: { kind: 'password', user: 'other' } }])
      await expect(set(over)).rejects.toMatchObject({ code: 'channel.secret_missing' });
  });

  it('shows no secret, nor does the audit trail', async () => {
    await setTestChannels(clock);
    const shown = await clock.run((ctx) => readChannel(ctx, 'email'));
    expect(JSON.stringify(shown)).not.toContain('open-sesame');
    expect(shown?.secretsKept).toEqual(['password']);
    const audit = await clock.run((ctx) =>
      ctx.tx.rows(
        sql<{ text: string }>`select coalesce(before::text, '') || coalesce(after::text, '') as text from audit_event where company_id = ${ctx.company.id}`,
      ),
    );
    expect(audit.map(({ text }) => text).join()).not.toContain('open-sesame');
  });

  it('without encryption is for this machine only', () => {
    expect(emailSettings.safeParse({ ...settings({}), security: 'none' }).success).toBe(false);
    expect(emailSettings.safeParse({ ...settings({}), security: 'none', host: '127.0.0.1' }).success).toBe(true);
    expect(emailSettings.safeParse({ ...settings({}), from: { address: 'a@b.example', name: 'x\r\nBcc: y' } }).success).toBe(false);
  });

  it('may send by itself only after its domain passed, and again after the sender changed', async () => {
    const may = async () => clock.run(emailMayBeAutomatic);
    expect(await may()).toMatchObject({ reason: 'channel_not_set' });
    await setTestChannels(clock);
    expect(await may()).toMatchObject({ reason: 'domain_not_checked' });
    const good = { spf: ['v=spf1 include:x.example -all'], dkim: new Map([['s1', ['v=DKIM1; k=rsa; p=AAAA']]]), dmarc: ['v=DMARC1; p=reject'] };
    await clock.run((ctx) => saveDomainCheck(ctx, evaluateDomain('seller.example', good)));
    expect(await may()).toEqual({ ok: true });
    clock.passMinutes(91 * 24 * 60);
    expect(await may()).toMatchObject({ reason: 'domain_check_old' });
    await clock.run((ctx) => saveDomainCheck(ctx, evaluateDomain('seller.example', { ...good, dmarc: [] })));
    expect(await may()).toMatchObject({ reason: 'domain_failed' });
    await clock.run((ctx) => saveDomainCheck(ctx, evaluateDomain('seller.example', good)));
    await set({ from: { address: 'billing@other.example', name: '' } });
    expect(await may()).toMatchObject({ reason: 'domain_not_checked' });
  });

  it('judges records of a domain', () => {
    const judge = (over: Partial<Parameters<typeof evaluateDomain>[1]>) => {
      const { spf, dkim, dmarc } = evaluateDomain('d.example', {
        spf: ['v=spf1 mx ~all'],
        dkim: new Map([['s', ['p=AB']]]),
        dmarc: ['v=DMARC1;p=none'],
        ...over,
      });
      return [spf.ok, dkim.ok, dmarc.ok].map(Number).join('');
    };
    expect(judge({})).toBe('111');
    for (const spf of [[], ['v=spf1 +all'], ['v=spf1 all'], ['v=spf1 mx ?all'], ['v=spf1 mx'], ['v=spf1 -all', 'v=spf1 ~all'], ['v=spf10 -all']])
      expect(judge({ spf }), spf.join()).toBe('011');
    for (const dkim of [new Map(), new Map([['s', []]]), new Map([['s', ['v=DKIM1; p=']]]), new Map([['s', ['v=DKIM2; p=AB']]])])
      expect(judge({ dkim })).toBe('101');
    for (const dmarc of [[], ['v=DMARC1'], ['v=DMARC1; p=later'], ['v=DMARC1; p=none', 'v=DMARC1; p=none']]) expect(judge({ dmarc })).toBe('110');
  });
});
