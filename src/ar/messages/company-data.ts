import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import type { Letterhead } from './letterhead.ts';
import type { TemplateData } from './template.ts';

/** What every text may say about the company that writes: `company` with its names and bank, from the letterhead, or from the company alone where it has none. */
export async function companyData(ctx: Ctx): Promise<TemplateData> {
  const row = await ctx.tx.first(sql<{ content: Letterhead }>`select content from letterhead where company_id = ${ctx.company.id}`);
  const head = row?.content;
  return {
    company: {
      name: head?.name ?? ctx.company.name,
      email: head?.email ?? '',
      phone: head?.phone ?? '',
      bank: { iban: head?.bank.iban ?? '', bic: head?.bank.bic ?? '', holder: head?.bank.holder ?? '' },
    },
  };
}
