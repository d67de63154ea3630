import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesIn, signal } from '../../src/foundation/db/embedded/processes.ts';
import { seededRandom, type SeededRandom } from '../simulation/seeded-random.ts';
import { readAcknowledgements } from './acknowledgements.ts';

/** What dies: the program; the database's first process alone, whose sessions live on for a moment; the whole database; everything. */
const VICTIMS = ['program', 'postmaster', 'database', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

/** A round of the driver begins about twenty units of work; the kill waits for one of them to begin, and then for some milliseconds of it. */
const UNITS_OF_A_ROUND = 20;
const LONGEST_DELAY_MS = 300;

export type Kill = {
  readonly victim: Victim;
  readonly step: string;
  readonly delayMs: number;
  /** The step had begun and was not acknowledged. */ readonly inTheMiddle: boolean;
};

export type CampaignResult = {
  readonly seed: number;
  readonly kills: readonly Kill[];
  readonly starts: number;
  readonly promises: number;
  readonly seconds: number;
  /** Rows of the growing tables at the end. */
  readonly rows: Readonly<Record<string, number>>;
  /** Broken promises, as the driver told them; empty when all is well. */
  readonly broken: readonly string[];
};

const DRIVER = path.join(import.meta.dirname, 'crash-driver.ts');
const START_LIMIT_MS = 120_000;

type Running = { readonly child: ChildProcess; readonly lines: string[]; readonly ended: Promise<number | null>; begun(units: number): Promise<boolean> };

function startDriver(folder: string, rounds: number): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DRIVER, folder, String(rounds)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: { units: number; resolve: (begun: boolean) => void }[] = [];
  let units = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.startsWith('begin ')) units++;
    for (const one of waiting) if (one.units <= units) one.resolve(true);
  });
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(`stderr ${line}`));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      for (const one of waiting) one.resolve(false);
      resolve(code);
    });
  });
  return { child, lines, ended, begun: (count) => new Promise((resolve) => waiting.push({ units: count, resolve })) };
}

/** Every process of the cluster; the first process is the one of postmaster.pid. */
function databaseProcesses(lines: readonly string[]): { all: readonly number[]; first: number | undefined } {
  const base = lines.find((line) => line.startsWith('open '))?.slice(5);
  if (base === undefined) return { all: [], first: undefined };
  const cluster = path.join(base, 'postgres');
  let first: number | undefined;
  try {
    first = Number(readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    first = undefined;
  }
  return { all: processesIn(cluster), first };
}

function strike(victim: Victim, running: Running): void {
  const { all, first } = databaseProcesses(running.lines);
  if (victim === 'program' || victim === 'both') running.child.kill('SIGKILL');
  if (victim === 'postmaster' && first !== undefined) signal(first, 'SIGKILL');
  if (victim === 'database' || victim === 'both') for (const pid of all) signal(pid, 'SIGKILL');
}

async function killOnce(running: Running, random: SeededRandom, victim: Victim): Promise<Kill | undefined> {
  const unit = random.int(1, UNITS_OF_A_ROUND);
  // Most steps take some tens of milliseconds: short delays hit their middle, long ones whatever comes after.
  const delayMs = random.int(0, random.chance(0.6) ? LONGEST_DELAY_MS / 6 : LONGEST_DELAY_MS);
  if (!(await running.begun(unit))) return undefined;
  await sleep(delayMs);
  const [phase = '', step = ''] = running.lines.findLast((line) => line.startsWith('begin ') || line.startsWith('end '))?.split(' ') ?? [];
  const inTheMiddle = phase === 'begin';
  strike(victim, running);
  return { victim, step, delayMs, inTheMiddle };
}

/** A driver that lost its database says so and ends with 3; any other end by itself is a defect of the program. */
function complaintsOf(running: Running, code: number | null): string[] {
  const told = running.lines.filter((line) => line.startsWith('broken '));
  if (told.length > 0 || code === null || code === 0 || code === 3) return told;
  return [`the driver ended with ${code}: ${running.lines.slice(-12).join(' | ')}`];
}

/** Kills a working company `kills` times, all victims in turn, and proves after each restart that every promise was kept. The folder is its own. */
export async function crashCampaign(options: { kills: number; seed: number; onKill?: (kill: Kill, count: number) => void }): Promise<CampaignResult> {
  const random = seededRandom(options.seed);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-crash-'));
  // Started by root, the database runs as another user, who has to get in.
  chmodSync(folder, 0o711);
  const began = performance.now();
  const kills: Kill[] = [];
  const broken: string[] = [];
  let starts = 0;
  let rows: Record<string, number> = {};
  let last: Running | undefined;
  try {
    while (kills.length < options.kills && broken.length === 0) {
      const running = (last = startDriver(folder, 1_000));
      starts++;
      const limit = setTimeout(() => running.child.kill('SIGKILL'), START_LIMIT_MS);
      const kill = await killOnce(running, random, VICTIMS[kills.length % VICTIMS.length] as Victim);
      const code = await running.ended;
      clearTimeout(limit);
      broken.push(...complaintsOf(running, code));
      if (kill) {
        kills.push(kill);
        options.onKill?.(kill, kills.length);
      } else if (broken.length === 0) broken.push(`the driver ended by itself with ${code}: ${running.lines.slice(-5).join(' | ')}`);
    }
    if (broken.length === 0) {
      const running = (last = startDriver(folder, 1));
      starts++;
      const code = await running.ended;
      broken.push(...complaintsOf(running, code));
      const finished = running.lines.find((line) => line.startsWith('finished '));
      if (finished) rows = JSON.parse(finished.slice('finished '.length)) as Record<string, number>;
      else if (broken.length === 0) broken.push(`the last round did not finish (${code}): ${running.lines.slice(-5).join(' | ')}`);
    }
    const promises = readAcknowledgements(path.join(folder, 'acknowledged.jsonl')).length;
    return { seed: options.seed, kills, starts, promises, seconds: Math.round((performance.now() - began) / 1000), rows, broken };
  } finally {
    if (last) for (const pid of databaseProcesses(last.lines).all) signal(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
