import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, day } from '../../../foundation/calendar/day.ts';
import { currency } from '../../../foundation/money/currency.ts';
import { explain } from './explain.ts';
import type { ExplainInput, OpenItem, PayerEvidence } from './explanation.ts';

const TODAY = day('2026-06-15');
const CUSTOMERS = ['c1', 'c2', 'c3'] as const;
/** Few different amounts and days, so that ties, runs and sums happen. */
const AMOUNTS = [1_000n, 2_000n, 3_000n, 12_345n, 99_999n] as const;

const itemArbitrary = (index: number): fc.Arbitrary<OpenItem> =>
  fc
    .record({
      customer: fc.constantFrom('c1', 'c1', 'c1', ...CUSTOMERS),
      open: fc.constantFrom(...AMOUNTS),
      partly: fc.constantFrom(false, false, false, false, true),
      age: fc.integer({ min: -20, max: 20 }),
      discount: fc.boolean(),
      held: fc.constantFrom(null, null, null, null, null, null, null, 'dispute'),
      currencyCode: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
    })
    .map(({ customer, open, partly, age, discount, held, currencyCode }) => ({
      receivableId: `r${index}`,
      customerId: customer,
      groupId: customer === 'c2' ? 'c1' : customer,
      number: `INV-2026-${String(100 + index).padStart(6, '0')}`,
      reference: '',
      currency: currency(currencyCode),
      open,
      original: partly ? open + 500n : open,
      issuedOn: addDays(TODAY, age - 30),
      dueOn: addDays(TODAY, age),
      discount: discount ? { untilOn: addDays(TODAY, age), minor: open / 50n } : null,
      held,
    }));

const items = fc.integer({ min: 0, max: 8 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => itemArbitrary(index))));
const anyPayers: fc.Arbitrary<PayerEvidence[]> = fc.array(
  fc.record({ customerId: fc.constantFrom(...CUSTOMERS), grade: fc.constantFrom('account', 'alias', 'name', 'group') }),
  { maxLength: 3 },
);
const onePayer = fc.constantFrom('c1', 'c1', ...CUSTOMERS).map((customerId): PayerEvidence[] => [{ customerId, grade: 'account' }]);
const payers = fc.oneof(anyPayers, onePayer);

const inputs: fc.Arbitrary<ExplainInput> = fc
  .record({
    items,
    payers,
    naming: fc.constantFrom('what is paid', 'nothing', 'anything'),
    named: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }),
    paid: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }),
    shift: fc.constantFrom(0n, 0n, 0n, -1n, -30n, -700n, 1n, 900n),
    noise: fc.constantFrom('', '', '', ' INV-2026-009999', ' PO 450001', ' INV-2026-00O101'),
    oldest: fc.boolean(),
    short: fc.boolean(),
    capped: fc.boolean(),
  })
  .map((given) => {
    const sum = [...new Set(given.paid)].reduce((total, index) => total + (given.items[index]?.open ?? 0n), 0n) + given.shift;
    const named = given.naming === 'nothing' ? [] : given.naming === 'anything' ? given.named : given.paid.filter((index) => index < given.items.length);
    const text = named.map((index) => given.items[index]?.number ?? 'INV-2026-000777').join(', ') + given.noise;
    return {
      line: {
        lineId: 'l',
        minor: sum > 0n ? sum : 1_000n,
        currency: currency('EUR'),
        valueOn: TODAY,
        bookedOn: TODAY,
        text,
        references: [],
        counterpartyName: '',
        counterpartyAccount: '',
      },
      payers: given.payers,
      items: given.items,
      itemsCapped: given.capped,
      closed: [{ receivableId: 'x', customerId: 'c1', number: 'INV-2026-000777', reference: '' }],
      knownMoney: [],
      policy: { toleranceMinor: 50n, tolerancePermille: 10, oldestFirstForInterchangeable: given.oldest, applyUnderpayment: given.short, autoLimitMinor: null },
    };
  });

const check = (property: (input: ExplainInput) => void): void => fc.assert(fc.property(inputs, property), { numRuns: 3_000 });

it('the parts and the rest of every explanation add up to the amount', () => {
  check((input) => {
    for (const each of explain(input).alternatives) {
      expect(each.parts.reduce((sum, part) => sum + part.minor, 0n) + each.rest).toBe(input.line.minor);
      expect(each.rest > 0n).toBe(each.kind === 'over');
    }
  });
});

it('no part exceeds what is open, is negative, or is in another currency', () => {
  check((input) => {
    for (const each of explain(input).alternatives) {
      expect(new Set(each.parts.map((part) => part.receivableId)).size).toBe(each.parts.length);
      for (const part of each.parts) {
        const item = input.items.find(({ receivableId }) => receivableId === part.receivableId);
        expect(item?.currency).toBe(input.line.currency);
        expect(part.minor >= 0n && part.discountMinor >= 0n && part.toleranceMinor >= 0n).toBe(true);
        expect(part.minor + part.discountMinor + part.toleranceMinor <= (item?.open ?? 0n)).toBe(true);
      }
    }
  });
});

it('a probability is between 0 and 1, and an applied line has the most probable explanation first', () => {
  check((input) => {
    const { alternatives, best, decision } = explain(input);
    for (const each of alternatives) expect(each.probability > 0 && each.probability < 1).toBe(true);
    if (decision === 'apply') expect(best?.probability).toBe(Math.max(...alternatives.map((each) => each.probability)));
    expect(best === null).toBe(decision === 'none');
  });
});

it('the order in which items and payers come does not change the outcome', () => {
  fc.assert(
    fc.property(
      inputs.chain((input) =>
        fc.tuple(
          fc.constant(input),
          fc.shuffledSubarray([...input.items], { minLength: input.items.length }),
          fc.shuffledSubarray([...input.payers], { minLength: input.payers.length }),
        ),
      ),
      ([input, shuffledItems, shuffledPayers]) => {
        expect(explain({ ...input, items: shuffledItems, payers: shuffledPayers })).toEqual(explain(input));
      },
    ),
    { numRuns: 3_000 },
  );
});

it('an item with an unnamed equal of the same customer is never applied by its amount alone, unless policy picks the oldest and says so', () => {
  check((input) => {
    const { decision, best, reason } = explain(input);
    if (decision !== 'apply' || (best?.pattern !== 'single' && best?.pattern !== 'run')) return;
    const taken = input.items.filter((item) => best.parts.some((part) => part.receivableId === item.receivableId));
    const equal = input.items.some(
      (item) =>
        !taken.includes(item) && item.currency === input.line.currency && taken.some((its) => its.customerId === item.customerId && its.open === item.open),
    );
    if (!equal) return;
    expect(reason).toBe('policy_pick');
    expect(input.policy.oldestFirstForInterchangeable).toBe(true);
  });
});

it('nothing on hold, settled, doubtful or beyond the payer is ever applied', () => {
  let applied = 0;
  check((input) => {
    const { decision, best } = explain(input);
    if (decision !== 'apply' || !best) return;
    applied++;
    const taken = input.items.filter((item) => best.parts.some((part) => part.receivableId === item.receivableId));
    expect(taken.some((item) => item.held !== null)).toBe(false);
    expect(input.line.text).not.toContain('INV-2026-000777');
    expect(['pair', 'subset']).not.toContain(best.pattern);
    expect(new Set(taken.map((item) => item.groupId)).size).toBe(1);
    if (input.itemsCapped) expect(best.pattern).toBe('references');
    if (best.pattern === 'references') for (const item of taken) expect(input.line.text).toContain(item.number);
    else expect(input.payers.some(({ customerId, grade }) => customerId === best.customerId && (grade === 'account' || grade === 'alias'))).toBe(true);
    if (best.kind === 'short') expect(input.policy.applyUnderpayment).toBe(true);
  });
  expect(applied).toBeGreaterThan(100);
});

it('equal items of a known payer tie, unless policy picks the oldest; one of them on hold leaves the tie', () => {
  const twins = fc.tuple(items, fc.nat(), fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(twins, ([others, amount, more, oldest, held]) => {
      const open = 7_777n + BigInt(amount % 1_000);
      const equal = Array.from({ length: 1 + more }, (_, index): OpenItem => {
        const on = addDays(TODAY, -index);
        const number = `INV-2026-0009${index}0`;
        return {
          receivableId: `e${index}`,
          customerId: 'c1',
          groupId: 'c1',
          number,
          reference: '',
          currency: currency('EUR'),
          open,
          original: open,
          issuedOn: addDays(on, -30),
          dueOn: on,
          discount: null,
          held: held && index === 0 ? 'dispute' : null,
        };
      });
      const outcome = explain({
        line: {
          lineId: 'l',
          minor: open,
          currency: currency('EUR'),
          valueOn: TODAY,
          bookedOn: TODAY,
          text: '',
          references: [],
          counterpartyName: '',
          counterpartyAccount: '',
        },
        payers: [{ customerId: 'c1', grade: 'account' }],
        items: [...others, ...equal],
        itemsCapped: false,
        closed: [],
        knownMoney: [],
        policy: { toleranceMinor: 0n, tolerancePermille: 0, oldestFirstForInterchangeable: oldest, applyUnderpayment: true, autoLimitMinor: null },
      });
      const picks = oldest && !held;
      expect(outcome.decision).toBe(picks ? 'apply' : 'propose');
      expect(outcome.reasons.map((each) => each.code)).toContain(picks ? 'policy_pick' : 'tie');
      if (picks) expect(outcome.best?.parts[0]?.receivableId).toBe(`e${more}`);
    }),
    { numRuns: 1_000 },
  );
});
