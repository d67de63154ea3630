import { sql } from 'kysely';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentKind } from './find-documents.ts';
import { documentNumber } from './invoice.ts';

export type NumberedDocument = { readonly kind: DocumentKind; readonly number: string };

type OwnSeries = { kind: DocumentKind; series: string; prefix: string; width: number; next: bigint; used: boolean };

/** Keeps our series clear of numbers that another system gave: a series that was never used begins after them, as if it went on from there.
 *  Returns those that a series in use will print one day; they cannot be taken in, because that day nothing could be issued. */
export async function clearSeries(ctx: Ctx, documents: readonly NumberedDocument[]): Promise<NumberedDocument[]> {
  const company = ctx.company.id;
  const all = await ctx.tx.rows(sql<OwnSeries>`
    select s.kind, s.series, s.prefix, s.width, s.next,
      exists (select 1 from document d where d.company_id = s.company_id and d.kind = s.kind and d.series = s.series and d.seq is not null) as used
    from number_series s where s.company_id = ${company} order by s.kind, s.series`);
  const colliding: NumberedDocument[] = [];
  for (const series of all) {
    const ahead = documents.flatMap((document) => {
      const seq = document.kind === series.kind ? seqOf(series, document.number) : undefined;
      return seq === undefined || seq < series.next ? [] : [{ document, seq }];
    });
    if (ahead.length === 0) continue;
    const next = ahead.reduce((last, { seq }) => (seq > last ? seq : last), 0n) + 1n;
    if (series.used || !(await moveUnused(ctx, series, next))) colliding.push(...ahead.map(({ document }) => document));
  }
  return colliding;
}

/** Which place of the series a number would be; undefined when the series never prints it. */
function seqOf(series: OwnSeries, number: string): bigint | undefined {
  const digits = number.startsWith(series.prefix) ? number.slice(series.prefix.length) : '';
  if (!/^\d{1,18}$/.test(digits)) return undefined;
  const seq = BigInt(digits);
  return documentNumber(series, seq) === number ? seq : undefined;
}

/** False when somebody issued from the series meanwhile. */
async function moveUnused(ctx: Ctx, series: OwnSeries, next: bigint): Promise<boolean> {
  const moved = await ctx.tx.run(sql`
    update number_series set next = ${next} where company_id = ${ctx.company.id} and kind = ${series.kind} and series = ${series.series} and next = ${series.next}`);
  if (moved === 0) return false;
  await recordAudit(ctx, [
    {
      action: 'number_series.moved',
      subjectKind: 'number_series',
      subjectId: `${series.kind}/${series.series}`,
      before: { next: series.next },
      after: { next },
      reason: 'Imported documents carry numbers of this series.',
    },
  ]);
  return true;
}
