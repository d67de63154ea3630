import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { changeControlProfile } from '../access/change-control-profile.ts';
import type { Ctx } from '../access/context.ts';
import { grantApproval, rejectApproval, requestApproval, withdrawApproval } from './approvals.ts';

let db: TestDatabase;
let company: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
  company = await testCompany(db);
});
afterAll(() => db.close());

const as = <T>(id: string, work: (ctx: Ctx) => Promise<T>): Promise<T> => company.run((ctx) => work({ ...ctx, actor: { kind: 'user', id } }));
const ask = (by: string) => as(by, (ctx) => requestApproval(ctx, { operation: 'refundCredit', input: { minor: 5_000n, creditId: 'x' }, reason: 'paid twice' }));

test('a second person grants, and gets the very input that was asked for', async () => {
  const id = await ask('ann');
  await expect(as('ann', (ctx) => grantApproval(ctx, id, 'fine'))).rejects.toMatchObject({ code: 'approval.own' });
  expect(await as('bob', (ctx) => grantApproval(ctx, id, 'fine'))).toEqual({ operation: 'refundCredit', input: { minor: '5000', creditId: 'x' } });
  await expect(as('bob', (ctx) => grantApproval(ctx, id, 'again'))).rejects.toMatchObject({ code: 'approval.state' });
});

test('one person alone may approve only in the profile for one person', async () => {
  const solo = await testCompany(db);
  await solo.run((ctx) => changeControlProfile(ctx, 'solo'));
  const id = await solo.run((ctx) => requestApproval(ctx, { operation: 'x', input: {}, reason: '' }));
  expect(await solo.run((ctx) => grantApproval(ctx, id, 'alone'))).toMatchObject({ operation: 'x' });
});

test('an input that was changed after asking is not carried out', async () => {
  const id = await ask('ann');
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query(`update approval set input = '{"minor":"999999","creditId":"x"}' where id = $1`, [id]);
  await owner.end();
  await expect(as('bob', (ctx) => grantApproval(ctx, id, 'fine'))).rejects.toMatchObject({ code: 'approval.changed' });
});

test('only who asked withdraws, anybody else may reject', async () => {
  const id = await ask('ann');
  await expect(as('bob', (ctx) => withdrawApproval(ctx, id))).rejects.toMatchObject({ code: 'approval.not_yours' });
  await as('bob', (ctx) => rejectApproval(ctx, id, 'not our mistake'));
  await expect(as('ann', (ctx) => withdrawApproval(ctx, id))).rejects.toMatchObject({ code: 'approval.state' });
});
