import { isPermanent, shortened, statusIn, type Failure } from './delivery-report.ts';

const SUBJECT =
  /^(?:undeliver|undelivered|non[- ]?deliver|returned mail|failure notice|mail delivery (?:failed|failure|problem)|delivery (?:status notification|failure|has failed|problem)|mail system error|warning: (?:message|could not send)|message (?:not delivered|delayed)|unzustellbar|nicht zustellbar|zustellung|échec|non remis|no se puede entregar|mancato recapito)/i;

const DAEMON = /^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|bounce[sd]?)@/i;

/** Where a server begins to quote the mail that it returns. */
const RETURNED = /^(?:-{2,} ?(?:this is a copy|below this line|the (?:following|header)|original message|returned message)|below this line is a copy)/im;

const FOR_GOOD =
  /permanent|does not exist|doesn't exist|unknown (?:user|recipient|local)|user unknown|no such|unrouteable|not found|no mailbox|invalid (?:recipient|mailbox|address)|mailbox unavailable/i;

const NOT_YET = /delayed|not yet been delivered|could not be delivered yet|will (?:continue|keep) trying|no action is required/i;

export type PlainBounce = { readonly from: string; readonly subject: string; readonly returnPath: string; readonly failedRecipients: string };

/** Whether a mail without a standard report looks like one of a mail server: only such a sender is believed, so a person who quotes a bounce is none. */
export function looksLikeBounce({ from, subject, returnPath, failedRecipients }: PlainBounce): boolean {
  if (failedRecipients !== '') return true;
  return (DAEMON.test(from) || returnPath === '<>') && SUBJECT.test(subject.trim());
}

/** Failed addresses in the free text of a bounce, as Exim, qmail and others write it; each flagged as guessed. */
export function guessFailures(text: string, failedRecipients: string): Failure[] {
  const begin = RETURNED.exec(text.slice(0, 200_000));
  const told = text.slice(0, begin === null ? 50_000 : begin.index);
  const named = [...failedRecipients.slice(0, 10_000).matchAll(/[^\s<>,;@]{1,64}@[^\s<>,;@]{1,255}/g)].map(([address]) => address);
  const addresses = named.length > 0 ? new Map(named.map((address) => [address, reasonAfter(told, told.indexOf(address))])) : addressesIn(told);
  const delayed = NOT_YET.test(told);
  return [...addresses].slice(0, 100).map(([address, reason]) => {
    const status = statusIn(reason) ?? '';
    const permanent = !delayed && (status === '' ? FOR_GOOD.test(reason) : isPermanent(status));
    return { address, permanent, status, detail: shortened(reason), guessed: true };
  });
}

/** Addresses that stand at the begin of a line, alone or before a colon, with the lines under them as reason. */
function addressesIn(told: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of told.matchAll(/^[ \t]{0,8}<?([^\s<>,;:@"']{1,64}@[^\s<>,;:@"']{1,255})>?[ \t]{0,8}(?::|$|\(|\.\.\.)/gm)) {
    const address = match[1] as string;
    if (!found.has(address)) found.set(address, reasonAfter(told, match.index));
    if (found.size >= 100) break;
  }
  return found;
}

function reasonAfter(told: string, at: number): string {
  if (at < 0) return '';
  const rest = told.slice(at, at + 1500);
  const end = /\n[ \t]*\r?\n/.exec(rest);
  return end === null ? rest : rest.slice(0, end.index);
}
