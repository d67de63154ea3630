import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '../ar/access/context.ts';
import { failRun } from '../ar/work/run-life.ts';
import { getRun } from '../ar/work/run.ts';
import { dayInZone } from '../foundation/calendar/day.ts';
import type { Database } from '../foundation/db/database.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import type { NewId } from '../foundation/ids/id.ts';
import type { Log } from '../foundation/log/log.ts';

/** Runs one unit of work for the company of a run, as who started it. */
export type RunUnits = <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;

export type BackgroundRuns = {
  /** Carries a run out, in this process, once the caller's unit of work is kept in which it was opened. */
  begin(ctx: Ctx, runId: string, work: (run: RunUnits, stopped: AbortSignal) => Promise<unknown>): void;
  /** Waits for what runs; with `stop` runs end after the chunk they are at, and what is left waits for the next run. */
  settle(options?: { stop: boolean }): Promise<void>;
};

export type BackgroundRunsDeps = { readonly database: Database; readonly log: Log; readonly clock: () => Date; readonly newId: NewId };

/** The unit of work that opened the run is kept a moment after its handler returned; one that is not kept by then never will be. */
const KEPT_WITHIN_MS = 10_000;
const LOOK_MS = 25;

/** Runs of automations that people start over the API: begun by the request, carried out beside it. */
export function createBackgroundRuns(deps: BackgroundRunsDeps): BackgroundRuns {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    begin({ company, actor }, runId, work) {
      const run: RunUnits = (unit) =>
        deps.database.forCompany(company.id, (tx) => {
          const now = deps.clock();
          return unit({ tx, now, today: dayInZone(now, company.timeZone), company, actor, newId: deps.newId });
        });
      const carryOut = async (): Promise<void> => {
        try {
          if (!(await isKept(run, runId))) return;
          await work(run, stopping.signal);
        } catch (error) {
          deps.log.error({ err: error, company: company.id, run: runId }, 'a run ended early; what was left waits for the next one');
          await run((unit) => failRun(unit, runId)).catch(() => undefined);
        }
      };
      const one = carryOut().finally(() => running.delete(one));
      running.add(one);
    },
    async settle(options = { stop: false }) {
      if (options.stop) stopping.abort();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function isKept(run: RunUnits, runId: string): Promise<boolean> {
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
