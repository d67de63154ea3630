import { explain } from '../src/ar/cash-application/explain/explain.ts';
import type { ExplainInput } from '../src/ar/cash-application/explain/explanation.ts';
import { day } from '../src/foundation/calendar/day.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';

const BOOK = 20;

/** The matching core alone, on one thread: lines that name one of twenty open items of a known payer. */
export async function benchMatch(size: BenchSize): Promise<BenchResult> {
  const lines = SIZES[size];
  const inputs = Array.from({ length: 500 }, (_, i) => inputOf(i));
  for (const input of inputs) explain(input);
  let applied = 0;
  const { seconds, peakMemoryMiB } = await measure(() => {
    for (let i = 0; i < lines; i++) if (explain(inputs[i % inputs.length] as ExplainInput).decision === 'apply') applied++;
    return Promise.resolve();
  });
  return {
    bench: 'match',
    size,
    rows: lines,
    seconds: rounded(seconds),
    rowsPerSecond: Math.round(lines / seconds),
    copy: null,
    ratioToCopy: null,
    statements: 0,
    peakMemoryMiB,
    machine: machine(),
    details: { applied, itemsPerLine: BOOK },
  };
}

function inputOf(seed: number): ExplainInput {
  const random = seeded(seed);
  const eur = currency('EUR');
  const items = Array.from({ length: BOOK }, (_, i) => {
    const open = BigInt(10_000 + Math.floor(random() * 900_000));
    return {
      receivableId: `r${seed}-${i}`,
      customerId: `c${seed}`,
      groupId: `c${seed}`,
      number: `INV-${String(seed * 100 + i).padStart(6, '0')}`,
      reference: '',
      currency: eur,
      open,
      original: open,
      issuedOn: day('2026-03-01'),
      dueOn: day('2026-03-31'),
      discount: null,
      held: null,
    };
  });
  const paid = items[Math.floor(random() * BOOK)] ?? items[0];
  return {
    line: {
      lineId: `l${seed}`,
      minor: paid?.open ?? 0n,
      currency: eur,
      valueOn: day('2026-03-30'),
      bookedOn: day('2026-03-30'),
      text: `Rechnung ${paid?.number} vom 01.03.2026`,
      references: [],
      counterpartyName: 'Alder Trading',
      counterpartyAccount: 'DE00',
    },
    payers: [{ customerId: `c${seed}`, grade: 'account' }],
    items,
    itemsCapped: false,
    closed: [],
    knownMoney: [],
    policy: { toleranceMinor: 0n, tolerancePermille: 0, oldestFirstForInterchangeable: false, applyUnderpayment: true, autoLimitMinor: null },
  };
}
