import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { recordAudit } from './record-audit.ts';
import { sealAudit } from './seal-audit.ts';
import { verifyAudit } from './verify-audit.ts';

describe('the audit trail', () => {
  let test: TestDatabase;
  let owner: pg.Client;
  beforeAll(async () => {
    test = await testDatabase();
    owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await test.close();
  });

  const filled = async (events: number): Promise<TestCompany> => {
    const made = await testCompany(test);
    await made.run((ctx) =>
      recordAudit(
        ctx,
        Array.from({ length: events }, (_, i) => ({
          action: 'thing.changed',
          subjectKind: 'thing',
          subjectId: `t${i}`,
          before: { n: i },
          after: { n: i + 1, text: 'ä"\\' },
          reason: 'test',
        })),
      ),
    );
    return made;
  };

  it('is sealed completely, in order, by one of several sealers at once', async () => {
    const company = await filled(4500);
    const unsealed = (await company.run(verifyAudit)).unsealedTail;
    const counts = await Promise.all([1, 2, 3].map(() => company.run((ctx) => sealAudit(ctx))));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(unsealed);
    expect(await company.run(verifyAudit)).toMatchObject({ ok: true, sealed: unsealed, unsealedTail: 0 });
    expect(await company.run((ctx) => sealAudit(ctx))).toBe(0);
  });

  it('tells how many events are not sealed yet, and seals stragglers that committed late', async () => {
    const company = await filled(3);
    const late = company.newId();
    await company.run((ctx) => recordAudit(ctx, [{ action: 'thing.changed', subjectKind: 'thing', subjectId: 'young' }]));
    await company.run((ctx) => sealAudit(ctx, 'recent'));
    await company.run((ctx) => recordAudit({ ...ctx, newId: () => late }, [{ action: 'thing.changed', subjectKind: 'thing', subjectId: 'late' }]));
    expect(await company.run(verifyAudit)).toMatchObject({ ok: true, unsealedTail: 1 });
    expect(await company.run((ctx) => sealAudit(ctx))).toBe(1);
    expect(await company.run(verifyAudit)).toMatchObject({ ok: true, unsealedTail: 0 });
  });

  it.each([
    ['the actor', "update audit_event set actor = 'user:somebody-else' where company_id = $1 and id = $2", 'changed'],
    ['a microsecond', "update audit_event set at = at + interval '1 microsecond' where company_id = $1 and id = $2", 'changed'],
    ['the last digit of a long number', `update audit_event set after = '{"n": 12345678901234567891}' where company_id = $1 and id = $2`, 'changed'],
    ['a reason taken away', 'update audit_event set reason = null where company_id = $1 and id = $2', 'changed'],
    ['the time of sealing', "update audit_seal set sealed_at = sealed_at + interval '1 second' where company_id = $1 and event_id = $2", 'changed'],
    ['a hash', "update audit_seal set hash = sha256('x') where company_id = $1 and event_id = $2", 'changed'],
    ['a seal removed', 'delete from audit_seal where company_id = $1 and event_id = $2', 'seal_missing'],
  ])("shows %s changed by the database's own administrator", async (_what, statement, reason) => {
    const company = await filled(5);
    const id = company.newId();
    await company.run((ctx) =>
      recordAudit({ ...ctx, newId: () => id }, [
        { action: 'thing.changed', subjectKind: 'thing', subjectId: 'x', after: { n: 12345678901234567890n }, reason: 'why' },
      ]),
    );
    await owner.query(`update audit_event set after = '{"n": 12345678901234567890}' where company_id = $1 and id = $2`, [company.company.id, id]);
    await company.run((ctx) => recordAudit(ctx, [{ action: 'thing.changed', subjectKind: 'thing', subjectId: 'after' }]));
    await company.run((ctx) => sealAudit(ctx));
    const before = await company.run(verifyAudit);
    expect(before.ok).toBe(true);
    const { rows } = await owner.query<{ seq: string }>('select seq from audit_seal where company_id = $1 and event_id = $2', [company.company.id, id]);
    const changed = await owner.query(statement, [company.company.id, id]);
    expect(changed.rowCount).toBe(1);
    const after = await company.run(verifyAudit);
    expect(after).toMatchObject({ ok: false, brokenAt: { seq: BigInt(rows[0]?.seq ?? 0), reason } });
    expect(after.sealed).toBe(Number(rows[0]?.seq) - 1);
  });

  it('shows an end that was cut off by its head no longer being the one that was written down', async () => {
    const company = await filled(5);
    await company.run((ctx) => sealAudit(ctx));
    const written = await company.run(verifyAudit);
    await owner.query('delete from audit_seal where company_id = $1 and seq = $2', [company.company.id, written.sealed]);
    const cut = await company.run(verifyAudit);
    expect(cut.unsealedTail).toBe(1);
    expect(cut.head).not.toBe(written.head);
  });

  it('can be neither changed nor deleted by the application', async () => {
    const company = await filled(1);
    await expect(company.run((ctx) => ctx.tx.runText("update audit_event set actor = 'x'"))).rejects.toThrow('permission denied');
    await expect(company.run((ctx) => ctx.tx.runText('delete from audit_event'))).rejects.toThrow('permission denied');
    await expect(company.run((ctx) => ctx.tx.runText('delete from audit_seal'))).rejects.toThrow('permission denied');
    await expect(company.run((ctx) => ctx.tx.runText("update audit_seal set hash = 'x'"))).rejects.toThrow('permission denied');
    await expect(test.database.forControl((tx) => tx.runText('delete from firm_audit_event'))).rejects.toThrow('permission denied');
  });

  it('is read in pages that miss nothing and hold nothing of another company', async () => {
    const company = await filled(25);
    await filled(10);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await company.run((ctx) => listAuditEvents(ctx, { limit: 7, cursor, subjectKind: 'thing' }));
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map((item) => item.subjectId));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `t${24 - i}`));
    expect((await company.run((ctx) => listAuditEvents(ctx, { limit: 7, subjectKind: 'thing', subjectId: 't3' }))).items).toMatchObject([
      { before: { n: 3 }, after: { n: 4 }, actor: 'operator', reason: 'test' },
    ]);
    await expect(company.run((ctx) => listAuditEvents(ctx, { limit: 7, cursor: Buffer.from('["x"]').toString('base64url') }))).rejects.toMatchObject({
      code: 'cursor.invalid',
    });
  });
});
