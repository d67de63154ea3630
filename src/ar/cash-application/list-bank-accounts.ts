import { sql } from 'kysely';
import { daysBetween, type Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { bankFreshness } from './bank-freshness.ts';

type AccountRow = {
  id: string;
  name: string;
  identification: string;
  currency: Currency;
  ledger_account: string;
  created_at: Date;
  closing_on: Day | null;
  closing: bigint | null;
  recorded_at: Date | null;
  file_name: string | null;
  open_lines: number;
};

/** Every bank account of the company as the API shows it: there are few, so there are no pages. */
export async function listBankAccounts(ctx: Ctx) {
  const company = ctx.company.id;
  const rows = await ctx.tx.rows(sql<AccountRow>`
    select a.id, a.name, a.identification, a.currency, a.ledger_account, a.created_at, s.closing_on, s.closing, s.recorded_at, f.name as file_name,
      coalesce(o.lines, 0) as open_lines
    from bank_account a
    left join lateral (
      select s.file_id, s.closing_on, s.closing, s.recorded_at from bank_statement s where s.company_id = a.company_id and s.account_id = a.id
      order by s.closing is not null desc, s.closing_on desc nulls last, s.id desc limit 1) s on true
    left join bank_file f on f.company_id = a.company_id and f.id = s.file_id
    left join (
      select account_id, count(*)::int as lines from bank_line where company_id = ${company} and state in ('open', 'proposed') group by account_id) o
      on o.account_id = a.id
    where a.company_id = ${company} order by a.created_at, a.id`);
  const through = new Map((await bankFreshness(ctx)).map((one) => [one.accountId, one.throughOn]));
  return rows.map((row) => {
    const throughOn = through.get(row.id) ?? null;
    return {
      id: row.id,
      name: row.name,
      identification: row.identification,
      currency: row.currency,
      ledgerAccount: row.ledger_account,
      throughOn,
      daysBehind: throughOn === null ? null : Math.max(0, daysBetween(throughOn, ctx.today)),
      lastStatement:
        row.recorded_at === null
          ? null
          : {
              closingOn: row.closing_on,
              closing: row.closing === null ? null : formatDecimal(row.closing, row.currency),
              importedAt: row.recorded_at.toISOString(),
              fileName: row.file_name ?? '',
            },
      openLines: row.open_lines,
      createdAt: row.created_at.toISOString(),
    };
  });
}
