import type { KeyRing } from '../foundation/crypto/secret-box.ts';
import type { Log } from '../foundation/log/log.ts';
import type { Ctx } from '../ar/access/context.ts';
import { mailboxPlace, saveMailboxPlace } from '../ar/messages/mailbox-place.ts';
import type { MailboxReader, MailParser } from '../ar/messages/ports.ts';
import { mailboxAccount, readChannel } from '../ar/messages/read-channel.ts';
import { receiveMails, type IncomingMail, type Reply } from '../ar/messages/receive-mails.ts';
import type { CompanyRunner } from './run-context.ts';

export type MailboxDeps = {
  readonly reader: MailboxReader;
  readonly parser: MailParser;
  readonly ring: KeyRing;
  readonly log: Log;
  /** Hears of replies in the unit of work that stores them. */
  readonly onReplies: (ctx: Ctx, replies: readonly Reply[]) => Promise<void>;
};

const AT_ONCE = 50;
const MAX_MAIL_BYTES = 25 * 1_048_576;

/** Reads what is new in a company's mailbox, a batch at a time, until nothing is. Without a mailbox nothing happens. Throws ProviderFault when it can't be read.
 *  Answers how many mails were stored. */
export async function readMailbox(deps: MailboxDeps, runner: Pick<CompanyRunner, 'company' | 'run'>, stopped?: AbortSignal): Promise<number> {
  const found = await runner.run(async (ctx) => {
    if (!(await readChannel(ctx, 'mailbox'))) return undefined;
    const { account, mailbox } = await mailboxAccount(ctx, deps);
    return { account, mailbox, after: await mailboxPlace(ctx, mailbox) };
  });
  if (!found) return 0;
  const { account, mailbox } = found;
  let { after } = found;
  let stored = 0;
  for (;;) {
    if (stopped?.aborted) break;
    const { place, mails } = await deps.reader.readNew(account, { mailbox, after, limit: AT_ONCE, maxBytes: MAX_MAIL_BYTES });
    const incoming: IncomingMail[] = [];
    for (const { raw, uid } of mails) {
      try {
        incoming.push({ mail: await deps.parser.read(raw), raw });
      } catch (error) {
        // One mail that can't be read must not keep all later ones waiting; it stays in the mailbox.
        deps.log.error({ err: error, company: runner.company.id, uid: uid.toString() }, 'a mail cannot be read and is passed over');
      }
    }
    stored += await runner.run(async (ctx) => {
      const done = await receiveMails(ctx, incoming, deps);
      await saveMailboxPlace(ctx, mailbox, place);
      return done.stored;
    });
    // A portion may be short for its size or for a mail that was deleted meanwhile: only a place that stays says that nothing is left.
    if (after !== null && place.uidValidity === after.uidValidity && place.lastUid === after.lastUid) break;
    after = place;
  }
  return stored;
}
