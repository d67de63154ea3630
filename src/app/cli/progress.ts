import type { Output } from './output.ts';

/** How far something is. `done` takes the bar away again. */
export type Progress = { at(position: number, count?: number): void; done(): void };

const PERIOD_MS = 100;
const BAR_WIDTH = 24;
const SILENT: Progress = { at: () => undefined, done: () => undefined };

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const whole = Math.ceil(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole} s`;
}

/** One line of the bar; pure, so that it can be tested. `elapsedMs` since the beginning, `count` things done of unknown number. */
export function progressLine(options: { label: string; noun: string; position: number; total: number; count: number; elapsedMs: number }): string {
  const { position, total, count, elapsedMs } = options;
  const share = total > 0 ? Math.min(1, position / total) : 0;
  const filled = Math.round(share * BAR_WIDTH);
  const perSecond = elapsedMs > 0 ? (count * 1000) / elapsedMs : 0;
  const left = share > 0 && elapsedMs > 500 ? `, ${duration((elapsedMs / 1000) * ((1 - share) / share))} left` : '';
  return `${options.label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %  ${count} ${options.noun}, ${Math.round(perSecond)}/s${left}`;
}

/** A bar on stderr, only where that is a terminal. `total` and positions in any one unit (bytes of the file). */
export function showProgress(out: Output, options: { label: string; noun: string; total: number }): Progress {
  const stream = out.progressStream;
  if (!stream) return SILENT;
  const began = performance.now();
  let shownAt = -Infinity;
  let position = 0;
  let count = 0;
  return {
    at(newPosition, newCount) {
      position = newPosition;
      count = newCount ?? count;
      const now = performance.now();
      if (now - shownAt < PERIOD_MS) return;
      shownAt = now;
      const line = progressLine({ ...options, position, count, elapsedMs: now - began });
      stream.write(`\r${line.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
    },
    done: () => void stream.write('\r\u001b[K'),
  };
}
