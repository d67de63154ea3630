import { itemsOfInvoice, openOf, owedOn, touchesRefund } from './model-book.ts';
import { later, shift } from './model-terms.ts';
import { partyOf, type KnownLine, type LineKind, type ModelInvoice, type Party, type SentLine, type World } from './world.ts';

type Intent = Pick<SentLine, 'minor' | 'meant' | 'payer'> & Partial<Pick<SentLine, 'text' | 'rf' | 'valueOn' | 'name' | 'iban' | 'returns'>>;

const WEIGHTS: Readonly<Record<Exclude<LineKind, 'refund'>, number>> = {
  exact: 30,
  several: 12,
  discount_inside: 9,
  discount_late: 5,
  short: 7,
  over: 5,
  unnamed: 10,
  misnamed: 4,
  twice: 4,
  noise: 6,
  group: 6,
  returned: 3,
};

/** What arrives at the bank on a day: up to `lines` lines of one currency, by what the customers owe in the model. */
export function inventLines(world: World, options: { currency: 'EUR' | 'USD'; lines: number; bookedOn: string }): SentLine[] {
  const sent: SentLine[] = [];
  const claimed = new Set([...world.lines.values()].flatMap((line) => (line.state === 'waiting' ? line.meant.map((part) => part.invoice) : [])));
  for (let n = 0; n < options.lines; n++) {
    const kind = world.random.weighted(WEIGHTS);
    const at: At = { world, ...options, claimed };
    const planned = PLANS[kind](at);
    const [used, intent] = planned ? [kind, planned] : ['exact' as const, exact(at)];
    if (!intent || intent.minor === 0n) continue;
    for (const part of intent.meant) claimed.add(part.invoice);
    sent.push({
      kind: used,
      currency: options.currency,
      bookedOn: options.bookedOn,
      valueOn: options.bookedOn,
      text: '',
      rf: '',
      returns: null,
      name: intent.payer?.name ?? '',
      iban: intent.payer?.iban ?? '',
      ...intent,
    });
  }
  return sent;
}

type At = { readonly world: World; readonly currency: 'EUR' | 'USD'; readonly bookedOn: string; readonly claimed: ReadonlySet<string> };

function owing(at: At): ModelInvoice[] {
  const { world, claimed, currency, bookedOn } = at;
  return [...world.invoices.values()].filter(
    (invoice) => invoice.currency === currency && !claimed.has(invoice.id) && invoice.issuedOn <= bookedOn && owedOn(world.book, invoice.id) > 0n,
  );
}

/** Due things are paid first, but not always. */
function choose(at: At, able: readonly ModelInvoice[] = owing(at)): ModelInvoice | undefined {
  const { world } = at;
  if (able.length === 0) return undefined;
  const due = able.filter((invoice) => itemsOfInvoice(world.book, invoice.id).some((item) => item.dueOn <= at.bookedOn && openOf(world.book, item.id) > 0n));
  return world.random.pick(due.length > 0 && world.random.chance(0.75) ? due : able);
}

function naming(world: World, invoices: readonly ModelInvoice[]): { text: string; rf: string } {
  const { random } = world;
  const numbers = invoices.map((invoice) => (random.chance(0.2) ? invoice.number.replace('-', ' ') : invoice.number));
  if (invoices.length === 1 && invoices[0]?.reference && random.chance(0.25)) return { text: '', rf: invoices[0].reference };
  const text = numbers.join(random.pick([', ', ' + ', ' / ', ' ']));
  return { text: random.pick([`Invoice ${text}`, text, `Payment ${text} thank you`, `Rechnung ${text} vom ${shift(world.today, -20)}`]), rf: '' };
}

/** What is due next of an invoice in instalments, or all of it. */
function dueNow(world: World, invoice: ModelInvoice): bigint {
  const open = itemsOfInvoice(world.book, invoice.id).filter((item) => openOf(world.book, item.id) > 0n);
  const first = open.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0];
  return first && open.length > 1 && world.random.chance(0.7) ? openOf(world.book, first.id) : owedOn(world.book, invoice.id);
}

function exact(at: At): Intent | null {
  const invoice = choose(at);
  if (!invoice) return null;
  const minor = dueNow(at.world, invoice);
  return { minor, payer: partyOf(at.world, invoice.customer), meant: [{ invoice: invoice.id, cash: minor, discount: 0n }], ...naming(at.world, [invoice]) };
}

function severalOf(at: At, able: readonly ModelInvoice[], payer: Party): Intent | null {
  const list = at.world.random.shuffled(able).slice(0, at.world.random.int(2, 4));
  const meant = list.map((invoice) => ({ invoice: invoice.id, cash: owedOn(at.world.book, invoice.id), discount: 0n }));
  return { minor: meant.reduce((sum, part) => sum + part.cash, 0n), payer, meant, ...naming(at.world, list) };
}

function several(at: At): Intent | null {
  const able = owing(at);
  const payer = choose(
    at,
    able.filter((invoice) => able.filter((other) => other.customer === invoice.customer).length > 1),
  )?.customer;
  return payer === undefined
    ? null
    : severalOf(
        at,
        able.filter((invoice) => invoice.customer === payer),
        partyOf(at.world, payer),
      );
}

/** The head of a group pays what its members owe. */
function group(at: At): Intent | null {
  const { world } = at;
  const able = owing(at).filter((invoice) => partyOf(world, invoice.customer).root !== invoice.customer);
  const head = choose(at, able)?.customer;
  if (head === undefined) return null;
  const root = partyOf(world, partyOf(world, head).root);
  const list = owing(at).filter((invoice) => partyOf(world, invoice.customer).root === root.id);
  return list.length > 1 ? severalOf(at, list, root) : null;
}

function withDiscount(at: At, inside: boolean): Intent | null {
  const { world, bookedOn } = at;
  const able = owing(at).flatMap((invoice) => {
    const discount = itemsOfInvoice(world.book, invoice.id)[0]?.discount;
    if (!discount || owedOn(world.book, invoice.id) !== invoice.gross) return [];
    const last = inside ? discount.untilOn : shift(discount.untilOn, 1);
    // The bank books up to five days after the money counts; the last day and the day after it are where the rule is decided.
    const valueOn = inside ? (last <= bookedOn ? last : bookedOn) : world.random.chance(0.6) && last <= bookedOn ? last : bookedOn;
    const fits = (inside ? valueOn <= last : valueOn >= last) && valueOn >= invoice.issuedOn && valueOn >= shift(bookedOn, -5);
    return fits ? [{ invoice, discount: discount.minor, valueOn }] : [];
  });
  if (able.length === 0) return null;
  const { invoice, discount, valueOn } = world.random.pick(able);
  const cash = invoice.gross - discount;
  return {
    minor: cash,
    payer: partyOf(world, invoice.customer),
    valueOn,
    meant: [{ invoice: invoice.id, cash, discount: inside ? discount : 0n }],
    ...naming(world, [invoice]),
  };
}

function differing(at: At, change: (owed: bigint) => bigint): Intent | null {
  const invoice = choose(at);
  if (!invoice) return null;
  const owed = owedOn(at.world.book, invoice.id);
  const minor = change(owed);
  if (minor <= 0n) return null;
  return {
    minor,
    payer: partyOf(at.world, invoice.customer),
    meant: [{ invoice: invoice.id, cash: minor < owed ? minor : owed, discount: 0n }],
    ...naming(at.world, [invoice]),
  };
}

function unnamed(at: At): Intent | null {
  const { world } = at;
  const first = choose(at);
  if (!first) return null;
  const own = owing(at).filter((invoice) => invoice.customer === first.customer);
  const list = world.random.chance(0.65) ? [first] : world.random.shuffled(own).slice(0, world.random.int(1, 3));
  const meant = list.map((invoice) => ({ invoice: invoice.id, cash: owedOn(world.book, invoice.id), discount: 0n }));
  return {
    minor: meant.reduce((sum, part) => sum + part.cash, 0n),
    payer: partyOf(world, first.customer),
    meant,
    text: world.random.pick(['thank you', 'payment', 'our purchase', 'transfer']),
  };
}

/** One digit off, another's number, one that nobody issued, or one that was settled long ago. */
function misnamed(at: At): Intent | null {
  const { world } = at;
  const invoice = choose(at);
  if (!invoice) return null;
  const others = [...world.invoices.values()].filter((other) => other.id !== invoice.id);
  const wrong = world.random.pick([
    `INV-${String((Number(invoice.number.slice(4)) + world.random.pick([1, 10, 100])) % 1_000_000).padStart(6, '0')}`,
    others.length > 0 ? world.random.pick(others).number : 'INV-990017',
    `INV-99${String(world.random.int(0, 9_999)).padStart(4, '0')}`,
  ]);
  if (wrong === invoice.number) return null;
  const minor = owedOn(world.book, invoice.id);
  return { minor, payer: partyOf(world, invoice.customer), meant: [{ invoice: invoice.id, cash: minor, discount: 0n }], text: `Invoice ${wrong}` };
}

/** The same payment once more, of invoices that nothing is owed on any more. */
function twice(at: At): Intent | null {
  const { world } = at;
  const able = [...world.lines.values()].filter(
    (line) =>
      line.kind === 'exact' && line.state === 'applied' && line.currency === at.currency && line.meant.every((part) => owedOn(world.book, part.invoice) === 0n),
  );
  if (able.length === 0) return null;
  const { minor, payer, meant, text, rf } = world.random.pick(able);
  return { minor, payer, meant, text, rf };
}

function noise(at: At): Intent {
  const { world } = at;
  const { random } = world;
  const open = choose(at);
  const minor = open && random.chance(0.25) ? owedOn(world.book, open.id) : BigInt(random.int(100, 900_000)) * (random.chance(0.5) ? -1n : 1n);
  return {
    minor,
    payer: null,
    meant: [],
    name: random.pick(['Municipal Tax Office', 'Acquirer Settlement', 'Landlord Partners', 'Private Person']),
    iban: '',
    text: random.pick(['Card takings 2026', 'Rent', 'Tax refund Tel 030 1234567', 'PO 4711 order 20260312', 'Insurance premium', '']),
  };
}

/** Money that the bank takes back some days after it was applied. */
function returned(at: At): Intent | null {
  const { world } = at;
  const gone = new Set([...world.lines.values()].flatMap((line) => (line.returns === null ? [] : [line.returns])));
  const able = [...world.lines.values()].filter(
    (line: KnownLine) =>
      line.state === 'applied' &&
      line.minor > 0n &&
      line.currency === at.currency &&
      !gone.has(line.id) &&
      line.bookedOn < at.bookedOn &&
      !touchesRefund(world.book, line.cause),
  );
  if (able.length === 0) return null;
  const line = world.random.pick(able);
  return { minor: -line.minor, payer: line.payer, meant: [], text: `Return of ${line.bookedOn}`, returns: line.id };
}

const PLANS: Readonly<Record<Exclude<LineKind, 'refund'>, (at: At) => Intent | null>> = {
  exact,
  several,
  group,
  unnamed,
  misnamed,
  twice,
  noise,
  returned,
  discount_inside: (at) => withDiscount(at, true),
  discount_late: (at) => withDiscount(at, false),
  short: (at) =>
    differing(at, (owed) => (at.world.random.chance(0.3) ? owed - BigInt(at.world.random.int(1, 60)) : (owed * BigInt(at.world.random.int(55, 98))) / 100n)),
  over: (at) => differing(at, (owed) => owed + BigInt(at.world.random.int(50, 40_000))),
};

/** A day that lies in a closed month now and then: what the bank books late. */
export function bookingDay(world: World): string {
  const late = world.random.chance(0.15) ? shift(world.today, -world.random.int(1, 9)) : world.today;
  return later(late, `${world.today.slice(0, 4)}-01-01`);
}
