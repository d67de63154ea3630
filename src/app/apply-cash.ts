import { Refusal } from '../foundation/errors/refusal.ts';
import type { Ctx } from '../ar/access/context.ts';
import type { LineCursor } from '../ar/cash-application/bank-line.ts';
import { DEFAULT_POLICY, matchLines, type MatchChunk, type MatchMode } from '../ar/cash-application/match-lines.ts';
import { foldPositions } from '../ar/receivables/fold-positions.ts';
import { automationMode } from '../ar/work/automation.ts';
import type { AutomationMode } from '../ar/work/automation-name.ts';
import { endLostRuns, endRun, saveRunProgress, startRun } from '../ar/work/run-life.ts';

/** Runs one unit of work for the company. */
export type CompanyRunner = <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;

export type CashRun = {
  readonly runId: string;
  readonly mode: MatchMode;
  readonly lines: number;
  readonly applied: number;
  readonly proposed: number;
  readonly unmatched: number;
  readonly byReason: Readonly<Record<string, number>>;
};

const CHUNK_LINES = 1_000;
/** Somebody settled an item between our look and our lock: look again. */
const LOOK_AGAIN = new Set(['allocation.exceeds_open_amount', 'cash.known_money_gone']);
const MAX_LOOKS = 5;

type WorkOptions = { fold?: boolean; chunkLines?: number; onProgress?: (lines: number) => void; stopped?: AbortSignal };

/** Opens a run of cash application in the company's mode or the one asked for; runs whose process is gone are ended first.
 *  Refuses `automation.off` where cash application is switched off and no mode is named. */
export async function openCashRun(ctx: Ctx, mode?: AutomationMode): Promise<{ runId: string; mode: MatchMode }> {
  await endLostRuns(ctx, 'cash_application');
  const asked = mode ?? (await automationMode(ctx, 'cash_application'));
  if (asked === 'off')
    throw new Refusal('automation.off', 'Cash application is switched off for this company. Name a mode (shadow, approve or auto), or switch it on.', {});
  return { runId: await startRun(ctx, 'cash_application', asked), mode: asked };
}

/** Explains every waiting line of a company, a unit of work a chunk, in the company's mode or the one asked for. Refuses `automation.off`. */
export async function applyCash(run: CompanyRunner, options: WorkOptions & { mode?: AutomationMode } = {}): Promise<CashRun> {
  return workCashRun(run, await run((ctx) => openCashRun(ctx, options.mode)), options);
}

/** Carries out a run that was opened, chunk by chunk, and says in the run how far it is. */
export async function workCashRun(run: CompanyRunner, { runId, mode }: { runId: string; mode: MatchMode }, options: WorkOptions = {}): Promise<CashRun> {
  const total = { lines: 0, applied: 0, proposed: 0, unmatched: 0 };
  const byReason = new Map<string, number>();
  let after: LineCursor | null = null;
  for (;;) {
    options.stopped?.throwIfAborted();
    const from: LineCursor | null = after;
    const chunk: MatchChunk = await withFreshLook(() =>
      run(async (ctx) => {
        const done = await matchLines(ctx, { runId, mode, after: from, limit: options.chunkLines ?? CHUNK_LINES, policy: DEFAULT_POLICY });
        await saveRunProgress(ctx, runId, sumOf(total, done));
        return done;
      }),
    );
    Object.assign(total, sumOf(total, chunk));
    for (const [reason, lines] of chunk.byReason) byReason.set(reason, (byReason.get(reason) ?? 0) + lines);
    options.onProgress?.(total.lines);
    if (chunk.next === null) break;
    after = chunk.next;
  }
  await run((ctx) => endRun(ctx, runId, 'done', total));
  if (options.fold !== false) await run(foldPositions);
  return { runId, mode, ...total, byReason: Object.fromEntries([...byReason].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))) };
}

type Counts = Pick<MatchChunk, 'lines' | 'applied' | 'proposed' | 'unmatched'>;

function sumOf(a: Counts, b: Counts): Counts {
  return { lines: a.lines + b.lines, applied: a.applied + b.applied, proposed: a.proposed + b.proposed, unmatched: a.unmatched + b.unmatched };
}

async function withFreshLook<T>(work: () => Promise<T>): Promise<T> {
  for (let look = 1; ; look++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal && LOOK_AGAIN.has(error.code)) || look >= MAX_LOOKS) throw error;
    }
  }
}
