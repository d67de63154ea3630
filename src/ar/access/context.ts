import type { Day } from '../../foundation/calendar/day.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** The tenant of a unit of work, as every command needs it. */
export type Company = {
  readonly id: string;
  readonly firmId: string;
  readonly name: string;
  readonly slug: string;
  readonly baseCurrency: Currency;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA name; `today` is judged there. */
  readonly timeZone: string;
  /** When tax becomes payable: with the invoice, or with its receipt (cash basis). */
  readonly taxPoint: 'invoice' | 'receipt';
  /** A terms code: when an invoice is due where neither it nor its customer says so. */
  readonly defaultTerms: string;
  /** Invented, to look around in; seen by nobody while it is still `loading`. null: a company of one's own. */
  readonly demo: 'loading' | 'ready' | null;
};

/** Who acts: `user:<id>`, `key:<id>`, `operator` (the machine's own command line), `automation:<name>`. */
export type Actor = { readonly kind: 'user' | 'key' | 'operator' | 'automation'; readonly id: string };

export function actorText(actor: Actor): string {
  return actor.kind === 'operator' ? 'operator' : `${actor.kind}:${actor.id}`;
}

/** Everything a command may know besides its input. Nothing is ambient: tests and replays set clock and ids. */
export type Ctx = {
  readonly tx: Tx;
  readonly now: Date;
  readonly today: Day;
  readonly company: Company;
  readonly actor: Actor;
  readonly newId: NewId;
};
