import { addDays, type Day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import type { NewCustomer } from '../../ar/customers/create-customers.ts';
import { HABITS, type DemoCompany, type Habit } from './demo-firm.ts';
import type { DemoRandom } from './demo-random.ts';
import type { Party } from './demo-world.ts';

type Words = {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly forms: readonly string[];
  readonly people: readonly string[];
  readonly streets: readonly string[];
  readonly cities: readonly (readonly [name: string, code: string])[];
};

const GERMAN: Words = {
  first: [
    'Zaunkönig',
    'Mondfisch',
    'Butterblume',
    'Siebenschläfer',
    'Pusteblume',
    'Regenbogen',
    'Zwiebelturm',
    'Schneckenhaus',
    'Glühwürmchen',
    'Nebelhorn',
    'Kieselstein',
    'Apfelbaum',
    'Löwenzahn',
    'Wanderdüne',
    'Purzelbaum',
    'Sternschnuppe',
  ],
  second: [
    'Druckerei',
    'Verlag',
    'Buchhandlung',
    'Schreibwaren',
    'Werbetechnik',
    'Kartonagen',
    'Grafik',
    'Copyshop',
    'Schulbedarf',
    'Etiketten',
    'Bürobedarf',
    'Buchbinderei',
  ],
  forms: ['GmbH', 'e.K.', 'OHG', 'GmbH & Co. KG'],
  people: ['Mia Muster', 'Jonas Beispiel', 'Lena Probe', 'Paul Erfunden', 'Clara Fiktiv', 'Emil Niemand'],
  streets: ['Beispielweg', 'Musterallee', 'Erfindergasse', 'Am Phantasieteich', 'Nirgendstraße'],
  cities: [
    ['Musterstadt', '01234'],
    ['Beispielhausen', '00123'],
    ['Neu Nirgendwo', '00456'],
    ['Phantasia am See', '00789'],
  ],
};

const BRITISH: Words = {
  first: [
    'Puddlewick',
    'Marmalade',
    'Thistledown',
    'Bumblecroft',
    'Pepperpot',
    'Wobblestone',
    'Larkspur',
    'Crumpet',
    'Nettlebed',
    'Foxglove',
    'Tumbledown',
    'Snowdrop',
  ],
  second: ['Bakery', 'Theatre', 'Toys', 'Bicycles', 'Gardens', 'Records', 'Museum', 'Travel', 'Ceramics', 'Books'],
  forms: ['Ltd', 'Ltd', 'LLP', 'plc'],
  people: ['Pat Placeholder', 'Sam Sample', 'Alex Invented', 'Robin Nobody', 'Jo Fiction', 'Chris Madeup'],
  streets: ['Sample Street', 'Nowhere Lane', 'Example Road', 'Fiction Row'],
  cities: [
    ['Exampleton', 'ZZ1 1ZZ'],
    ['Sampleford', 'ZZ2 2ZZ'],
    ['Nowhere-on-Sea', 'ZZ9 9ZZ'],
  ],
};

const AMERICAN: Words = {
  first: [
    'Yonderville',
    'Coyote Gulch',
    'Blue Bison',
    'Sleepy Prairie',
    'Tall Cactus',
    'Lost Pickle',
    'Happy Raccoon',
    'Thunder Turtle',
    'Lazy Possum',
    'Golden Pancake',
    'Rusty Kettle',
    'Lone Waffle',
  ],
  second: ['Builders', 'Hardware', 'Home Center', 'Contractors', 'Farm & Ranch', 'Lumber', 'Garden', 'Supply', 'Roofing', 'Outfitters'],
  forms: ['Inc.', 'LLC', 'Corp.', 'Co.'],
  people: ['Pat Placeholder', 'Sam Sample', 'Alex Invented', 'Casey Nobody', 'Morgan Madeup', 'Drew Fiction'],
  streets: ['Example Avenue', 'Sample Boulevard', 'Nowhere Drive', 'Fiction Parkway'],
  cities: [
    ['Exampleville', '00001'],
    ['Sample City', '00002'],
    ['Nowhere Springs', '00003'],
  ],
};

const WORDS = { DE: GERMAN, GB: BRITISH, US: AMERICAN } as const;

/** Numbers that are kept free for stories: nobody answers them. */
const PHONES = { DE: '+493023125', GB: '+441632960', US: '+1212555010' } as const;

/** An account of a bank that does not exist, with right check digits where the country has them. Source: ISO 7064, MOD 97-10, as in ISO 13616. */
export function inventedAccount(country: DemoCompany['country'], number: number): string {
  if (country === 'US') return `000999${String(number).padStart(7, '0')}`;
  const bban = country === 'DE' ? `99999999${String(number).padStart(10, '0')}` : `TEST000000${String(number).padStart(8, '0')}`;
  const digits = `${bban}${country}00`.replaceAll(/[A-Z]/g, (letter) => String((letter.codePointAt(0) ?? 0) - 55));
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`;
}

/** Every habit at least once, as far as there are customers, and the rest as often as their weights say. */
function habitsFor(spec: DemoCompany, customers: number): Habit[] {
  const wanted = HABITS.filter((habit) => spec.habits[habit] > 0);
  const total = wanted.reduce((sum, habit) => sum + spec.habits[habit], 0);
  const once = wanted.slice(0, customers);
  const given = new Map<Habit, number>(once.map((habit) => [habit, 1]));
  const list = [...once];
  while (list.length < customers) {
    // Whoever is furthest below its share comes next.
    const behind = (habit: Habit): number => (spec.habits[habit] / total) * customers - (given.get(habit) ?? 0);
    const next = wanted.reduce((a, b) => (behind(b) > behind(a) ? b : a));
    given.set(next, (given.get(next) ?? 0) + 1);
    list.push(next);
  }
  return list;
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

export type Invented = { readonly party: Party; readonly customer: NewCustomer };

/** The customers of a company of the demo, the same for the same seed. */
export function inventCustomers(
  spec: DemoCompany,
  of: { readonly customers: number; readonly random: DemoRandom; readonly newId: () => string; readonly from: Day; readonly to: Day },
): Invented[] {
  const { random } = of;
  const words = WORDS[spec.country];
  const names = random.shuffled(words.first.flatMap((first) => words.second.map((second) => `${first} ${second}`)));
  const habits = habitsFor(spec, of.customers);
  const days = Math.round((Date.parse(of.to) - Date.parse(of.from)) / 86_400_000);
  const made: Invented[] = [];
  let head: Party | null = null;
  let members = 0;
  for (const [index, habit] of habits.entries()) {
    const bare = names[index % names.length] ?? 'Nobody';
    const [city, code] = random.pick(words.cities);
    const email = `accounts@${slugOf(bare)}.example`;
    const inGroup: boolean = habit === 'group' && head !== null && members < 4;
    const party: Party = {
      id: of.newId(),
      number: String(10_001 + index),
      name: `${bare} ${random.pick(words.forms)}`,
      habit,
      currency: currency(spec.foreign !== null && index % spec.foreign.every === spec.foreign.every - 1 ? spec.foreign.currency : spec.currency),
      terms: habit === 'early' ? (spec.terms.find((terms) => terms.includes('/')) ?? 'NET30') : random.pick(spec.terms),
      account: inventedAccount(spec.country, 1_000 + index),
      email,
      payer: inGroup ? head : null,
      subscription: random.chance(0.12) ? BigInt(random.int(9, 90)) * 1_000n : null,
      months: habit === 'seasonal' ? [3, 4, 5, 9, 10, 11] : null,
      everyDays: random.int(...spec.orderDays),
      nextOrderOn: addDays(of.from, random.int(0, Math.min(45, Math.max(1, days >> 3)))),
      reminders: 0,
      failsOn: habit === 'bankrupt' ? addDays(of.from, Math.round(days * 0.55) + random.int(0, Math.round(days * 0.2))) : null,
      reachable: true,
      bills: [],
    };
    if (habit === 'group') [head, members] = inGroup ? [head, members + 1] : [party, 0];
    made.push({
      party,
      customer: {
        id: party.id,
        number: party.number,
        name: party.name,
        kind: 'business',
        parentId: party.payer?.id ?? null,
        country: spec.country,
        language: spec.language,
        terms: party.terms,
        creditLimit: random.chance(0.3) ? { minor: BigInt(random.int(5, 40)) * 100_000n, currency: party.currency } : null,
        email,
        iban: random.chance(0.5) ? party.account : null,
        phone: `${PHONES[spec.country]}${spec.country === 'US' ? String(random.int(0, 9)) : String(random.int(0, 999)).padStart(3, '0')}`,
        managementEmail: random.chance(0.4) ? `office@${slugOf(bare)}.example` : null,
        group: index % 10 === 3 ? 'pilot' : '',
        ...(random.chance(0.25) ? { addressLines: [`${random.pick(words.streets)} ${random.int(1, 99)}`], postalCode: code, city } : {}),
        origin: 'entered',
      },
    });
  }
  return made;
}

/** A person at a customer. */
export function inventPerson(spec: DemoCompany, random: DemoRandom): string {
  return random.pick(WORDS[spec.country].people);
}
