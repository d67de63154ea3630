import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '../ar/access/context.ts';
import type { MatchMode } from '../ar/cash-application/match-lines.ts';
import { failRun } from '../ar/work/run-life.ts';
import { getRun } from '../ar/work/run.ts';
import { dayInZone } from '../foundation/calendar/day.ts';
import type { Database } from '../foundation/db/database.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import type { NewId } from '../foundation/ids/id.ts';
import type { Log } from '../foundation/log/log.ts';
import { openCashRun, workCashRun, type CompanyRunner } from './apply-cash.ts';

export type CashRuns = {
  /** Opens a run in the caller's unit of work and carries it out in this process once that is kept. Answers its id. */
  start(ctx: Ctx, mode: MatchMode | undefined): Promise<string>;
  /** Waits for what runs; with `stop` runs end after the chunk they are at, and their lines wait for the next run. */
  settle(options?: { stop: boolean }): Promise<void>;
};

export type CashRunsDeps = { readonly database: Database; readonly log: Log; readonly clock: () => Date; readonly newId: NewId };

/** The unit of work that opened the run is kept a moment after its handler returned; one that is not kept by then never will be. */
const KEPT_WITHIN_MS = 10_000;
const LOOK_MS = 25;

/** Runs of cash application that people start over the API: begun by the request, carried out beside it. */
export function createCashRuns(deps: CashRunsDeps): CashRuns {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const begin = (work: () => Promise<void>): void => {
    const one = work().finally(() => running.delete(one));
    running.add(one);
  };

  return {
    async start(ctx, mode) {
      const { company, actor } = ctx;
      const opened = await openCashRun(ctx, mode);
      const { runId } = opened;
      const run: CompanyRunner = (work) =>
        deps.database.forCompany(company.id, (tx) => {
          const now = deps.clock();
          return work({ tx, now, today: dayInZone(now, company.timeZone), company, actor, newId: deps.newId });
        });
      begin(async () => {
        try {
          if (!(await isKept(run, runId))) return;
          await workCashRun(run, opened, { stopped: stopping.signal });
        } catch (error) {
          deps.log.error({ err: error, company: company.id, run: runId }, 'a run of cash application ended early; its lines wait for the next one');
          await run((unit) => failRun(unit, runId)).catch(() => undefined);
        }
      });
      return runId;
    },
    async settle(options = { stop: false }) {
      if (options.stop) stopping.abort();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function isKept(run: CompanyRunner, runId: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < KEPT_WITHIN_MS; waitedMs += LOOK_MS) {
    const kept = await run(async (ctx) => {
      try {
        await getRun(ctx, runId);
        return true;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'run.not_found') return false;
        throw error;
      }
    });
    if (kept) return true;
    await sleep(LOOK_MS);
  }
  return false;
}
