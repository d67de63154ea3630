import { latest, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import type { Book } from '../ledger/book.ts';
import { postingDay } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { allocationLines, gatherEntries, type EntryLines } from './allocation-entries.ts';
import { sideOf } from './create-credits.ts';
import { loadTaxLeft } from './deferred-tax.ts';
import { appendPositions } from './position-store.ts';
import { NO_DUE_DAY, transitionChange, type Movement, type PositionEffect } from './position.ts';
import { baseShare, taxShare } from './receivable.ts';
import { lockCredits, lockReceivables, type LockedCredit, type LockedReceivable } from './lock-items.ts';
import { insertAllocations, loadCreditMovements, loadReceivableMovements, saveOpenAmounts, type NewAllocation } from './store.ts';

/** Credit to receivable, one currency. `eventOn` is the booking day; the posting day follows from it and from what is settled. */
export type AllocationRequest = {
  readonly creditId: string;
  readonly receivableId: string;
  readonly minor: bigint;
  readonly eventOn: Day;
  readonly valueOn: Day;
  readonly cause: Cause;
};

type Touched<T> = { row: T; before: { lastPostedOn: Day; open: bigint }; moved: Movement[] };

/** Settles receivables with credits: locks both sides, refuses what does not fit, writes allocations, open amounts, positions and entries,
 *  in a fixed number of statements for any number of requests. `technical`: the receivables are technical ones, which nobody else may settle.
 *  Refuses `allocation.exceeds_open_amount`, `allocation.currency_differs`, `allocation.not_positive`, `allocation.item_not_found`. */
export async function allocate(ctx: Ctx, book: Book, requests: readonly AllocationRequest[], options: { technical?: boolean } = {}): Promise<NewAllocation[]> {
  if (requests.length === 0) return [];
  const receivables = await lockReceivables(ctx, [...new Set(requests.map((r) => r.receivableId))]);
  const credits = await lockCredits(ctx, [...new Set(requests.map((r) => r.creditId))]);
  const taxLeft = await loadTaxLeft(ctx, receivables.values());
  const touchedReceivables = new Map<string, Touched<LockedReceivable>>();
  const touchedCredits = new Map<string, Touched<LockedCredit>>();
  const allocations: NewAllocation[] = [];
  const effects: PositionEffect[] = [];
  const lines: EntryLines[] = [];

  for (const request of requests) {
    const found = receivables.get(request.receivableId);
    const receivable = touch(
      touchedReceivables,
      (found?.kind === 'technical') === (options.technical ?? false) ? found : undefined,
      'receivable',
      request.receivableId,
    );
    const credit = touch(touchedCredits, credits.get(request.creditId), 'credit', request.creditId);
    requireFits(request, receivable.row, credit.row);
    const allocation = allocationOf(ctx, book, request, receivable.row, credit.row);
    allocations.push(allocation);
    const tax = takeTax(taxLeft, receivable.row, allocation.receivableMinor);
    lines.push({ cause: request.cause, allocation, lines: allocationLines(allocation, receivable.row, credit.row, tax) });
    effects.push(...effectsOf(allocation, receivable.row, credit.row));
    settle(receivable, allocation.receivableMinor, allocation.baseReceivable, allocation.postedOn);
    settle(credit, allocation.creditMinor, allocation.baseCredit, allocation.postedOn);
  }

  effects.push(...(await itemEffects(ctx, { receivables: touchedReceivables, credits: touchedCredits }, 'settled')));
  await insertAllocations(ctx, allocations);
  await saveOpenAmounts(
    ctx,
    'receivable',
    [...touchedReceivables.values()].map((t) => t.row),
  );
  await saveOpenAmounts(
    ctx,
    'credit',
    [...touchedCredits.values()].map((t) => t.row),
  );
  await appendPositions(ctx, effects);
  await post(ctx, gatherEntries(lines));
  return allocations;
}

/** The share of the deferred tax that goes with a part of the open amount; it is left over no more. */
function takeTax(taxLeft: Map<string, bigint>, receivable: LockedReceivable, part: bigint): bigint {
  const left = taxLeft.get(receivable.id);
  if (left === undefined) return 0n;
  const share = taxShare({ open: receivable.open, original: receivable.original, taxOriginal: receivable.tax_original, taxLeft: left }, part);
  taxLeft.set(receivable.id, left - share);
  return share;
}

function touch<T extends { open: bigint; last_posted_on: Day }>(touched: Map<string, Touched<T>>, row: T | undefined, what: string, id: string): Touched<T> {
  if (!row)
    throw new Refusal('allocation.item_not_found', `There is no ${what} ${id} in this company. Reload the list; it may belong to another company.`, { id });
  const known = touched.get(id);
  if (known) return known;
  const fresh: Touched<T> = { row, before: { lastPostedOn: row.last_posted_on, open: row.open }, moved: [] };
  touched.set(id, fresh);
  return fresh;
}

function requireFits(request: AllocationRequest, receivable: LockedReceivable, credit: LockedCredit): void {
  if (request.minor <= 0n)
    throw new Refusal('allocation.not_positive', 'An allocation is a positive amount; to take one back, reverse it.', { asked: request.minor });
  if (receivable.currency !== credit.currency) {
    throw new Refusal(
      'allocation.currency_differs',
      `${receivable.number} is in ${receivable.currency}, the money is in ${credit.currency}. Allocate within one currency.`,
      {
        receivable: receivable.currency,
        credit: credit.currency,
      },
    );
  }
  for (const [number, open, code] of [
    [receivable.number, receivable.open, receivable.currency],
    [null, credit.open, credit.currency],
  ] as const) {
    if (request.minor > open) {
      throw new Refusal(
        'allocation.exceeds_open_amount',
        `Of ${number ?? 'the credit'} only ${formatDecimal(open, code)} ${code} is open; ${formatDecimal(request.minor, code)} ${code} does not fit. Allocate at most the open amount.`,
        {
          receivableId: receivable.id,
          creditId: credit.id,
          ...(number === null ? {} : { number }),
          open: formatDecimal(open, code),
          asked: formatDecimal(request.minor, code),
          currency: code,
        },
      );
    }
  }
}

function allocationOf(ctx: Ctx, book: Book, request: AllocationRequest, receivable: LockedReceivable, credit: LockedCredit): NewAllocation {
  return {
    id: ctx.newId(),
    creditId: credit.id,
    receivableId: receivable.id,
    creditMinor: request.minor,
    receivableMinor: request.minor,
    baseCredit: baseShare({ open: credit.open, baseOpen: credit.base_open, original: credit.original, baseOriginal: credit.base_original }, request.minor),
    baseReceivable: baseShare(
      { open: receivable.open, baseOpen: receivable.base_open, original: receivable.original, baseOriginal: receivable.base_original },
      request.minor,
    ),
    rate: null,
    postedOn: postingDay(book, request.eventOn, receivable.posted_on, credit.posted_on),
    valueOn: request.valueOn,
    taxOn: ctx.company.taxPoint === 'receipt' && credit.kind === 'payment' ? request.valueOn : null,
    causeKind: request.cause.kind,
    causeId: request.cause.id,
    reverses: null,
  };
}

function settle(touched: Touched<{ open: bigint; base_open: bigint; last_posted_on: Day }>, minor: bigint, baseMinor: bigint, postedOn: Day): void {
  touched.row.open -= minor;
  touched.row.base_open -= baseMinor;
  touched.row.last_posted_on = latest(touched.row.last_posted_on, postedOn);
  touched.moved.push({ postedOn, minor: -minor });
}

/** Amounts that leave both open balances; how many items open or close is judged apart, by posting day. */
export function effectsOf(
  allocation: Pick<NewAllocation, 'postedOn' | 'receivableMinor' | 'creditMinor' | 'baseReceivable' | 'baseCredit'>,
  receivable: LockedReceivable,
  credit: LockedCredit,
  kind: string = credit.kind,
): PositionEffect[] {
  const effects: PositionEffect[] = [
    {
      currency: credit.currency,
      side: sideOf(credit.sits_in),
      kind: 'applied',
      postedOn: allocation.postedOn,
      dueOn: NO_DUE_DAY,
      minor: -allocation.creditMinor,
      baseMinor: -allocation.baseCredit,
      items: 0,
    },
  ];
  if (receivable.kind !== 'technical') {
    effects.push({
      currency: receivable.currency,
      side: 'receivable',
      kind,
      postedOn: allocation.postedOn,
      dueOn: receivable.due_on,
      minor: -allocation.receivableMinor,
      baseMinor: -allocation.baseReceivable,
      items: 0,
    });
  }
  return effects;
}

/** Changes in the number of open items. The common case (this posting is the item's latest) needs no look at its history. */
export async function itemEffects(
  ctx: Ctx,
  touched: { receivables: ReadonlyMap<string, Touched<LockedReceivable>>; credits: ReadonlyMap<string, Touched<LockedCredit>> },
  kind: string,
): Promise<PositionEffect[]> {
  const effects: PositionEffect[] = [];
  const late = { receivables: [] as string[], credits: [] as string[] };
  const note = (base: Pick<PositionEffect, 'currency' | 'side' | 'dueOn'>, change: Iterable<readonly [Day, number]>) => {
    for (const [postedOn, items] of change) effects.push({ ...base, kind, postedOn, minor: 0n, baseMinor: 0n, items });
  };
  for (const [id, item] of touched.receivables) {
    if (item.row.kind === 'technical') continue;
    const simple = simpleChange(item);
    if (simple) note({ currency: item.row.currency, side: 'receivable', dueOn: item.row.due_on }, simple);
    else late.receivables.push(id);
  }
  for (const [id, item] of touched.credits) {
    const simple = simpleChange(item);
    if (simple) note({ currency: item.row.currency, side: sideOf(item.row.sits_in), dueOn: NO_DUE_DAY }, simple);
    else late.credits.push(id);
  }
  if (late.receivables.length > 0) {
    for (const [id, before] of await loadReceivableMovements(ctx, late.receivables)) {
      const item = touched.receivables.get(id) as Touched<LockedReceivable>;
      note({ currency: item.row.currency, side: 'receivable', dueOn: item.row.due_on }, transitionChange(before, item.moved));
    }
  }
  if (late.credits.length > 0) {
    for (const [id, before] of await loadCreditMovements(ctx, late.credits)) {
      const item = touched.credits.get(id) as Touched<LockedCredit>;
      note({ currency: item.row.currency, side: sideOf(item.row.sits_in), dueOn: NO_DUE_DAY }, transitionChange(before, item.moved));
    }
  }
  return effects;
}

function simpleChange(item: Touched<{ open: bigint }>): (readonly [Day, number])[] | null {
  const day = item.moved[0]?.postedOn;
  if (day === undefined || day < item.before.lastPostedOn || item.moved.some((move) => move.postedOn !== day)) return null;
  const change = Number(item.row.open !== 0n) - Number(item.before.open !== 0n);
  return change === 0 ? [] : [[day, change]];
}

export type { Touched };
