import { describe, expect, it } from 'vitest';
import { day, type Day } from '../../../foundation/calendar/day.ts';
import { currency } from '../../../foundation/money/currency.ts';
import { explain } from './explain.ts';
import type { ClosedItem, ExplainInput, KnownMoney, Line, MatchPolicy, OpenItem, Outcome, PayerEvidence } from './explanation.ts';
import { rfReference } from '../../receivables/payment-reference.ts';
import { REASON_CODES, reasonSentence } from './reasons.ts';

const EUR = currency('EUR');
const D = (text: string): Day => day(text);
const POLICY: MatchPolicy = { toleranceMinor: 50n, tolerancePermille: 5, oldestFirstForInterchangeable: false, applyUnderpayment: true, autoLimitMinor: null };

function item(number: string, open: bigint, more: Partial<OpenItem> = {}): OpenItem {
  return {
    receivableId: `r-${number}`,
    customerId: 'acme',
    groupId: 'acme',
    number,
    reference: '',
    currency: EUR,
    open,
    original: open,
    issuedOn: D('2026-05-01'),
    dueOn: D('2026-05-31'),
    discount: null,
    held: null,
    ...more,
  };
}

type Case = {
  readonly minor: bigint;
  readonly text?: string;
  readonly items?: readonly OpenItem[];
  readonly payers?: readonly PayerEvidence[];
  readonly closed?: readonly ClosedItem[];
  readonly knownMoney?: readonly KnownMoney[];
  readonly policy?: Partial<MatchPolicy>;
  readonly line?: Partial<Line>;
  readonly itemsCapped?: boolean;
};

function run(given: Case): Outcome {
  const on = D('2026-06-15');
  const line: Line = {
    lineId: 'l1',
    minor: given.minor,
    currency: EUR,
    valueOn: on,
    bookedOn: on,
    text: given.text ?? '',
    references: [],
    counterpartyName: '',
    counterpartyAccount: '',
    ...given.line,
  };
  const input: ExplainInput = {
    line,
    payers: given.payers ?? [],
    items: given.items ?? [],
    itemsCapped: given.itemsCapped ?? false,
    closed: given.closed ?? [],
    knownMoney: given.knownMoney ?? [],
    policy: { ...POLICY, ...given.policy },
  };
  return explain(input);
}

const said = (outcome: Outcome): string => `${outcome.decision}: ${reasonSentence(outcome.reasons[0]!)}`;
const paid = (outcome: Outcome): string => (outcome.best?.parts ?? []).map((part) => `${part.receivableId.slice(2)} ${part.minor}`).join(', ');

const ACCOUNT: readonly PayerEvidence[] = [{ customerId: 'acme', grade: 'account' }];
const ALIAS: readonly PayerEvidence[] = [{ customerId: 'acme', grade: 'alias' }];
const NAME: readonly PayerEvidence[] = [{ customerId: 'acme', grade: 'name' }];
const A = item('INV-2026-000123', 10_000n);
const B = item('INV-2026-000124', 25_000n, { dueOn: D('2026-06-10') });
const C = item('INV-2026-000125', 7_000n, { dueOn: D('2026-06-20') });
const BOOK = [A, B, C];
const DISCOUNTED = item('INV-2026-000200', 10_000n, { discount: { untilOn: D('2026-06-15'), minor: 200n } });

describe('lines that are applied', () => {
  it.each<[string, Case, string, string]>([
    [
      'the full number with the exact amount, payer unknown',
      { minor: 10_000n, text: 'INV-2026-000123' },
      'the named items add up to 100.00',
      'INV-2026-000123 10000',
    ],
    [
      'several full numbers',
      { minor: 35_000n, text: 'INV-2026-000124, INV-2026-000123' },
      'the named items add up to 350.00',
      'INV-2026-000123 10000, INV-2026-000124 25000',
    ],
    ['the digits of a number', { minor: 10_000n, text: 'RG 2026/000123' }, 'the named items add up to 100.00', 'INV-2026-000123 10000'],
    [
      'a list that leaves out the common digits',
      { minor: 42_000n, text: 'INV-2026-000123/124/125' },
      'the named items add up to 420.00',
      'INV-2026-000123 10000, INV-2026-000124 25000, INV-2026-000125 7000',
    ],
    [
      'a list that goes on past the common digits',
      { minor: 15_000n, text: 'INV-2026-000123/077', items: [A, item('INV-2026-004077', 5_000n)] },
      'the named items add up to 150.00',
      'INV-2026-000123 10000, INV-2026-004077 5000',
    ],
    [
      'a short form beside a full number of the same customer',
      { minor: 17_000n, text: 'INV-2026-000123, INV 000125', items: BOOK },
      'the named items add up to 170.00',
      'INV-2026-000123 10000, INV-2026-000125 7000',
    ],
    [
      'a short form inside the known payer',
      { minor: 10_000n, text: 'INV 000123', payers: ACCOUNT },
      'the named items add up to 100.00',
      'INV-2026-000123 10000',
    ],
    [
      'less by the discount on its last day',
      { minor: 9_800n, text: 'INV-2026-000200', items: [DISCOUNTED] },
      'the named items less the discount of 2.00 add up to 98.00',
      'INV-2026-000200 9800',
    ],
    [
      'less by no more than both tolerances',
      { minor: 9_950n, text: 'INV-2026-000123' },
      'the named items are 0.50 above 99.50, within tolerance',
      'INV-2026-000123 9950',
    ],
    [
      'less, by a known payer: the oldest is settled first',
      { minor: 12_000n, text: 'INV-2026-000123 INV-2026-000124', payers: ALIAS },
      'the named items are 230.00 above 120.00; the remainder stays open',
      'INV-2026-000123 10000, INV-2026-000124 2000',
    ],
    [
      'slightly less, named in full, payer unknown',
      { minor: 9_600n, text: 'INV-2026-000123' },
      'the named items are 4.00 above 96.00; the remainder stays open',
      'INV-2026-000123 9600',
    ],
    [
      'more, by a known payer',
      { minor: 11_000n, text: 'INV-2026-000123', payers: ACCOUNT },
      'the named items are 10.00 below 110.00; the rest stays on account',
      'INV-2026-000123 10000',
    ],
    [
      'one item of the known payer',
      { minor: 25_000n, text: 'THANK YOU', payers: ACCOUNT },
      'one open item of this payer equals 250.00',
      'INV-2026-000124 25000',
    ],
    [
      'the whole balance of the known payer',
      { minor: 42_000n, payers: ALIAS },
      'the whole balance of this payer, 3 items, equals 420.00',
      'INV-2026-000123 10000, INV-2026-000124 25000, INV-2026-000125 7000',
    ],
    [
      'the oldest items of the known payer',
      { minor: 35_000n, payers: ACCOUNT },
      'the oldest 2 items of this payer add up to 350.00',
      'INV-2026-000123 10000, INV-2026-000124 25000',
    ],
    [
      'an announced order number beside one item',
      { minor: 25_000n, text: 'PO 4500012345', payers: ACCOUNT },
      'one open item of this payer equals 250.00',
      'INV-2026-000124 25000',
    ],
  ])('%s', (_, given, sentence, parts) => {
    const outcome = run({ items: BOOK, ...given });
    expect(said(outcome)).toBe(`apply: ${sentence}`);
    expect(paid(outcome)).toBe(parts);
  });

  it('a creditor reference names its receivable, written in groups or given by the bank', () => {
    const reference = rfReference('10017000042') ?? '';
    const items = [item('R42', 5_000n, { reference })];
    expect(run({ minor: 5_000n, text: reference.replace(/(.{4})/g, '$1 '), items }).reason).toBe('references_exact');
    expect(run({ minor: 5_000n, items, line: { references: [{ kind: 'SCOR', value: reference }] } }).reason).toBe('references_exact');
    expect(run({ minor: 5_000n, text: rfReference('R42') ?? '', items: [item('R42', 5_000n)] }).reason).toBe('references_exact');
  });

  it('a rest of an over-payment stays unapplied', () => {
    expect(run({ minor: 11_000n, text: 'INV-2026-000123', payers: ACCOUNT, items: BOOK }).best).toMatchObject({
      kind: 'over',
      rest: 1_000n,
      customerId: 'acme',
    });
  });

  it('a discount and the cash settle the item together', () => {
    expect(run({ minor: 9_800n, text: 'INV-2026-000200', items: [DISCOUNTED] }).best?.parts).toEqual([
      { receivableId: 'r-INV-2026-000200', minor: 9_800n, discountMinor: 200n, toleranceMinor: 0n },
    ]);
  });

  it('an instalment is paid in full by the number of its document, oldest first', () => {
    const first = item('INV-2026-000300', 5_000n, { receivableId: 'r-1' });
    const second = item('INV-2026-000300', 6_000n, { receivableId: 'r-2', dueOn: D('2026-06-30') });
    const outcome = run({ minor: 5_000n, text: 'INV-2026-000300', items: [second, first] });
    expect(said(outcome)).toBe('apply: the named items add up to 50.00');
    expect(outcome.best?.parts.map((part) => part.receivableId)).toEqual(['r-1']);
  });

  it('a parent known by account pays the items of two children', () => {
    const items = [
      item('INV-2026-000401', 1_000n, { customerId: 'north', groupId: 'holding' }),
      item('INV-2026-000402', 2_000n, { customerId: 'south', groupId: 'holding' }),
    ];
    const outcome = run({ minor: 3_000n, text: 'INV-2026-000401 INV-2026-000402', items, payers: [{ customerId: 'holding', grade: 'account' }] });
    expect(outcome).toMatchObject({ decision: 'apply', best: { customerId: 'holding' } });
  });

  it('equal items are taken oldest first where policy says so, and the outcome says that it was policy', () => {
    const items = [item('INV-1001', 5_000n, { dueOn: D('2026-06-30') }), item('INV-1002', 5_000n), item('INV-1003', 9_000n)];
    const outcome = run({ minor: 5_000n, items, payers: ACCOUNT, policy: { oldestFirstForInterchangeable: true } });
    expect(said(outcome)).toBe('apply: policy pick: the oldest of 2 interchangeable open items of 50.00');
    expect(paid(outcome)).toBe('INV-1002 5000');
  });
});

const OTHER = item('INV-2026-000900', 10_000n, { customerId: 'other', groupId: 'other' });

describe('lines that a person decides', () => {
  it.each<[string, Case, string]>([
    [
      'two open items of the amount',
      { minor: 5_000n, items: [item('INV-1001', 5_000n), item('INV-1002', 5_000n)], payers: ACCOUNT },
      'tie: 2 open items of 50.00',
    ],
    [
      'equal items of which one is on hold',
      {
        minor: 5_000n,
        items: [item('INV-1001', 5_000n), item('INV-1002', 5_000n, { held: 'dispute' })],
        payers: ACCOUNT,
        policy: { oldestFirstForInterchangeable: true },
      },
      'tie: 2 open items of 50.00',
    ],
    [
      'a run whose members could be swapped',
      { minor: 15_000n, items: [A, item('INV-1', 5_000n, { dueOn: D('2026-06-12') }), item('INV-2', 5_000n, { dueOn: D('2026-07-01') })], payers: ACCOUNT },
      'tie: 2 or more runs of 150.00',
    ],
    [
      'a settled invoice in the text',
      { minor: 25_000n, text: 'INV-7', payers: ACCOUNT, closed: [{ receivableId: 'x', customerId: 'acme', number: 'INV-7', reference: '' }] },
      'refers to settled invoice INV-7',
    ],
    [
      'a settled invoice beside an open one',
      { minor: 10_000n, text: 'INV-2026-000123 INV-7', closed: [{ receivableId: 'x', customerId: 'acme', number: 'INV-7', reference: '' }] },
      'refers to settled invoice INV-7',
    ],
    [
      'a payer known as someone else',
      { minor: 10_000n, text: 'INV-2026-000900', items: [...BOOK, OTHER], payers: ACCOUNT },
      'the payer is known as another customer than the one of INV-2026-000900',
    ],
    [
      'items of customers outside one group',
      { minor: 20_000n, text: 'INV-2026-000123 INV-2026-000900', items: [...BOOK, OTHER] },
      'the items belong to 2 customers outside one group',
    ],
    [
      'an item on hold',
      { minor: 8_000n, text: 'INV-2026-000777', items: [item('INV-2026-000777', 8_000n, { held: 'dispute' })] },
      'INV-2026-000777 is on hold: dispute',
    ],
    [
      'an amount above the limit',
      { minor: 10_000n, text: 'INV-2026-000123', policy: { autoLimitMinor: 9_999n } },
      '100.00 is above the limit for automatic application, 99.99',
    ],
    [
      'left out items and no full references',
      { minor: 25_000n, payers: ACCOUNT, itemsCapped: true },
      'there are more open items than were looked at, and the references do not cover the amount',
    ],
    [
      'more than named, and another number unexplained',
      { minor: 19_000n, text: 'INV-2026-000123 INV-2026-004711', payers: ACCOUNT },
      'the text names 1 numbers that fit no open item, first INV-2026-004711',
    ],
    [
      'more than named, and a list member unexplained',
      { minor: 19_000n, text: 'INV-2026-000123/999', payers: ACCOUNT },
      'the text names 1 numbers that fit no open item, first 999',
    ],
    ['more than named, payer unknown', { minor: 11_000n, text: 'INV-2026-000123' }, 'payer unknown, and the amount differs from the named items by 10.00'],
    ['far less than named, payer unknown', { minor: 4_000n, text: 'INV-2026-000123' }, 'payer unknown, and the amount differs from the named items by 60.00'],
    [
      'less than named, and the company applies that by hand',
      { minor: 9_000n, text: 'INV-2026-000123', payers: ACCOUNT, policy: { applyUnderpayment: false } },
      '10.00 short, and under-payments are applied by a person',
    ],
    [
      'less than named, but another item fits',
      { minor: 7_000n, text: 'INV-2026-000123', payers: ACCOUNT },
      'the amount fits INV-2026-000125, which the text does not name',
    ],
    [
      'a list member by its last digits, and an amount that differs',
      { minor: 14_000n, text: 'INV-2026-000123/077', items: [A, item('INV-2026-004077', 5_000n)], payers: ACCOUNT },
      'INV-2026-004077 is named by its last digits only, and the amount differs',
    ],
    [
      'one of two named items within tolerance',
      { minor: 9_950n, text: 'INV-2026-000123 INV-2026-000900', items: [...BOOK, OTHER], payers: ACCOUNT },
      'the amount fits only 1 of 2 named items',
    ],
    ['a number one edit away', { minor: 10_000n, text: 'INV-2026-00O133', payers: ACCOUNT }, 'INV202600O133 is not a number, INV-2026-000123 is one edit away'],
    [
      'a wrong number, and one item that fits',
      { minor: 25_000n, text: 'INV-2026-777777', payers: ACCOUNT },
      'the text names INV-2026-777777, which fits no open item; the amount alone points elsewhere',
    ],
    ['some of the named items', { minor: 17_000n, text: 'INV-2026-000123 INV-2026-000124 INV-2026-000125' }, 'the amount fits only 2 of 3 named items'],
    ['a named item and another one', { minor: 17_000n, text: 'INV-2026-000123', payers: ACCOUNT }, '1 items are not named in the text'],
    [
      'a pair without reference',
      {
        minor: 1_700_013n,
        items: [item('INV-1001', 1_000_007n), item('INV-1002', 5_001n, { dueOn: D('2026-05-30') }), item('INV-1003', 700_006n)],
        payers: ACCOUNT,
      },
      'two items add up to the amount, without a reference',
    ],
    ['one item, payer known by words of the name', { minor: 25_000n, payers: NAME }, 'the payer is known by words of the name only'],
    [
      'one item, payer known by the group',
      { minor: 25_000n, payers: [{ customerId: 'acme', grade: 'group' }] },
      'the payer is known as a member of the group only',
    ],
    [
      'one item, two customers on the account',
      { minor: 25_000n, payers: [...ACCOUNT, { customerId: 'other', grade: 'account' }] },
      'the payer evidence points to 2 customers',
    ],
  ])('%s', (_, given, sentence) => {
    expect(said(run({ items: BOOK, ...given }))).toBe(`propose: ${sentence}`);
  });

  it('more text than is looked at may name more items: nothing over is applied', () => {
    const outcome = run({ minor: 11_000n, text: `INV-2026-000123 ${'-'.repeat(1_975)} INV-2026-000125`, payers: ACCOUNT, items: [A] });
    expect(outcome).toMatchObject({ decision: 'propose', reason: 'unexplained_numbers' });
    const cut = run({ minor: 100n, text: `${' '.repeat(1_993)}INV-1234`, items: [item('INV-123', 100n)] });
    expect(cut.decision).toBe('none');
  });

  it('offers at most three explanations, the best first', () => {
    const items = Array.from({ length: 6 }, (_, index) => item(`INV-100${index}`, 5_000n));
    const { best, alternatives } = run({ minor: 5_000n, items, payers: ACCOUNT });
    expect(alternatives).toHaveLength(3);
    expect(alternatives[0]).toBe(best);
  });

  it('a tolerance holds only within both of its limits', () => {
    expect(run({ minor: 9_949n, text: 'INV-2026-000123', items: BOOK }).reason).toBe('references_short');
    expect(run({ minor: 960n, text: 'INV-55-1', items: [item('INV-55-1', 1_000n)], policy: { tolerancePermille: 30 } }).best?.kind).toBe('short');
  });

  it('a discount is over on the day after its last', () => {
    expect(run({ minor: 9_800n, text: 'INV-2026-000200', items: [DISCOUNTED], line: { valueOn: D('2026-06-16') } }).reason).toBe('references_short');
  });
});

describe('lines that are not explained', () => {
  it.each<[string, Case, string]>([
    ['money out', { minor: -100n, text: 'INV-2026-000123' }, 'the line is not money in'],
    ['nobody known and nothing named', { minor: 10_000n, text: 'TRANSFER' }, 'payer unknown, no reference'],
    ['a known payer without open items', { minor: 10_000n, payers: ACCOUNT, items: [] }, 'no open item of this payer, no reference'],
    ['a known payer and an amount that fits nothing', { minor: 999n, payers: ACCOUNT }, 'no open item or combination fits 9.99'],
    [
      'an item in another currency',
      { minor: 10_000n, text: 'INV-2026-000123', line: { currency: currency('USD') } },
      'INV-2026-000123 is in EUR, the line is in USD',
    ],
    ["a longer number than the item's", { minor: 100n, text: 'INV-123', items: [item('INV-12', 100n)] }, 'payer unknown, no reference'],
    ['an amount that looks like a number', { minor: 100n, text: 'TOTAL 1.200,00', items: [item('120000', 100n)] }, 'payer unknown, no reference'],
    ['a day that looks like a number', { minor: 100n, text: '15.06.2026', items: [item('15062026', 100n)] }, 'payer unknown, no reference'],
    ['a credit note with the digits of an invoice', { minor: 10_000n, text: 'CN-2026-000123' }, 'payer unknown, no reference'],
    ['an order number with the digits of an invoice', { minor: 10_000n, text: 'PO 2026000123' }, 'payer unknown, no reference'],
  ])('%s', (_, given, sentence) => {
    expect(said(run({ items: BOOK, ...given }))).toBe(`none: ${sentence}`);
  });
});

describe('money that is known already', () => {
  const check: KnownMoney = { kind: 'payment', id: 'p1', minor: 10_000n, currency: EUR, customerId: 'acme', reference: 'CHK-881', receivedOn: D('2026-06-12') };

  it('is linked by its reference and never booked again, although its invoice is settled', () => {
    const outcome = run({
      minor: 10_000n,
      text: 'CHK-881 INV-7',
      knownMoney: [check],
      closed: [{ receivableId: 'x', customerId: 'acme', number: 'INV-7', reference: '' }],
    });
    expect(outcome).toMatchObject({ decision: 'apply', reason: 'known_money', best: { kind: 'known_money', paymentId: 'p1', parts: [], rest: 10_000n } });
  });

  it('is linked by payer and amount before an open item of that amount is thought of', () => {
    expect(run({ minor: 10_000n, knownMoney: [check], payers: ACCOUNT, items: BOOK })).toMatchObject({ decision: 'apply', reason: 'known_money' });
  });

  it.each<[string, Case, string]>([
    [
      'two payments of the amount tie',
      { minor: 10_000n, knownMoney: [check, { ...check, id: 'p2', reference: 'CHK-882' }], payers: ACCOUNT },
      'tie: 2 recorded payments of 100.00',
    ],
    [
      'a named open item of the amount may be new money',
      { minor: 10_000n, text: 'INV-2026-000123', knownMoney: [check], payers: ACCOUNT, items: BOOK },
      'payment CHK-881 has the same amount, and so does the named open item',
    ],
    ['a payer known by words of the name is not enough', { minor: 10_000n, knownMoney: [check], payers: NAME }, 'the payer is known by words of the name only'],
  ])('%s', (_, given, sentence) => {
    expect(said(run(given))).toBe(`propose: ${sentence}`);
  });

  it.each<[string, Partial<KnownMoney>]>([
    ['another amount', { minor: 10_001n }],
    ['another currency', { currency: currency('USD') }],
    ['another customer', { customerId: 'other' }],
    ['a day long ago', { receivedOn: D('2026-01-01') }],
  ])('with %s it is not this line', (_, change) => {
    expect(run({ minor: 10_000n, knownMoney: [{ ...check, ...change }], payers: ACCOUNT, items: BOOK }).reason).toBe('payer_single');
  });
});

it('every reason has a sentence whose figures are all given', () => {
  for (const code of REASON_CODES) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  const outcome = run({ minor: 12_000n, text: 'INV-2026-000123', payers: ACCOUNT, items: BOOK });
  for (const given of [...outcome.reasons, ...(outcome.best?.evidence ?? [])]) expect(reasonSentence(given)).not.toMatch(/[{?]/);
});

it('a short number that stands in the text whole is called the number, its digits alone are called digits', () => {
  const namedAs = (number: string, text: string) =>
    run({ minor: 4_200n, text, items: [item(number, 4_200n)], payers: ACCOUNT })
      .best?.evidence.map(({ code }) => code)
      .find((code) => code.startsWith('names_'));
  expect(namedAs('F-2205', 'Rechnung F-2205')).toBe('names_number');
  expect(namedAs('F-2205', 'Rechnung 2205')).toBe('names_digits');
});
