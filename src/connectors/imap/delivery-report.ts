import type { ReadMail } from '../../ar/messages/ports.ts';

export type Failure = ReadMail['failures'][number];

export type DeliveryReport = {
  /** Recipients that were not reached, for good or so far. */
  readonly failures: readonly Failure[];
  /** At least one recipient was reached (delivered, relayed, expanded). */
  readonly reached: boolean;
};

const MAX_RECIPIENTS = 100;

/** Reads the machine-readable part of a delivery status notification.
 *  Source: RFC 3464 sections 2.1 to 2.3, status codes RFC 3463. */
export function readDeliveryStatus(text: string): DeliveryReport {
  const failures: Failure[] = [];
  let reached = false;
  // The first group speaks of the message; some servers send it without the blank line, so a group counts by what it says.
  for (const fields of groupsOf(text)) {
    const action = (fields.get('action') ?? '').split(/[\s;(]/)[0]?.toLowerCase() ?? '';
    const address = addressOf(fields.get('original-recipient')) ?? addressOf(fields.get('final-recipient'));
    if (action === '' || address === null) continue;
    if (action === 'delivered' || action === 'relayed' || action === 'expanded') reached = true;
    if (action !== 'failed' && action !== 'delayed') continue;
    const diagnosis = (fields.get('diagnostic-code') ?? '').replace(/^[\w.-]{1,20};\s*/, '');
    const status = statusIn(fields.get('status') ?? '') ?? statusIn(diagnosis) ?? '';
    failures.push({ address, permanent: action === 'failed' && isPermanent(status), status, detail: shortened(diagnosis) });
    if (failures.length >= MAX_RECIPIENTS) break;
  }
  return { failures, reached };
}

/** The complaint of a recipient who marked the mail as unwanted. Source: RFC 5965. */
export function readFeedbackReport(text: string): readonly Failure[] {
  const addresses = groupsOf(text).flatMap((fields) => addressOf(fields.get('original-rcpt-to')) ?? []);
  const kind = groupsOf(text).flatMap((fields) => fields.get('feedback-type') ?? [])[0] ?? 'abuse';
  return addresses.map((address) => ({ address, permanent: true, status: '', detail: `The recipient marked the mail as unwanted (${shortened(kind)}).` }));
}

/** An enhanced status in a text, or the one that a bare reply code amounts to (`550` is 5.0.0). */
export function statusIn(text: string): string | null {
  const enhanced = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text.slice(0, 2000));
  if (enhanced !== null) return enhanced[1] as string;
  const code = /(?:^|[^\d.])([45])\d\d(?=[\s-])/.exec(text.slice(0, 2000));
  return code === null ? null : `${code[1]}.0.0`;
}

/** Whether a status says that another mail to the address fails as well. A full mailbox is emptied again, whatever class its server gives it. */
export function isPermanent(status: string): boolean {
  return (status.startsWith('5.') && status !== '5.2.2') || status === '';
}

export function shortened(text: string): string {
  return text
    .slice(0, 1000)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

/** Groups of fields, separated by blank lines; a field may go on in the next lines. */
function groupsOf(text: string): ReadonlyMap<string, string>[] {
  const groups: Map<string, string>[] = [];
  let fields = new Map<string, string>();
  let name = '';
  for (const line of text.slice(0, 500_000).split(/\r?\n/, 20_000)) {
    if (line.trim() === '') {
      if (fields.size > 0) groups.push(fields);
      fields = new Map();
      name = '';
    } else if (/^[ \t]/.test(line)) {
      if (name !== '') fields.set(name, `${fields.get(name) ?? ''} ${line.trim()}`.slice(0, 4000));
    } else {
      const colon = line.indexOf(':');
      name = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : '';
      if (name !== '' && !fields.has(name))
        fields.set(
          name,
          line
            .slice(colon + 1)
            .trim()
            .slice(0, 4000),
        );
    }
  }
  if (fields.size > 0) groups.push(fields);
  return groups;
}

/** `rfc822; jo@buyer.test`, with the address in angle brackets or in xtext (RFC 3461 section 4) at some servers. */
function addressOf(field: string | undefined): string | null {
  const bare = (field ?? '')
    .replace(/^[\w-]{1,20}\s*;\s*/, '')
    .trim()
    .replace(/^<(.*)>$/, '$1');
  const text = bare.replace(/\+([0-9A-F]{2})/g, (whole, hex: string) => (hex === '2B' || hex === '3D' ? String.fromCharCode(Number.parseInt(hex, 16)) : whole));
  return /^[^\s<>@]{1,64}@[^\s<>@]{1,255}$/.test(text) ? text : null;
}
