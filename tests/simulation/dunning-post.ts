import { sql } from 'kysely';
import { receiveMails } from '../../src/ar/messages/receive-mails.ts';
import { liftSuppression } from '../../src/ar/messages/suppressions.ts';
import type { DeliveryOutcome, OutgoingMail } from '../../src/ar/messages/ports.ts';
import { settleUnknown } from '../../src/ar/messages/settle-attempts.ts';
import { judgeMail } from './judge-mail.ts';
import { handedInOrder, type Handed } from './dunning-model.ts';
import { count, type DunningYear } from './dunning-world.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

const FATES = {
  accepted: 78,
  bounces_later: 5,
  unknown_arrived: 3,
  unknown_lost: 3,
  throws_arrived: 1,
  throws_lost: 1,
  retry: 5,
  channel_down: 2,
  refused_address: 2,
} as const;

type Fate = keyof typeof FATES;

/** The mail server of a year. What it answers hangs on the recipient and the time, not on the order in which mails come. */
export function openPost(year: DunningYear): void {
  year.mail.sender = {
    check: () => Promise.resolve({ ok: true, detail: '' }),
    close: () => Promise.resolve(),
    send: async (_account, mail) => {
      const random = seededRandom(hashOf(`${year.seed} ${mail.to.address} ${year.today} ${year.time}`));
      const fate = random.weighted(FATES);
      count(year, `mail ${fate}`);
      let handed: Handed;
      try {
        handed = await judgeMail(year, mail, { fate, arrived: fate !== 'unknown_lost' && fate !== 'throws_lost' });
      } catch (error) {
        year.faults.push(error instanceof Error ? error.message : String(error));
        throw error;
      }
      if (['accepted', 'bounces_later'].includes(fate) || fate.startsWith('unknown') || fate.startsWith('throws')) year.model.handed.push(handed);
      return answer(fate, mail, random);
    },
  };
}

function answer(fate: Fate, mail: OutgoingMail, random: SeededRandom): DeliveryOutcome {
  switch (fate) {
    case 'accepted':
    case 'bounces_later':
      return { kind: 'accepted', outsideId: mail.messageId, detail: '250 ok' };
    case 'unknown_arrived':
    case 'unknown_lost':
      return { kind: 'unknown', detail: 'the connection ended' };
    case 'throws_arrived':
    case 'throws_lost':
      throw new Error('the mail sender fell over');
    case 'retry':
      return { kind: 'retry', detail: '451 later', afterMs: random.int(1, 60) * 3_600_000 };
    case 'channel_down':
      return { kind: 'retry', detail: 'connection refused', scope: 'channel' };
    case 'refused_address':
      return { kind: 'refused', reason: 'address', detail: '550 no such user' };
    default:
      throw new Error(`a fate that nobody knows: ${String(fate satisfies never)}`);
  }
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash;
}

/** Steps of a mail that nobody got are free again. */
function forget(year: DunningYear, handed: Handed): void {
  for (const key of handed.steps) if (year.model.taken.get(key) === handed.message) year.model.taken.delete(key);
}

/** Some mails come back days later. */
export async function bounces(year: DunningYear): Promise<void> {
  const known = await statesOf(year, 'sent');
  for (const handed of handedInOrder(year.model)) {
    if (handed.bounced || handed.outcome !== 'accepted' || !handed.bounces || !known.has(handed.message) || !year.random.chance(0.5)) continue;
    const mail = {
      messageId: `bounce-${handed.message}@mx.example`,
      from: 'mailer-daemon@mx.example',
      subject: 'Undelivered',
      text: '',
      receivedAt: null,
      references: [handed.messageId],
      kind: 'bounce' as const,
      failures: [{ address: handed.to, permanent: true, status: '5.1.1', detail: 'no such user' }],
    };
    await year.company.run((ctx) => receiveMails(ctx, [{ mail, raw: Buffer.from(handed.message) }]));
    handed.bounced = true;
    forget(year, handed);
    count(year, 'bounces');
  }
}

/** A person finds out what became of mails whose answer was lost, and says the truth. */
export async function clearUnknown(year: DunningYear): Promise<void> {
  const unknown = await statesOf(year, 'unknown');
  for (const handed of handedInOrder(year.model)) {
    if (handed.settled || !unknown.has(handed.message) || !year.random.chance(0.4)) continue;
    const verdict = handed.arrived ? 'sent' : year.random.pick(['again', 'stopped'] as const);
    await year.company.run((ctx) => settleUnknown(ctx, handed.message, verdict));
    handed.settled = true;
    if (verdict !== 'sent') forget(year, handed);
    count(year, `unknown settled as ${verdict}`);
  }
  // Claimed by a process that died before it called: nobody was handed anything.
  const called = new Set(year.model.handed.filter(({ settled }) => !settled).map(({ message }) => message));
  for (const id of unknown) {
    if (called.has(id) || year.model.handed.some(({ message, arrived }) => message === id && arrived) || !year.random.chance(0.4)) continue;
    if (!(await statesOf(year, 'unknown')).has(id)) continue;
    await year.company.run((ctx) => settleUnknown(ctx, id, 'again'));
    count(year, 'unknown settled as never called');
  }
}

async function statesOf(year: DunningYear, state: 'sent' | 'unknown'): Promise<ReadonlySet<string>> {
  const rows = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string }>`select id from message where company_id = ${ctx.company.id} and state = ${state} order by id`),
  );
  return new Set(rows.map(({ id }) => id));
}

/** Somebody corrects what was wrong with an address. */
export async function repairAddresses(year: DunningYear): Promise<void> {
  for (const buyer of year.model.buyers) {
    if (!year.random.chance(0.5)) continue;
    for (const who of ['pay', 'boss']) {
      const address = `${who}@${buyer.number.toLowerCase()}.example`;
      if (await year.company.run((ctx) => liftSuppression(ctx, { channel: 'email', address }, { reason: 'corrected' }))) count(year, 'addresses repaired');
    }
  }
}
