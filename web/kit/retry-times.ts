/** How long to wait before asking a server again that was away: 1 s, 2 s, 4 s, 8 s, then every 10 s. */
export function waitBeforeMs(failures: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, failures - 1), 10_000);
}
