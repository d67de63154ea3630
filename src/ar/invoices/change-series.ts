import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentKind } from './find-documents.ts';
import { documentNumber } from './invoice.ts';
import { highestTaken, insertSeries, lockSeries, saveSeries, type NumberSeries } from './series-store.ts';

function subjectOf(series: NumberSeries): string {
  return `${series.kind}/${series.series}`;
}

function told({ prefix, width, next }: NumberSeries) {
  return { prefix, width, next };
}

/** Whether two series of a kind could print one number: one prefix is the other one, perhaps with digits behind it. */
export function couldMeet(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^\d*$/.test(long.slice(short.length));
}

/** Refuses `number_series.prefix_taken` and `number_series.number_taken` where the series would print a number that exists, or that another one will print. */
async function requireFree(ctx: Ctx, series: NumberSeries, others: readonly NumberSeries[]): Promise<void> {
  const rival = others.find((other) => other.series !== series.series && couldMeet(other.prefix, series.prefix));
  if (rival) {
    throw new Refusal(
      'number_series.prefix_taken',
      `The series ${rival.series} has the prefix "${rival.prefix}", so that both could give one number. Choose a prefix that differs in more than digits at its end.`,
      { series: rival.series, prefix: rival.prefix },
    );
  }
  const taken = await highestTaken(ctx, series);
  if (taken !== null) {
    throw new Refusal(
      'number_series.number_taken',
      `The number ${documentNumber(series, taken)} exists already, and the series would come to it. Begin with ${taken + 1n}, or choose another prefix.`,
      { number: documentNumber(series, taken), next: taken + 1n },
    );
  }
}

/** Adds a series. Refuses `number_series.exists`, `number_series.prefix_taken`, `number_series.number_taken`. */
export async function createSeries(ctx: Ctx, series: NumberSeries): Promise<void> {
  const others = await lockSeries(ctx, series.kind);
  const exists = (): Refusal =>
    new Refusal('number_series.exists', `There is a series ${series.series} already. Change that one, or choose another name.`, { series: series.series });
  if (others.some((other) => other.series === series.series)) throw exists();
  await requireFree(ctx, series, others);
  if (!(await insertSeries(ctx, series))) throw exists();
  await recordAudit(ctx, [{ action: 'number_series.created', subjectKind: 'number_series', subjectId: subjectOf(series), after: told(series) }]);
}

export type SeriesChange = { readonly prefix?: string | undefined; readonly width?: number | undefined; readonly next?: bigint | undefined };

/** Changes what the series gives from now on; an issued number never comes twice. Refuses `invoice.series_unknown`, `number_series.next_falls`,
 *  `number_series.prefix_taken`, `number_series.number_taken`. */
export async function updateSeries(
  ctx: Ctx,
  of: { readonly kind: DocumentKind; readonly series: string },
  change: SeriesChange,
  reason?: string,
): Promise<void> {
  const all = await lockSeries(ctx, of.kind);
  const before = all.find(({ series }) => series === of.series);
  if (!before)
    throw new Refusal('invoice.series_unknown', `There is no ${of.kind} series "${of.series}". Use an existing one, or create it first.`, {
      series: of.series,
    });
  const after: NumberSeries = { ...before, prefix: change.prefix ?? before.prefix, width: change.width ?? before.width, next: change.next ?? before.next };
  if (after.next < before.next) {
    throw new Refusal('number_series.next_falls', `The series stands at ${before.next}; it only goes up. Choose ${before.next} or more.`, {
      next: before.next,
    });
  }
  if (after.prefix === before.prefix && after.width === before.width && after.next === before.next) return;
  await requireFree(ctx, after, all);
  await saveSeries(ctx, after);
  const event = { action: 'number_series.changed', subjectKind: 'number_series', subjectId: subjectOf(after), before: told(before), after: told(after) };
  await recordAudit(ctx, [reason === undefined ? event : { ...event, reason }]);
}
