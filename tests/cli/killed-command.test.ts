import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { camtText } from '../support/camt-text.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { ended, place, start, type Place, type Result } from './run-dunlin.ts';

const INVOICES = 20_000;
const LINES = 5_000;
const KILLS_EACH = 2;
const AS_OF = '2026-03-31';

const random = seededRandom(7);

function invoicesText(): string {
  const rows = Array.from(
    { length: INVOICES },
    (_, i) =>
      `R-${String(i + 1).padStart(6, '0')},K${i % 400},2026-02-${String((i % 28) + 1).padStart(2, '0')},${100 + (i % 900)}.${String(i % 100).padStart(2, '0')}`,
  );
  return `number,customerNumber,issuedOn,amount\n${rows.join('\n')}\n`;
}

/** Every eighth line says nothing that anybody could match. */
function statementText(): string {
  const lines = Array.from({ length: LINES }, (_, i) => ({
    minor: BigInt((100 + (i % 900)) * 100 + (i % 100)),
    bookedOn: '2026-03-02',
    text: i % 8 === 0 ? 'vielen Dank' : `Rechnung R-${String(i + 1).padStart(6, '0')}`,
  }));
  return camtText({ reference: 'KILLED', lines });
}

let undisturbed: Place;
let disturbed: Place;

const COMMANDS: readonly (readonly string[])[] = [
  ['import', 'invoices', 'invoices.csv'],
  ['import', 'statement', 'statement.xml'],
  ['cash', 'apply', '--mode', 'auto'],
];

beforeAll(async () => {
  [undisturbed, disturbed] = [place(), place()];
  for (const at of [undisturbed, disturbed]) {
    writeFileSync(path.join(at.folder, 'invoices.csv'), invoicesText());
    writeFileSync(path.join(at.folder, 'statement.xml'), statementText());
    expect((await at.dunlin('company', 'create', 'Killed', '--currency', 'EUR', '--country', 'DE')).exit).toBe(0);
  }
});

afterAll(() => {
  undisturbed.remove();
  disturbed.remove();
});

/** Starts the command and kills it, with nothing said to anybody. True when it died of that. */
async function killedAfter(at: Place, args: readonly string[], ms: number): Promise<boolean> {
  const child = start(at.folder, args);
  const result = ended(child);
  await Promise.race([sleep(ms), result]);
  child.kill('SIGKILL');
  return (await result).exit === null;
}

type Books = { readonly aging: unknown; readonly receivables: readonly string[]; readonly lines: readonly string[] };

async function booksOf(at: Place): Promise<Books> {
  const csv = async (kind: string, columns: readonly string[]): Promise<string[]> => {
    const rows = (await at.dunlin('export', kind, '--json')).json() as Record<string, unknown>[];
    return rows.map((row) => columns.map((column) => String(row[column])).join(' ')).toSorted();
  };
  return {
    aging: (await at.dunlin('report', 'aging', '--as-of', AS_OF, '--json')).json(),
    receivables: await csv('receivables', ['number', 'amount', 'openAmount']),
    lines: await csv('bank-lines', ['ordinal', 'amount', 'state', 'reason']),
  };
}

it('commands that are killed in the middle and run again leave the books of an undisturbed run', { timeout: 900_000 }, async () => {
  let died = 0;
  for (const args of COMMANDS) {
    const began = performance.now();
    const calm = await undisturbed.dunlin(...args);
    const tookMs = performance.now() - began;
    expect(calm.exit, calm.err).toBe(0);
    for (let kill = 0; kill < KILLS_EACH; kill++) {
      const share = (random.int(25, 45) + kill * 40) / 100;
      if (await killedAfter(disturbed, args, tookMs * share)) died++;
      expect((await disturbed.dunlin('verify', '--json')).json(), `${args.join(' ')}, killed at ${share}`).toMatchObject({ ok: true });
    }
    const again: Result = await disturbed.dunlin(...args, '--json');
    // The last kill may have come after the commit: then it is all there, and said so.
    const code = again.exit === 1 ? (again.json() as { error: { code: string } }).error.code : '';
    expect([0, 3].includes(again.exit ?? -1) || code === 'statement.already_imported', again.err).toBe(true);
  }
  expect(died).toBeGreaterThan(COMMANDS.length);
  const [expected, found] = [await booksOf(undisturbed), await booksOf(disturbed)];
  expect(found.lines).toHaveLength(LINES);
  expect(found.receivables).toHaveLength(INVOICES);
  expect(found).toEqual(expected);
  expect((await disturbed.dunlin('verify', '--json')).json()).toMatchObject({ ok: true });
});
