import { sql } from 'kysely';
import type { OutgoingMail } from '../../src/ar/messages/ports.ts';
import { buyerOf, daysFrom, isWorkday, livePromise, openOf, wallClock, type Handed } from './dunning-model.ts';
import { LADDERS, RUNG } from './dunning-ladders.ts';
import { count, prove, type DunningYear } from './dunning-world.ts';

type Listed = {
  reminder: string;
  message: string;
  customer: string;
  step: string;
  lane: string;
  state: string;
  receivable: string;
  own: string | null;
  cycle: number;
  open: bigint;
  /** Another mail about it was taken up by a process that died: nobody can know whether it left. */
  uncertain: boolean;
};

async function listedIn(year: DunningYear, message: string): Promise<Listed[]> {
  return year.company.run((ctx) =>
    ctx.tx.rows(sql<Listed>`
      select r.id as reminder, r.message_id as message, r.customer_id as customer, r.step, r.lane, r.state, i.receivable_id as receivable, i.step as own, i.cycle, i.open_minor as open,
        exists (select 1 from reminder_item j join reminder q on q.company_id = j.company_id and q.id = j.reminder_id join message m on m.company_id = q.company_id and m.id = q.message_id
          where j.company_id = i.company_id and j.receivable_id = i.receivable_id and j.cycle = i.cycle and j.step <> 'upcoming' and q.id <> r.id and m.state in ('unknown', 'sending')) as uncertain
      from reminder r join reminder_item i on i.company_id = r.company_id and i.reminder_id = r.id
      where r.company_id = ${ctx.company.id} and r.message_id = ${message} order by i.receivable_id`),
  );
}

/** Judges a mail at the moment at which it is handed over, by the model alone. Throws what is wrong with it. */
export async function judgeMail(year: DunningYear, mail: OutgoingMail, of: { fate: string; arrived: boolean }): Promise<Handed> {
  const [message = ''] = mail.messageId.split('@');
  const listed = await listedIn(year, message);
  const [first] = listed;
  prove(first !== undefined, year, `a mail to ${mail.to.address} belongs to no reminder`);
  const what = `mail to ${mail.to.address} (${first.step}, reminder ${first.reminder})`;
  prove(year.mode === 'auto' && first.lane === 'live', year, `${what} left while the ladder only watches`);
  judgeItems(year, mail, listed, what);
  judgeHours(year, first.customer, what);
  const leaves = of.fate === 'accepted' || of.fate === 'bounces_later' || of.fate.startsWith('unknown') || of.fate.startsWith('throws');
  const steps = listed.flatMap(({ receivable, cycle, own }) => (own === null ? [] : [`${receivable}|${cycle}|${own}`]));
  if (leaves) {
    judgePace(year, { customer: first.customer, message }, what);
    for (const { receivable, cycle, own, uncertain } of listed) if (own !== null) takeStep(year, { receivable, cycle, step: own, message, uncertain }, what);
  }
  count(year, 'mails judged');
  count(year, 'items judged', listed.length);
  return {
    message,
    messageId: mail.messageId,
    to: mail.to.address,
    customer: first.customer,
    on: year.today,
    at: `${year.today} ${year.time}`,
    outcome: of.fate === 'accepted' || of.fate === 'bounces_later' ? 'accepted' : 'unknown',
    arrived: of.arrived,
    steps,
    bounces: of.fate === 'bounces_later',
    bounced: false,
    settled: false,
  };
}

/** Open, by exactly what it says; no money on its way to it; nobody has promised or disputed it. */
function judgeItems(year: DunningYear, mail: OutgoingMail, listed: readonly Listed[], what: string): void {
  const { model } = year;
  const waiting = [...model.money.values()].filter(({ state }) => state === 'waiting');
  for (const item of listed) {
    const owed = model.owed.get(item.receivable);
    prove(owed !== undefined && owed.customer === item.customer, year, `${what} lists what the customer does not owe`);
    const open = openOf(model, owed.id);
    prove(open > 0n && open === item.open, year, `${what} asks ${item.open} for ${owed.number}, of which ${open} is open`);
    prove(mail.text.includes(owed.number), year, `${what} does not name ${owed.number}`);
    const paid = waiting.find(({ meant }) => meant.includes(owed.id));
    prove(
      paid === undefined,
      year,
      `[line ${paid?.id}] ${what} asks for ${owed.number} although a ${paid?.kind} payment of ${paid?.minor} in an imported file is for it`,
    );
    const credit = model.credit.get(owed.customer) ?? 0n;
    prove(credit * 2n < open, year, `${what} asks ${open} for ${owed.number} although the customer has ${credit} with us`);
    prove(livePromise(model, owed.id, year.today) === undefined, year, `${what} asks for ${owed.number}, which is promised`);
    prove(!model.disputes.some((one) => one.item === owed.id && !one.released), year, `${what} asks for ${owed.number}, which is disputed`);
  }
}

const OPENS = 8 * 60;
const CLOSES = 21 * 60;

function judgeHours(year: DunningYear, customer: string, what: string): void {
  const buyer = buyerOf(year.model, customer);
  const { day, minute } = wallClock(year.now(), buyer.zone);
  prove(minute >= OPENS && minute <= CLOSES, year, `${what} leaves at minute ${minute} of the day in ${buyer.zone}`);
  prove(isWorkday(day, buyer.country), year, `${what} leaves on ${day}, when nobody works in ${buyer.country}`);
}

const LEAST_DAYS_BETWEEN = 3;

function judgePace(year: DunningYear, of: { customer: string; message: string }, what: string): void {
  for (const earlier of year.model.handed) {
    // What bounced, or never arrived and is known not to have, does not count.
    if (earlier.customer !== of.customer || earlier.bounced || (earlier.settled && !earlier.arrived)) continue;
    prove(earlier.message !== of.message, year, `${what} was handed over on ${earlier.on} already`);
    const days = daysFrom(earlier.on, year.today);
    prove(days >= LEAST_DAYS_BETWEEN, year, `${what} leaves ${days} days after another one of ${earlier.on}`);
  }
}

/** Up only, nothing twice, and no first word is the last one. */
export function takeStep(year: DunningYear, of: { receivable: string; cycle: number; step: string; message: string; uncertain: boolean }, what: string): void {
  const { taken } = year.model;
  const key = `${of.receivable}|${of.cycle}|${of.step}`;
  const number = year.model.owed.get(of.receivable)?.number ?? '';
  prove(!taken.has(key), year, `${what} takes the step ${of.step} of ${number} a second time in cycle ${of.cycle}`);
  const names = [...taken.keys()].filter((one) => one.startsWith(`${of.receivable}|${of.cycle}|`)).map((one) => one.split('|')[2] ?? '');
  // A name that the ladder no longer has counts as one rung more; where one below was lost, nobody can tell which.
  const known = names.filter((name) => names.includes('friendly') || LADDERS[year.ladder]?.steps.some(({ key }) => key === name));
  const earlier = known.map((name) => RUNG[name] ?? -1);
  const rung = RUNG[of.step] ?? -1;
  prove(
    earlier.every((other) => other < rung),
    year,
    `${what} takes the step ${of.step} of ${number} below or beside one that was taken`,
  );
  const closings = year.model.closings.get(of.receivable) ?? 0;
  prove(of.cycle <= closings + 1, year, `${what} counts cycle ${of.cycle} of ${number}, which was settled ${closings} times`);
  prove(rung < 4 || of.uncertain || names.some((name) => name !== 'upcoming'), year, `${what} is the first word about ${number} and a final one`);
  taken.set(key, of.message);
  if (of.cycle > 1) count(year, 'steps of a new cycle');
}
