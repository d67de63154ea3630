import { sql } from 'kysely';
import { addBusinessDays, businessDayFrom } from '../../foundation/calendar/business-days.ts';
import { addDays, dayInZone } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { notify } from '../work/notifications.ts';
import { closeTasks, openTasks, type NewTask } from '../work/tasks.ts';
import { brokenSince } from './list-promises.ts';
import { READ_WITHIN_BUSINESS_DAYS } from './unread-replies.ts';

/** Broken promises older than this are no news: whoever was not told by then sees them in the list. */
const NEWS_DAYS = 14;

/** What nobody has dealt with in time goes up: replies that are still unread after two business days to the controller, promises that were not kept to who
 *  collects. One task for each reply and promise, ever; safe to run at any time. Answers how many tasks were opened. */
export async function escalate(ctx: Ctx): Promise<number> {
  await closeRead(ctx);
  const replies = await withoutTask(ctx, await lateReplies(ctx));
  await openTasks(ctx, replies);
  await notify(
    ctx,
    replies.map((task) => ({
      audience: 'role:controller' as const,
      kind: 'reply.unread',
      text: 'A reply of a customer has been unread for two business days: read it, or have it read',
      subjectKind: task.subjectKind,
      subjectId: task.subjectId,
    })),
  );
  const promises = await withoutTask(ctx, await brokenPromises(ctx));
  await openTasks(ctx, promises);
  return replies.length + promises.length;
}

/** Whoever was told of a reply need not look for it any more once somebody has read it. */
async function closeRead(ctx: Ctx): Promise<void> {
  const read = await ctx.tx.rows(sql<{ key: string }>`
    select t.key from task t join inbound_message i on i.company_id = t.company_id and i.id = t.subject_id
    where t.company_id = ${ctx.company.id} and t.kind = 'reply_unread' and t.state in ('open', 'snoozed') and i.state <> 'unread' order by t.key`);
  await closeTasks(
    ctx,
    read.map(({ key }) => key),
    'reply_read',
  );
}

async function lateReplies(ctx: Ctx): Promise<NewTask[]> {
  // Received on this day or before, two business days have passed; the exact day is judged below, where the zone is known.
  const unread = await ctx.tx.rows(sql<{ id: string; customer_id: string | null; received_at: Date }>`
    select id, customer_id, received_at from inbound_message
    where company_id = ${ctx.company.id} and kind = 'reply' and state = 'unread' and received_at < ${addDays(ctx.today, 1 - READ_WITHIN_BUSINESS_DAYS)}::date
    order by received_at, id`);
  return unread.flatMap(({ id, customer_id, received_at }) => {
    const since = businessDayFrom(dayInZone(received_at, ctx.company.timeZone), ctx.company.country);
    const due = addBusinessDays(since, READ_WITHIN_BUSINESS_DAYS, ctx.company.country);
    if (ctx.today <= due) return [];
    return [
      {
        kind: 'reply_unread',
        key: `reply-unread:${id}`,
        subjectKind: 'inbound_message',
        subjectId: id,
        customerId: customer_id,
        title: 'Read a reply that has been unread for two business days',
        reason: 'reply_unread',
        figures: { receivedOn: dayInZone(received_at, ctx.company.timeZone) },
        dueOn: due,
        forRole: 'controller' as const,
      },
    ];
  });
}

async function brokenPromises(ctx: Ctx): Promise<NewTask[]> {
  return (await brokenSince(ctx, addDays(ctx.today, -NEWS_DAYS))).map(({ promise, state, items }) => ({
    kind: 'promise_broken',
    key: `promise-broken:${promise.id}`,
    subjectKind: 'promise',
    subjectId: promise.id,
    customerId: promise.customer_id,
    title: state === 'broken' ? 'A promise was not kept: talk to the customer' : 'A promise was kept in part only: talk to the customer',
    reason: `promise_${state}`,
    figures: { promisedOn: promise.promised_on, graceUntil: promise.grace_until, items: items.length },
    worth: { minor: promise.minor - promise.received, currency: promise.currency },
    dueOn: ctx.today,
    forRole: 'collections' as const,
  }));
}

/** Tasks whose key was never used: what a person has finished or dropped is not opened again. */
async function withoutTask(ctx: Ctx, tasks: readonly NewTask[]): Promise<NewTask[]> {
  if (tasks.length === 0) return [];
  const known = await ctx.tx.rows(sql<{ key: string }>`
    select distinct key from task where company_id = ${ctx.company.id} and key = any (${arrayLiteral(
      'text',
      tasks.map(({ key }) => key),
    )}::text[])`);
  const keys = new Set(known.map(({ key }) => key));
  return tasks.filter(({ key }) => !keys.has(key));
}
