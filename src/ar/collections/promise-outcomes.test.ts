import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDunningWorld, type DunningWorld } from '../../../tests/support/dunning-world.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { applyPayment } from '../payments/apply-payment.ts';
import { enterPayment } from '../payments/enter-payment.ts';
import { listPromises } from './list-promises.ts';
import { promiseOutcomes } from './promise-outcomes.ts';
import { cancelPromise, recordPromise } from './record-promise.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

type Promising = { readonly customerId: string; readonly receivableIds: readonly string[] };

/** A customer who owes 100.00 and promises it. */
async function promising(world: DunningWorld, number: string, promisedOn: string): Promise<Promising> {
  const customerId = await world.customer(number);
  const { receivables } = await world.invoice(customerId, { amount: '100.00', on: '2026-03-02', terms: 'NET7' });
  const made = { customerId, receivableIds: receivables };
  await promise(world, made, promisedOn);
  return made;
}

const promise = (world: DunningWorld, of: Promising, promisedOn: string): Promise<string> =>
  world.company.run((ctx) => recordPromise(ctx, { ...of, minor: null, promisedOn: day(promisedOn), promisedBy: 'Pat', source: 'person', note: '' }));

const pays = (world: DunningWorld, of: Promising, minor: bigint): Promise<string> =>
  world.company.run(async (ctx) => {
    const payment = { method: 'cash', currency: currency('EUR'), minor, receivedOn: ctx.today, payerName: '', reference: '', awaitsBank: false } as const;
    const id = await enterPayment(ctx, { customerId: of.customerId, ...payment });
    return applyPayment(ctx, id, [{ receivableId: of.receivableIds[0] ?? '', minor, discountMinor: 0n, toleranceMinor: 0n }]);
  });

describe('what became of promises', () => {
  it('kept, partly kept and broken ones are counted by amount and number; one that is moved too late is broken, one moved in time is left out', async () => {
    const world = await openDunningWorld(db, { today: '2026-03-10' });
    const kept = await promising(world, 'KEPT', '2026-03-12');
    const partly = await promising(world, 'PARTLY', '2026-03-12');
    await promising(world, 'BROKEN', '2026-03-12');
    const late = await promising(world, 'LATE', '2026-03-12');
    const moved = await promising(world, 'MOVED', '2026-03-12');
    const cancelled = await promising(world, 'CANCELLED', '2026-03-12');
    await promise(world, moved, '2026-03-25');
    const [called] = await world.company.run((ctx) => listPromises(ctx, { customerId: cancelled.customerId, before: null, limit: 1 }));
    await world.company.run((ctx) => cancelPromise(ctx, called?.promise.id ?? '', 'a mistake'));
    world.company.at('2026-03-13');
    await pays(world, kept, 10_000n);
    await pays(world, partly, 4_000n);
    await promise(world, late, '2026-03-25');
    const outcomes = () => world.company.run((ctx) => promiseOutcomes(ctx, { from: day('2026-03-10'), to: day('2026-03-16') }));
    // The bank has until Monday for what was sent on Thursday.
    world.company.at('2026-03-16');
    expect((await outcomes()).currencies).toMatchObject([{ kept: { count: 1 }, broken: { count: 1 }, open: { count: 2, promised: 20_000n }, keptRate: 0.5 }]);
    world.company.at('2026-03-17');
    expect(await outcomes()).toEqual({
      from: '2026-03-10',
      to: '2026-03-16',
      currencies: [
        {
          currency: 'EUR',
          kept: { count: 1, promised: 10_000n },
          partlyKept: { count: 1, promised: 10_000n },
          broken: { count: 2, promised: 20_000n },
          open: { count: 0, promised: 0n },
          received: 14_000n,
          keptRate: 0.25,
          keptAmountRate: 0.35,
        },
      ],
    });
    const broken = await world.company.run((ctx) => listPromises(ctx, { state: 'broken', before: null, limit: 10 }));
    expect(broken.map((one) => one.promise.customer_number).toSorted()).toEqual(['BROKEN', 'LATE']);
  });
});
