import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { findByIds, findByNumbers } from '../../ar/customers/find-customers.ts';
import { findReceivablesByNumber, receivableNumbers } from '../../ar/receivables/find-receivables.ts';
import { HOLD_KINDS, type HoldKind } from '../../ar/receivables/hold.ts';
import { listActiveHolds, placeHold, releaseHold, type HoldScope } from '../../ar/receivables/holds.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isId } from '../../foundation/ids/id.ts';
import { dayOption } from './option-values.ts';
import { renderTable } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type PlaceOptions = CompanyOptions & {
  readonly kind: HoldKind;
  readonly invoice?: string;
  readonly customer?: string;
  readonly everything?: boolean;
  readonly until?: Day;
  readonly reason: string;
};

/** An invoice with instalments is held in each of them. */
async function scopesOf(ctx: Ctx, options: PlaceOptions): Promise<HoldScope[]> {
  if (options.invoice !== undefined) {
    const items = await findReceivablesByNumber(ctx, [options.invoice], null);
    if (items.length === 0)
      throw new Refusal('hold.subject_not_found', `There is no invoice ${options.invoice} in this company. Check the number.`, { number: options.invoice });
    return items.map(({ id }) => ({ kind: 'receivable', id }));
  }
  if (options.customer === undefined) return [{ kind: 'company' }];
  const [customer] = await findByNumbers(ctx, [options.customer]);
  if (!customer) throw new Refusal('customer.not_found', `There is no customer with the number "${options.customer}" in this company. Check the number.`);
  return [{ kind: 'customer', id: customer.id }];
}

async function runPlace(session: CompanySession, options: PlaceOptions): Promise<void> {
  if ([options.invoice, options.customer, options.everything].filter((subject) => subject !== undefined).length !== 1)
    throw new InvalidArgumentError('Say what to hold: --invoice, --customer or --everything.');
  const placed = await session.runner.run(async (ctx) => {
    const ids: string[] = [];
    for (const scope of await scopesOf(ctx, options))
      ids.push(await placeHold(ctx, { scope, kind: options.kind, untilOn: options.until ?? null, reason: options.reason }));
    return ids;
  });
  await show(session, { holds: placed }, () => placed.map((id) => `Placed the hold ${id}.\n`).join(''));
}

type Listed = {
  readonly id: string;
  readonly scope: string;
  readonly invoiceNumber: string | null;
  readonly customerNumber: string | null;
  readonly kind: HoldKind;
  readonly since: Date;
  readonly untilOn: Day | null;
  readonly reason: string;
};

async function activeHolds(ctx: Ctx): Promise<Listed[]> {
  const holds = await listActiveHolds(ctx, ctx.today);
  const numbers = await receivableNumbers(
    ctx,
    holds.flatMap((hold) => hold.receivable_id ?? []),
  );
  const customers = new Map(
    (
      await findByIds(
        ctx,
        holds.flatMap((hold) => hold.customer_id ?? []),
      )
    ).map((customer) => [customer.id, customer.number]),
  );
  return holds.map((hold) => ({
    id: hold.id,
    scope: hold.scope,
    invoiceNumber: numbers.get(hold.receivable_id ?? '') ?? null,
    customerNumber: customers.get(hold.customer_id ?? '') ?? null,
    kind: hold.kind,
    since: hold.since,
    untilOn: hold.until_on,
    reason: hold.reason,
  }));
}

async function runList(session: CompanySession): Promise<void> {
  const holds = await session.runner.read(activeHolds);
  await show(session, { holds }, () =>
    holds.length === 0
      ? 'Nothing is held.\n'
      : renderTable<Listed>(
          [
            { title: 'Held', value: (h) => h.invoiceNumber ?? h.customerNumber ?? 'everything' },
            { title: 'Kind', value: (h) => h.kind },
            { title: 'Since', value: (h) => h.since.toISOString().slice(0, 10) },
            { title: 'Until', value: (h) => h.untilOn ?? '' },
            { title: 'Reason', value: (h) => h.reason },
            { title: 'Id', value: (h) => h.id },
          ],
          holds,
        ),
  );
}

export function addHoldCommands(program: Command, cli: Cli): void {
  const group = program.command('holds').description('reasons not to remind or debit for now');
  companyLeaf(group, 'place', 'hold an invoice, a customer or everything')
    .addOption(new Option('--kind <kind>', 'why, as a code').choices(HOLD_KINDS).makeOptionMandatory())
    .option('--invoice <number>', 'an invoice, with all its instalments')
    .option('--customer <number>', 'whatever a customer owes')
    .option('--everything', 'whatever anybody owes the company')
    .option('--until <day>', 'last day; without it until released', dayOption)
    .requiredOption('--reason <text>', 'why, for people and the audit trail')
    .action(async (options: PlaceOptions) => withCompany(cli, options, (session) => runPlace(session, options)));
  companyLeaf(group, 'release <id>', 'end a hold')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (id: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        const own = id.toLowerCase();
        if (!isId(own)) throw new InvalidArgumentError(`"${id}" is no id of a hold; dunlin holds list shows them.`);
        await session.runner.run((ctx) => releaseHold(ctx, own, options.reason));
        await show(session, { released: own }, () => `The hold ${own} has ended.\n`);
      }),
    );
  companyLeaf(group, 'list', 'list what is held today').action(async (options: CompanyOptions) => withCompany(cli, options, runList));
}
