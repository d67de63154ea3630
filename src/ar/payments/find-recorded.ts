import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

/** What tells one payment from another where a source gives no id of its own. */
export type PaymentMarks = {
  readonly customerId: string;
  readonly receivedOn: Day;
  readonly currency: Currency;
  readonly minor: bigint;
  readonly reference: string;
};

export function recordedKey(marks: PaymentMarks): string {
  return JSON.stringify([marks.customerId, marks.receivedOn, marks.currency, marks.minor.toString(), marks.reference]);
}

type Found = { customer_id: string; received_on: Day; currency: Currency; minor: bigint; reference: string };

/** Which of these payments stand in the books, as `recordedKey`s. One that was taken back does not; one that the bank returned does: its money came. */
export async function findRecorded(ctx: Ctx, asked: readonly PaymentMarks[]): Promise<Set<string>> {
  if (asked.length === 0) return new Set();
  const column = <T>(of: (marks: PaymentMarks) => T): T[] => asked.map(of);
  const rows = await ctx.tx.rows(sql<Found>`
    select distinct p.customer_id, p.received_on, p.currency, p.minor, p.reference
    from unnest(${arrayLiteral(
      'uuid',
      column((m) => m.customerId),
    )}::uuid[], ${arrayLiteral(
      'date',
      column((m) => m.receivedOn),
    )}::date[],
      ${arrayLiteral(
        'text',
        column((m) => m.currency),
      )}::text[], ${arrayLiteral(
        'bigint',
        column((m) => m.minor),
      )}::bigint[],
      ${arrayLiteral(
        'text',
        column((m) => m.reference),
      )}::text[]) as a (customer_id, received_on, currency, minor, reference)
    join payment p on p.company_id = ${ctx.company.id} and p.customer_id = a.customer_id and p.received_on = a.received_on and p.currency = a.currency
      and p.minor = a.minor and p.reference = a.reference and p.state <> 'reversed'`);
  return new Set(
    rows.map((row) =>
      recordedKey({ customerId: row.customer_id, receivedOn: row.received_on, currency: row.currency, minor: row.minor, reference: row.reference }),
    ),
  );
}
