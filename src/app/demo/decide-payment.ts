import { addDays, endOfMonth, type Day } from '../../foundation/calendar/day.ts';
import { count, inDays, plan, type Bill, type Party, type SentLine, type World } from './demo-world.ts';

/** The last day on which something of an invoice falls due. */
export function dueOn(bill: Bill): Day {
  return bill.parts.at(-1)?.dueOn ?? bill.issuedOn;
}

function alone(world: World, bill: Bill, on: Day, how: 'plain' | 'part' | 'short' | 'over' | 'unnamed' | 'debit' = 'plain'): void {
  bill.planned = true;
  plan(world, on, { do: 'pay', party: bill.party, bills: [bill], how });
}

/** A new invoice: its customer decides by its habit when and how it will pay. Whoever waits for reminders decides later. */
export function decidePayment(world: World, bill: Bill): void {
  const { random } = world;
  const { party } = bill;
  const due = dueOn(bill);
  if (bill.parts.length > 1) {
    bill.planned = true;
    for (const [index, part] of bill.parts.entries()) {
      plan(world, addDays(part.dueOn, random.int(-2, 4)), { do: 'pay', party, bills: [bill], how: 'part', share: index });
    }
    return;
  }
  switch (party.habit) {
    case 'punctual':
    case 'seasonal':
      return alone(world, bill, addDays(due, random.int(-4, 1)));
    case 'early':
      return alone(world, bill, addDays(bill.discount?.untilOn ?? addDays(due, -5), -random.int(1, 4)));
    case 'ten_days_late':
    case 'bankrupt':
      return alone(world, bill, addDays(due, random.int(8, 13)));
    case 'no_reference':
      return alone(world, bill, addDays(due, random.int(-2, 3)), 'unnamed');
    case 'deducts':
      return alone(world, bill, addDays(due, random.int(0, 6)), random.chance(0.35) ? 'short' : 'plain');
    case 'overpays':
      return alone(world, bill, addDays(due, random.int(-1, 5)), random.chance(0.3) ? 'over' : 'plain');
    case 'pays_twice':
      return alone(world, bill, addDays(due, random.int(-1, 2)));
    case 'direct_debit':
      return alone(world, bill, due, 'debit');
    case 'month_end':
      return collectAt(world, party, addDays(endOfMonth(due), -1));
    case 'several_in_one':
      return collectAt(world, party, addDays(due, 14 - (Number(due.slice(8)) % 14)));
    case 'group':
      return collectAt(world, party.payer ?? party, addDays(due, 10 - (Number(due.slice(8)) % 10)));
    case 'second_reminder':
    case 'promises':
      // Where nobody reminds, it pays in the end nevertheless.
      return alone(world, bill, addDays(due, random.int(55, 80)));
    case 'long_silent':
      if (random.chance(0.85)) alone(world, bill, addDays(due, random.int(75, 120)));
      return;
    case 'disputes':
      if (random.chance(0.6)) return alone(world, bill, addDays(due, random.int(0, 5)));
      return alone(world, bill, addDays(due, random.int(60, 90)));
  }
}

/** One payment for everything that is due then, also of those for whom it pays. */
function collectAt(world: World, payer: Party, on: Day): void {
  plan(world, on, { do: 'pay', party: payer, bills: [], how: 'plain' });
}

/** What a payer would settle in one go: everything of its own, and of those for whom it pays, that falls due by a day. */
export function collected(world: World, payer: Party, by: Day): Bill[] {
  return world.parties
    .filter((party) => party === payer || party.payer === payer)
    .flatMap((party) => party.bills)
    .filter((bill) => bill.owed > 0n && !bill.disputed && !bill.planned && dueOn(bill) <= by)
    .slice(0, 8);
}

/** Overdue bills of a party that nobody disputes. */
export function overdue(party: Party, today: Day): Bill[] {
  return party.bills.filter((bill) => bill.owed > 0n && !bill.disputed && dueOn(bill) < today);
}

/** A reminder has reached a customer: some it moves. */
export function feelReminded(world: World, party: Party): 'nothing' | 'promise' | 'dispute' | 'away' {
  const { random } = world;
  const { today } = world.clock;
  party.reminders++;
  if (party.failsOn !== null && party.failsOn <= today) return 'nothing';
  const bills = overdue(party, today);
  if (bills.length === 0) return 'nothing';
  if (party.habit === 'second_reminder' && party.reminders >= 2) {
    plan(world, inDays(world, random.int(2, 5)), { do: 'pay', party, bills, how: 'plain' });
    return 'nothing';
  }
  if (party.habit === 'promises' && party.reminders === 1) return 'promise';
  if (party.habit === 'disputes' && random.chance(0.7)) return 'dispute';
  if (party.habit === 'ten_days_late' && random.chance(0.3)) {
    plan(world, inDays(world, random.int(1, 3)), { do: 'pay', party, bills: bills.slice(0, 1), how: 'plain' });
    return random.chance(0.15) ? 'away' : 'nothing';
  }
  if (party.habit === 'long_silent' && party.reminders >= 4 && random.chance(0.5)) {
    plan(world, inDays(world, random.int(5, 15)), { do: 'pay', party, bills: bills.slice(0, 2), how: 'plain' });
  }
  return 'nothing';
}

/** What follows from a payment that was sent: a second one by mistake, a debit that comes back. */
export function regret(world: World, line: SentLine): void {
  const { random } = world;
  const { party } = line;
  if (!party) return;
  if (party.habit === 'pays_twice' && line.kind === 'paid' && random.chance(0.5)) {
    count(world, 'paid twice');
    plan(world, inDays(world, random.int(3, 12)), { do: 'send', line: { ...line, kind: 'twice', meant: [] } });
  }
  if (line.kind === 'debit' && random.chance(0.15)) {
    const fee = 300n;
    plan(world, inDays(world, random.int(3, 6)), {
      do: 'send',
      line: {
        ...line,
        kind: 'returned',
        minor: -(line.minor + fee),
        text: `RUECKLASTSCHRIFT ${line.text} AC04 ENTGELT 3,00`,
        meant: [],
        returns: line,
      },
    });
  }
}
