import type { Company } from '../../src/ar/access/context.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import { setRates } from '../../src/ar/ledger/exchange-rate.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { idMaker } from '../../src/foundation/ids/id.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { emptyBook, type ModelBook } from './model-book.ts';
import { CALENDAR_TERMS, DISCOUNT_TERMS, INSTALMENT_TERMS, NET_TERMS, type ModelTerms } from './model-terms.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

export type Party = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  /** The head of its group; itself when alone. */
  readonly root: string;
  readonly iban: string;
  readonly currency: 'EUR' | 'USD';
  readonly terms: ModelTerms;
  /** Always buys the same: its invoices can't be told apart by amount. */
  readonly subscriptionNet: bigint | null;
};

export type ModelInvoice = {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  readonly customer: string;
  readonly currency: string;
  readonly issuedOn: string;
  readonly gross: bigint;
  readonly tax: bigint;
  /** Percent, where the whole invoice has one rate. */
  readonly rate: number | null;
  credited: bigint;
};

export type LineKind =
  | 'exact'
  | 'several'
  | 'discount_inside'
  | 'discount_late'
  | 'short'
  | 'over'
  | 'unnamed'
  | 'misnamed'
  | 'twice'
  | 'noise'
  | 'group'
  | 'returned'
  | 'refund';

/** A line of the bank with what its sender meant by it. */
export type SentLine = {
  readonly kind: LineKind;
  readonly currency: 'EUR' | 'USD';
  readonly minor: bigint;
  readonly bookedOn: string;
  readonly valueOn: string;
  readonly text: string;
  readonly name: string;
  readonly iban: string;
  readonly rf: string;
  /** Whose money it is; null for noise. */
  readonly payer: Party | null;
  /** The invoices it is meant for, with the money and the discount for each; they are named in the text for most kinds. */
  readonly meant: readonly { readonly invoice: string; readonly cash: bigint; readonly discount: bigint }[];
  /** The line whose money comes back, of a return. */
  readonly returns: string | null;
};

export type KnownLine = SentLine & { readonly id: string; state: 'waiting' | 'applied' | 'aside' | 'returned' | 'out'; cause: string };

export type World = {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly company: TestCompany;
  readonly book: ModelBook;
  readonly parties: readonly Party[];
  readonly taxPoint: Company['taxPoint'];
  readonly taxed: boolean;
  readonly rates: readonly { readonly on: string; readonly rate: string }[];
  readonly invoices: Map<string, ModelInvoice>;
  readonly lines: Map<string, KnownLine>;
  readonly refunds: { id: string; credit: string; minor: bigint; on: string; rejected: boolean }[];
  readonly applications: string[];
  /** What was seen of the last day of every closed month, when it was closed. */
  readonly closedPictures: Map<string, string>;
  /** How often each thing happened, so that a year that exercises nothing is noticed. */
  readonly tally: Map<string, number>;
  files: { name: string; text: string }[];
  issued: number;
  notes: number;
  noteTax: bigint;
  today: string;
  setDay(on: string): void;
};

/** The simulated year and the program disagree. */
export function prove(holds: boolean, world: World, message: string): asserts holds {
  if (!holds) throw new Error(`${world.today}: ${message}`);
}

export function count(world: World, what: string, times = 1): void {
  world.tally.set(what, (world.tally.get(what) ?? 0) + times);
}

export function partyOf(world: World, id: string): Party {
  return world.parties.find((party) => party.id === id) as Party;
}

const FIRST = ['Heron', 'Birch', 'Cobalt', 'Dorset', 'Ember', 'Falcon', 'Granite', 'Harbour', 'Indigo', 'Juniper', 'Kestrel', 'Lantern'];
const SECOND = ['Optics', 'Foods', 'Printing', 'Timber', 'Textiles', 'Bicycles', 'Ceramics', 'Instruments', 'Marine', 'Packaging', 'Lighting', 'Tools'];
const FORMS = ['GmbH', 'Ltd', 'SA', 'AG', 'BV'];

/** A well-formed German account number for a bank line; ISO 7064 check digits. */
function ibanOf(account: number): string {
  const body = `50010517${String(account).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${body}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${body}`;
}

function termsFor(random: SeededRandom): ModelTerms {
  return random.pick(
    { net: NET_TERMS, calendar: CALENDAR_TERMS, discount: DISCOUNT_TERMS, instalments: INSTALMENT_TERMS }[
      random.weighted({ net: 35, calendar: 20, discount: 28, instalments: 17 })
    ],
  );
}

function inventParties(
  random: SeededRandom,
  newId: () => string,
  options: { count: number; dollars: boolean },
): { party: Party; parentId: string | null; onFile: boolean }[] {
  const names = random.shuffled(FIRST.flatMap((first) => SECOND.map((second) => `${first} ${second}`))).slice(0, options.count);
  const made: { party: Party; parentId: string | null; onFile: boolean }[] = [];
  const heads: Party[] = [];
  for (const [index, name] of names.entries()) {
    const id = newId();
    const parent = heads.length > 0 && random.chance(0.3) ? random.pick(heads) : null;
    const party: Party = {
      id,
      number: `C${String(index + 1).padStart(3, '0')}`,
      name: `${name} ${random.pick(FORMS)}`,
      root: parent?.id ?? id,
      iban: ibanOf(random.int(1, 999_999) * 100 + index),
      currency: parent?.currency ?? (options.dollars && random.chance(0.25) ? 'USD' : 'EUR'),
      terms: termsFor(random),
      subscriptionNet: random.chance(0.2) ? BigInt(random.int(50, 900)) * 100n : null,
    };
    if (!parent && random.chance(0.4)) heads.push(party);
    made.push({ party, parentId: parent?.id ?? null, onFile: random.chance(0.4) });
  }
  return made;
}

/** Opens a company with its customers and rates on the first day of the year; everything that varies comes from the seed. */
export async function openWorld(db: TestDatabase, seed: number, options: { year: number; customers?: number }): Promise<World> {
  const random = seededRandom(seed);
  const started = `${options.year}-01-01`;
  let today = started;
  const newId = idMaker(() => Date.parse(`${today}T09:00:00Z`), random.bytes);
  const taxPoint = random.chance(0.3) ? 'receipt' : 'invoice';
  const dollars = random.chance(0.6);
  const company = await testCompany(db, { today: started, taxPoint, newId });
  const invented = inventParties(random, newId, { count: options.customers ?? random.int(8, 30), dollars });
  const rates = Array.from({ length: 13 }, (_, month) => ({
    on: month === 0 ? `${options.year - 1}-01-01` : `${options.year}-${String(month).padStart(2, '0')}-01`,
    rate: `0.${random.int(8_300, 9_700)}`,
  }));
  await company.run(async (ctx) => {
    await createCustomers(
      ctx,
      invented.map(({ party, parentId, onFile }) => ({
        id: party.id,
        number: party.number,
        name: party.name,
        kind: 'business',
        parentId,
        country: null,
        language: null,
        terms: party.terms.code,
        creditLimit: null,
        email: null,
        iban: onFile ? party.iban : null,
        origin: 'entered',
      })),
    );
    await setRates(
      ctx,
      rates.map(({ on, rate }) => ({ currency: currency('USD'), on: day(on), rate })),
    );
  });
  const world: World = {
    seed,
    random,
    company,
    book: emptyBook(),
    parties: invented.map(({ party }) => party),
    taxPoint,
    taxed: random.chance(0.85),
    rates,
    invoices: new Map(),
    lines: new Map(),
    refunds: [],
    applications: [],
    closedPictures: new Map(),
    tally: new Map(),
    files: [],
    issued: 0,
    notes: 0,
    noteTax: 0n,
    today,
    setDay: (on) => {
      today = on;
      world.today = on;
      company.at(on);
    },
  };
  return world;
}
