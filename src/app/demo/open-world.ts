import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { addDays, addMonths, startOfMonth, type Day } from '../../foundation/calendar/day.ts';
import { instantAt } from '../../foundation/calendar/time-zone.ts';
import type { Database } from '../../foundation/db/database.ts';
import { idMaker } from '../../foundation/ids/id.ts';
import { currency } from '../../foundation/money/currency.ts';
import { recordAudit } from '../../ar/access/record-audit.ts';
import { createCompany } from '../../ar/access/create-company.ts';
import { createCustomers } from '../../ar/customers/create-customers.ts';
import { setRates } from '../../ar/ledger/exchange-rate.ts';
import { setLetterhead } from '../../ar/messages/set-letterhead.ts';
import { setAutomationMode } from '../../ar/work/automation.ts';
import { initialiseCompany } from '../initialise-company.ts';
import { OPERATOR } from '../run-context.ts';
import { DEMO_FIRM, type DemoCompany } from './demo-firm.ts';
import { DEMO_BEGAN } from './demo-marks.ts';
import { demoRandom, seedOf } from './demo-random.ts';
import { demoRunner, type Clock, type World } from './demo-world.ts';
import { inventCustomers } from './invent-customers.ts';

export type WorldOptions = { readonly anchor: Day; readonly seed: number; readonly months: number; readonly customers: number };

/** So long before its anchor the demo lives through every business day; before that, through one a week. */
const DAILY_MONTHS = 12;

/** Makes a company of the demo with its customers, as it stood on its first day. Its days end before the anchor, so that nothing lies in the future of whoever
 *  looks at it on that day. */
export async function openWorld(database: Database, spec: DemoCompany, options: WorldOptions): Promise<World> {
  const { anchor, seed } = options;
  const random = demoRandom(seedOf(seed, spec.slug));
  const firstOn = startOfMonth(addMonths(anchor, -options.months));
  const lastOn = addBusinessDays(anchor, -1, spec.country);
  const clock: Clock = { today: firstOn, minute: 8 * 60 };
  // Ids begin with the simulated instant; their rest has a generator of its own, so that one more id does not change what happens.
  const newId = idMaker(() => instantAt(clock.today, clock.minute, spec.timeZone).getTime(), demoRandom(seedOf(seed, `ids of ${spec.slug}`)).bytes);
  const company = await createCompany(
    { database, now: instantAt(firstOn, clock.minute, spec.timeZone), newId, actor: OPERATOR, initialise: initialiseCompany },
    { name: spec.name, firmName: DEMO_FIRM, slug: spec.slug, currency: spec.currency, country: spec.country, timeZone: spec.timeZone, demo: true },
  );
  const runner = demoRunner(database, company, clock, newId);
  const { run } = runner;
  await run((ctx) => recordAudit(ctx, [{ action: DEMO_BEGAN, subjectKind: 'demo', subjectId: company.id, after: { anchor, seed, months: options.months } }]));
  const invented = inventCustomers(spec, { customers: options.customers, random, newId, from: firstOn, to: anchor });
  await run(async (ctx) => {
    await setLetterhead(ctx, letterheadOf(spec));
    await createCustomers(
      ctx,
      invented.map(({ customer }) => customer),
    );
    await setAutomationMode(ctx, 'cash_application', spec.cash);
    if (spec.foreign) await setRates(ctx, [{ currency: currency(spec.foreign.currency), on: addDays(firstOn, -31), rate: `0.${spec.foreign.rates[0]}` }]);
  });
  const parties = invented.map(({ party }) => party);
  const currencies = new Set([currency(spec.currency), ...parties.map((party) => party.currency)]);
  return {
    spec,
    company,
    random,
    newId,
    ...runner,
    clock,
    firstOn,
    dailyFrom: addMonths(anchor, -DAILY_MONTHS),
    lastOn,
    policies: [],
    begun: new Set(),
    parties,
    byAddress: new Map(parties.map((party) => [party.email, party])),
    agenda: new Map(),
    lines: new Map(),
    balances: new Map([...currencies].map((code) => [code, BigInt(random.int(20, 90)) * 1_000_000n])),
    refunds: new Map(),
    lastMails: [],
    insolvent: new Set(),
    tally: new Map(),
  };
}

const PLACES = {
  DE: { addressLines: ['Kranichufer 7'], postalCode: '01234', city: 'Musterstadt', phone: '+49 30 23125 000', vatId: '', bank: 'Bank die es nicht gibt' },
  GB: { addressLines: ['1 Kettle Yard'], postalCode: 'ZZ1 1ZZ', city: 'Exampleton', phone: '+44 1632 960000', vatId: '', bank: 'Bank of Nowhere' },
  US: { addressLines: ['100 Antler Road'], postalCode: '00001', city: 'Exampleville', phone: '+1 212 555 0100', vatId: '', bank: 'First Imaginary Bank' },
} as const;

function letterheadOf(spec: DemoCompany) {
  const { bank, ...place } = PLACES[spec.country];
  const account = spec.accounts[spec.currency] ?? '';
  return {
    ...place,
    name: spec.name,
    country: spec.country,
    email: `billing@${spec.slug}.example`,
    website: `https://${spec.slug}.example`,
    taxNumber: '',
    footerLines: ['Invented company of the demo: do not pay.'],
    bank: { name: bank, iban: spec.country === 'US' ? '' : account, bic: '', holder: spec.name },
    layout: 'classic' as const,
    colour: '#1f3a5f',
    language: spec.language,
  };
}
