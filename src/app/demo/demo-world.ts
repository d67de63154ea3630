import { isBusinessDay } from '../../foundation/calendar/business-days.ts';
import { addDays, weekdayOf, type Day } from '../../foundation/calendar/day.ts';
import { instantAt } from '../../foundation/calendar/time-zone.ts';
import type { Database } from '../../foundation/db/database.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Actor, Company, Ctx } from '../../ar/access/context.ts';
import type { ClaimedMessage } from '../../ar/messages/claim-messages.ts';
import type { IncomingMail } from '../../ar/messages/receive-mails.ts';
import type { DemoCompany, Habit } from './demo-firm.ts';
import type { DemoRandom } from './demo-random.ts';

/** A customer of the demo: what it is to the books, and how it behaves. */
export type Party = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly habit: Habit;
  readonly currency: Currency;
  readonly terms: string;
  readonly account: string;
  readonly email: string;
  /** Who pays for it: the head of its group, or itself. */
  readonly payer: Party | null;
  /** Always the same amount, so that its invoices can't be told apart by it. */
  readonly subscription: bigint | null;
  /** Months in which it buys; null: all year. */
  readonly months: readonly number[] | null;
  readonly everyDays: number;
  nextOrderOn: Day;
  /** Reminders since it last paid. */
  reminders: number;
  /** From this day on nothing comes from it any more. */
  readonly failsOn: Day | null;
  /** The address that mails reach; '' after the mailbox is gone, until a clerk corrects it. */
  reachable: boolean;
  readonly bills: Bill[];
};

/** An invoice in its customer's eyes. */
export type Bill = {
  readonly id: string;
  readonly number: string;
  readonly party: Party;
  readonly issuedOn: Day;
  readonly gross: bigint;
  readonly tax: { readonly category: 'S' | 'O'; readonly rate: string };
  readonly parts: readonly { readonly receivableId: string; readonly dueOn: Day; readonly minor: bigint }[];
  readonly discount: { readonly untilOn: Day; readonly minor: bigint } | null;
  /** What the customer thinks it still has to pay. */
  owed: bigint;
  disputed: boolean;
  /** It has decided when to pay. */
  planned: boolean;
};

export type LineKind = 'paid' | 'unnamed' | 'short' | 'over' | 'twice' | 'debit' | 'returned' | 'refund' | 'noise';

/** A movement of the bank with what its sender meant. */
export type SentLine = {
  readonly kind: LineKind;
  readonly party: Party | null;
  readonly currency: Currency;
  readonly minor: bigint;
  readonly text: string;
  readonly name: string;
  readonly account: string;
  readonly meant: readonly { readonly bill: Bill; readonly cash: bigint; readonly discount: bigint }[];
  /** The line that comes back, of a return. */
  readonly returns: SentLine | null;
  readonly refundId: string | null;
  bookedOn: Day;
  /** When the clerk comes to look at it, should it wait. */
  clerkOn: Day;
  mistaken: boolean;
};

/** What somebody means to do on a day. */
export type Errand =
  | {
      readonly do: 'pay';
      readonly party: Party;
      readonly bills: readonly Bill[];
      readonly how: 'plain' | 'part' | 'short' | 'over' | 'unnamed' | 'debit';
      readonly share?: number;
    }
  | { readonly do: 'send'; readonly line: SentLine }
  | { readonly do: 'write'; readonly mail: IncomingMail }
  | { readonly do: 'credit'; readonly bill: Bill; readonly percent: number; readonly holdIds: readonly string[] }
  | { readonly do: 'undo'; readonly lineId: string }
  | { readonly do: 'promise'; readonly party: Party };

export type World = {
  readonly spec: DemoCompany;
  readonly company: Company;
  readonly random: DemoRandom;
  readonly newId: NewId;
  /** One unit of work at the clock of the world, by the machine unless somebody is named. */
  readonly run: <T>(work: (ctx: Ctx) => Promise<T>, actor?: Actor) => Promise<T>;
  /** As `run`, where a refusal is caught: nothing of it stays. */
  readonly attempt: <T>(work: (ctx: Ctx) => Promise<T>, actor?: Actor) => Promise<T>;
  /** Everything that `work` runs is one unit of work. */
  readonly inOneUnit: (work: () => Promise<void>) => Promise<void>;
  readonly clock: Clock;
  readonly firstOn: Day;
  /** Before this day the company is seen once a week. */
  readonly dailyFrom: Day;
  /** The last day that is lived through. */
  readonly lastOn: Day;
  /** Policies in force, by code. */
  readonly policies: string[];
  /** Settings that were changed when their time had come. */
  readonly begun: Set<string>;
  readonly parties: Party[];
  readonly byAddress: Map<string, Party>;
  readonly agenda: Map<Day, Errand[]>;
  /** Movements that the books know, by statement and ordinal. */
  readonly lines: Map<string, SentLine>;
  readonly balances: Map<Currency, bigint>;
  /** Whose credits somebody has asked to be paid back, by credit. */
  readonly refunds: Map<string, Party>;
  /** The newest mails that reached somebody. */
  readonly lastMails: { readonly party: Party; readonly message: ClaimedMessage }[];
  /** Customers whose insolvency is known. */
  readonly insolvent: Set<string>;
  /** How often each thing happened, so that a demo that shows nothing is noticed. */
  readonly tally: Map<string, number>;
};

export type Clock = { today: Day; minute: number };

export const CLERK: Actor = { kind: 'user', id: 'demo-clerk' };
export const LEAD: Actor = { kind: 'user', id: 'demo-lead' };
const MACHINE: Actor = { kind: 'automation', id: 'demo' };

/** Work of a company whose clock the demo moves. Within `inOneUnit` all of it is one unit of work, where each failure takes back no more than its own part:
 *  a day of the demo is kept whole or not at all, and a good part of the cost of a unit of work is its end. */
export function demoRunner(
  database: Database,
  company: Company,
  clock: Clock,
  newId: NewId,
): { readonly run: World['run']; readonly attempt: World['attempt']; readonly inOneUnit: World['inOneUnit'] } {
  let open: Tx | undefined;
  const ctxOf = (tx: Tx, actor: Actor): Ctx => ({
    tx,
    now: instantAt(clock.today, clock.minute, company.timeZone),
    today: clock.today,
    company,
    actor,
    newId,
  });
  const run: World['run'] = (work, actor = MACHINE) =>
    open === undefined ? database.forCompany(company.id, (tx) => work(ctxOf(tx, actor))) : work(ctxOf(open, actor));
  return {
    run,
    attempt: async (work, actor = MACHINE) => {
      const tx = open;
      if (tx === undefined) return run(work, actor);
      await tx.runText('savepoint attempt');
      try {
        return await work(ctxOf(tx, actor));
      } catch (error) {
        await tx.runText('rollback to savepoint attempt');
        throw error;
      } finally {
        await tx.runText('release savepoint attempt');
      }
    },
    inOneUnit: async (work) => {
      let begun = false;
      await database.forCompany(company.id, async (tx) => {
        // The customers and people of the demo have moved on with the first try.
        assert(!begun, 'a day of the demo is lived through once');
        begun = true;
        open = tx;
        try {
          await work();
        } finally {
          open = undefined;
        }
      });
    },
  };
}

/** Whether the demo lives through a day: every business day of the last part of its history, and one day a week of the older part. */
export function isLived(world: Pick<World, 'dailyFrom' | 'company'>, on: Day): boolean {
  const { country } = world.company;
  if (!isBusinessDay(on, country)) return false;
  if (on >= world.dailyFrom) return true;
  const wednesday = addDays(on, 3 - weekdayOf(on));
  if (on < wednesday) return false;
  for (let before = wednesday; before < on; before = addDays(before, 1)) if (isBusinessDay(before, country)) return false;
  return true;
}

/** Puts something on the agenda of the first day from a day on that is lived through, never of one that is over. */
export function plan(world: World, on: Day, errand: Errand): void {
  let at = on > world.clock.today ? on : addDays(world.clock.today, 1);
  while (!isLived(world, at)) at = addDays(at, 1);
  const list = world.agenda.get(at);
  if (list) list.push(errand);
  else world.agenda.set(at, [errand]);
}

/** A day some days from today. */
export function inDays(world: World, days: number): Day {
  return addDays(world.clock.today, days);
}

export function count(world: World, what: string, times = 1): void {
  world.tally.set(what, (world.tally.get(what) ?? 0) + times);
}

/** What the day holds, of one kind; taken off the agenda. */
export function takeErrands<K extends Errand['do']>(world: World, kind: K): Extract<Errand, { do: K }>[] {
  const list = world.agenda.get(world.clock.today) ?? [];
  const taken = list.filter((errand): errand is Extract<Errand, { do: K }> => errand.do === kind);
  world.agenda.set(
    world.clock.today,
    list.filter((errand) => errand.do !== kind),
  );
  return taken;
}
