import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers, FirmCtx } from './api-contexts.ts';
import { demoCompanies } from './demo-companies.ts';
import type { demoOperations } from './demo-contract.ts';

export type DemoSize = 'small' | 'full';

/** Loads the demo beside the requests; who wires the program knows how. */
export type DemoLoads = {
  /** Whether a load runs, in this process or in another one. */
  readonly running: () => Promise<boolean>;
  /** Of the load of this process. */
  readonly progress: () => DemoLoadProgress | null;
  readonly failure: () => { readonly at: Date; readonly message: string } | null;
  /** Begins, and does not wait for the end. */
  readonly begin: (size: DemoSize) => void;
};

export type DemoLoadProgress = {
  readonly size: DemoSize;
  readonly done: number;
  readonly total: number;
  readonly company: string | null;
  readonly on: Day | null;
  readonly startedAt: Date;
};

type DemoState = 'absent' | 'loading' | 'unfinished' | 'ready';

function refusalOf(state: DemoState, others: boolean): Refusal | undefined {
  if (state === 'loading') return new Refusal('demo.in_progress', 'The demo is being loaded already. Wait for it; its status tells how far it is.');
  if (state === 'ready') return new Refusal('demo.loaded_already', 'The demo is loaded already; nothing was changed. Look at its companies.');
  // One that was cut off may be finished, whatever else has come since: what it takes away first is its own.
  if (state === 'absent' && others) {
    return new Refusal(
      'demo.other_companies',
      'The demo is loaded where there are no companies yet, so that invented figures never stand among real ones; nothing was changed. Look at it in another folder: dunlin start --demo --data ./demo-data.',
    );
  }
  return undefined;
}

async function standing(ctx: FirmCtx, loads: DemoLoads): Promise<{ state: DemoState; refusal: Refusal | undefined }> {
  const running = await loads.running();
  const { companies, others } = await demoCompanies(ctx.database);
  const ready = companies.length > 0 && companies.every(({ demo }) => demo === 'ready');
  const state = ready ? 'ready' : running ? 'loading' : companies.length > 0 ? 'unfinished' : 'absent';
  return { state, refusal: refusalOf(state, others) };
}

async function statusView(ctx: FirmCtx, loads: DemoLoads) {
  const { state, refusal } = await standing(ctx, loads);
  const progress = state === 'loading' ? loads.progress() : null;
  const failure = state === 'unfinished' || state === 'absent' ? loads.failure() : null;
  return {
    state,
    can: { start: refusal?.code ?? (true as const) },
    progress: progress && { ...progress, startedAt: progress.startedAt.toISOString() },
    failure: failure && { at: failure.at.toISOString(), message: failure.message },
  };
}

export function demoHandlers(loads: () => DemoLoads): ApiHandlers<typeof demoOperations> {
  return {
    getDemoStatus: ({ ctx }) => statusView(ctx, loads()),
    startDemo: async ({ ctx, body }) => {
      const { refusal } = await standing(ctx, loads());
      if (refusal) throw refusal;
      loads().begin(body.size ?? 'small');
      return statusView(ctx, loads());
    },
  };
}
