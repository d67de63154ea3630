import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { camtText } from '../support/camt-text.ts';
import { ended, start, type Result } from './run-dunlin.ts';

const DISK_MEGABYTES = 400;
const LEFT_BYTES = 8_000_000;

/** A small disk of memory; only root may mount one, and not in every container. */
function smallDisk(): { folder: string } | { reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'only root may mount a small disk' };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=755`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status === 0) return { folder };
  rmSync(folder, { recursive: true });
  return { reason: `mount failed: ${mounted.stderr?.trim() ?? 'no such program'}` };
}

const disk = smallDisk();
const folder = 'folder' in disk ? disk.folder : '';

describe.skipIf(folder === '')(`a disk that runs full${'reason' in disk ? ` (skipped: ${disk.reason})` : ''}`, { timeout: 240_000 }, () => {
  const ballast = path.join(folder, 'ballast');
  const dunlin = (...args: readonly string[]): Promise<Result> => ended(start(folder, [...args, '--data', path.join(folder, 'data')]));
  const statement = (reference: string, lines: number): string => {
    const file = path.join(os.tmpdir(), `${path.basename(folder)}-${reference}.xml`);
    writeFileSync(
      file,
      camtText({
        reference,
        lines: Array.from({ length: lines }, (_, i) => ({ minor: BigInt(1_000 + i), bookedOn: '2026-03-02', text: `order ${i * 7}, thank you` })),
      }),
    );
    return file;
  };
  const small = statement('SMALL', 50);
  const large = statement('LARGE', 40_000);

  beforeAll(() => mkdirSync(path.join(folder, 'data'), { mode: 0o755 }));

  afterAll(() => {
    spawnSync('umount', ['-l', folder]);
    for (const file of [folder, small, large]) rmSync(file, { recursive: true, force: true });
  });

  function fill(): void {
    const { bavail, bsize } = statfsSync(folder);
    const handle = openSync(ballast, 'w');
    const piece = Buffer.alloc(1_000_000, 1);
    for (let left = bavail * bsize - LEFT_BYTES; left > 0; left -= piece.length) writeSync(handle, piece.subarray(0, Math.min(left, piece.length)));
    closeSync(handle);
  }

  it('is told in one sentence, nothing of the import is kept, and with space again everything goes on', async () => {
    expect((await dunlin('company', 'create', 'Disk', '--currency', 'EUR', '--country', 'DE')).exit).toBe(0);
    expect((await dunlin('import', 'statement', small)).exit).toBe(0);
    fill();
    const full = await dunlin('import', 'statement', large, '--json');
    expect({ exit: full.exit, code: (full.json() as { error: { code: string } }).error.code }, full.err).toEqual({ exit: 1, code: 'database.disk_full' });
    expect(full.err.trim().split('\n')[0]).toMatch(/disk .*full.*[Ff]ree some space/);
    rmSync(ballast);
    const verified = await dunlin('verify', '--json');
    expect(verified.json(), verified.err).toMatchObject({ ok: true });
    expect((await dunlin('export', 'bank-lines', '--json')).json()).toHaveLength(50);
    expect((await dunlin('import', 'statement', small, '--json')).json()).toMatchObject({ error: { code: 'statement.already_imported' } });
    expect((await dunlin('import', 'statement', large, '--json')).json()).toMatchObject({ lines: 40_000 });
    expect((await dunlin('verify', '--json')).json()).toMatchObject({ ok: true });
  });
});
