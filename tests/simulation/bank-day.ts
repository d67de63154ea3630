import { sql } from 'kysely';
import { applyCash } from '../../src/app/apply-cash.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { bytesOf, camtText } from '../support/camt-text.ts';
import { judge, readDecisions } from './judge.ts';
import { owedOn } from './model-book.ts';
import { refusalOf } from './sell.ts';
import { count, prove, type SentLine, type World } from './world.ts';

const ACCOUNTS = { EUR: 'DE89370400440532013000', USD: 'DE12500105170648489890' };

/** The bank's file for a day comes in; the same file once more is refused. */
export async function bankSends(world: World, lines: readonly SentLine[], currency: 'EUR' | 'USD'): Promise<void> {
  if (lines.length === 0) return;
  const name = `S${world.files.length + 1}`;
  const text = camtText({
    reference: name,
    currency,
    iban: ACCOUNTS[currency],
    opening: BigInt(world.random.int(0, 1_000_000)),
    lines: lines.map(({ minor, bookedOn, valueOn, text: said, name: by, iban, rf }) => ({
      minor,
      bookedOn,
      valueOn,
      text: said,
      currency,
      ...(by ? { name: by } : {}),
      ...(iban ? { iban } : {}),
      ...(rf ? { rf } : {}),
    })),
  });
  const load = (file: { name: string; text: string }) =>
    world.company.run((ctx) => importStatement(ctx, { fileName: `${file.name}.xml`, source: bytesOf(file.text) }));
  const result = await load({ name, text });
  prove(
    result.lines === lines.length && result.repeated === 0 && result.problems.length === 0,
    world,
    `${name} of ${lines.length} lines gave ${result.lines}, repeated ${result.repeated}, ${result.problems[0]?.message ?? 'no problem'}`,
  );
  world.files.push({ name, text });
  const ids = await world.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string }>`
      select l.id from bank_line l join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
      where l.company_id = ${ctx.company.id} and s.reference = ${name} order by l.ordinal`),
  );
  for (const [index, line] of lines.entries()) {
    const id = ids[index]?.id as string;
    world.lines.set(id, { ...line, id, state: 'waiting', cause: '' });
    count(world, `line ${line.kind}`);
    if (line.bookedOn <= (world.book.closedThrough ?? '')) count(world, 'booked late into a closed month');
  }
  if (world.random.chance(0.06)) {
    const code = await refusalOf(load(world.random.pick(world.files)));
    prove(code === 'statement.already_imported', world, `a file that is here already gave ${code}`);
  }
}

/** The machine explains what waits. Each decision is judged before the model takes it over as a fact. */
export async function machineApplies(world: World): Promise<void> {
  const mode = world.random.weighted({ auto: 90, approve: 6, shadow: 4 });
  const waiting = [...world.lines.values()].filter((line) => line.state === 'waiting').toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // Owed before the run: what a line names may be settled by another line of the same run.
  const owedBefore = new Map([...world.invoices.keys()].map((id) => [id, owedOn(world.book, id)]));
  const run = await applyCash(world.company.run, { mode, fold: world.random.chance(0.5) });
  const decisions = await readDecisions(world, waiting);
  prove(run.applied === decisions.length, world, `the run applied ${run.applied} lines, ${decisions.length} are applied`);
  prove(mode === 'auto' || decisions.length === 0, world, `mode ${mode} applied ${decisions.length} lines`);
  for (const decision of decisions) judge(world, decision, owedBefore);
  if (mode !== 'auto') return;
  for (const line of waiting) {
    if (line.kind === 'exact') count(world, line.state === 'applied' ? 'clean applied by machine' : 'clean left waiting');
    if (line.state === 'applied') count(world, 'applied by machine');
  }
}
