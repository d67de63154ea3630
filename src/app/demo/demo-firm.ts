import type { AutomationMode } from '../../ar/work/automation-name.ts';
import { readPolicy, STANDARD_POLICY, type DunningPolicy } from '../../ar/collections/policy.ts';

/** How a customer of the demo pays. */
export const HABITS = [
  'punctual',
  'early',
  'ten_days_late',
  'month_end',
  'second_reminder',
  'long_silent',
  'several_in_one',
  'no_reference',
  'deducts',
  'overpays',
  'pays_twice',
  'direct_debit',
  'promises',
  'disputes',
  'bankrupt',
  'seasonal',
  'group',
] as const;
export type Habit = (typeof HABITS)[number];

export type DemoCompany = {
  readonly slug: string;
  readonly name: string;
  readonly country: 'DE' | 'GB' | 'US';
  readonly currency: string;
  readonly timeZone: string;
  readonly language: 'de' | 'en';
  readonly customers: number;
  /** Minute of the company's day at which its bank file is in and the reminders go out. */
  readonly minute: number;
  /** Account of the company's bank; a second one where it sells in another currency. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Every n-th customer buys in this currency; `rates` in ten-thousandths. */
  readonly foreign: { readonly currency: string; readonly every: number; readonly rates: readonly [low: number, high: number] } | null;
  /** Mode of cash application, and the one of the last months where it differs. */
  readonly cash: Exclude<AutomationMode, 'off'>;
  readonly cashLately?: { readonly mode: Exclude<AutomationMode, 'off'>; readonly lastMonths: number };
  readonly policies: readonly DemoPolicy[];
  /** How often each habit is found among a hundred customers. */
  readonly habits: Readonly<Record<Habit, number>>;
  readonly terms: readonly string[];
  readonly tax: readonly { readonly category: 'S' | 'O'; readonly rate: string }[];
  readonly goods: readonly (readonly [text: string, low: number, high: number])[];
  /** Days between two orders of a customer. */
  readonly orderDays: readonly [low: number, high: number];
};

export type DemoPolicy = {
  readonly policy: DunningPolicy;
  readonly mode: AutomationMode;
  /** Months before the day of the demo from which it watches or works; null: from the beginning. */
  readonly lastMonths: number | null;
};

export const DEMO_FIRM = 'Three Herons Demo Group';

/** Milder and later than the standard one, to be watched in shadow beside it. */
export const GENTLE_POLICY: DunningPolicy = readPolicy({
  code: 'gentle',
  name: 'Gentle',
  steps: [
    { key: 'friendly', offsetDays: 7, channels: ['email', 'letter'], template: 'reminder_friendly', tone: 'friendly' },
    { key: 'second', offsetDays: 21, channels: ['email', 'letter'], template: 'reminder_friendly', tone: 'friendly' },
    { key: 'firm', offsetDays: 45, channels: ['email', 'letter'], template: 'reminder_firm', tone: 'firm', copyManagement: true },
  ],
  minOpen: '25.00',
});

const EVERYBODY: Readonly<Record<Habit, number>> = {
  punctual: 24,
  early: 10,
  ten_days_late: 16,
  month_end: 8,
  second_reminder: 7,
  long_silent: 4,
  several_in_one: 6,
  no_reference: 5,
  deducts: 4,
  overpays: 2,
  pays_twice: 2,
  direct_debit: 0,
  promises: 4,
  disputes: 3,
  bankrupt: 1,
  seasonal: 4,
  group: 0,
};

/** The firm of the demo. Everything in it is invented: names, addresses under .example, numbers that no telephone has, accounts at banks that do not exist. */
export const DEMO_COMPANIES: readonly DemoCompany[] = [
  {
    slug: 'papierkranich',
    name: 'Papierkranich Großhandel GmbH',
    country: 'DE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    language: 'de',
    customers: 140,
    minute: 14 * 60,
    accounts: { EUR: 'DE12999999990000000101', USD: 'DE82999999990000000102' },
    foreign: { currency: 'USD', every: 17, rates: [8_600, 9_500] },
    cash: 'auto',
    policies: [
      { policy: STANDARD_POLICY, mode: 'auto', lastMonths: null },
      { policy: GENTLE_POLICY, mode: 'shadow', lastMonths: 4 },
    ],
    habits: { ...EVERYBODY, direct_debit: 6 },
    terms: ['NET30', 'NET30', 'NET14', '2/10NET30', '3/14NET30', 'EOM+10'],
    tax: [{ category: 'S', rate: '19' }],
    goods: [
      ['Kopierpapier A4 80 g, Palette', 280, 460],
      ['Bilderdruckpapier 135 g, Ries', 9, 24],
      ['Versandkartons, Bund zu 50', 24, 61],
      ['Etiketten auf Rolle', 7, 19],
      ['Briefumschläge C5, Karton', 14, 33],
      ['Lieferung frei Rampe', 35, 90],
    ],
    orderDays: [20, 70],
  },
  {
    slug: 'teapot-thimble',
    name: 'Teapot & Thimble Studio Ltd',
    country: 'GB',
    currency: 'GBP',
    timeZone: 'Europe/London',
    language: 'en',
    customers: 80,
    minute: 14 * 60,
    accounts: { GBP: 'GB91TEST00000000000101' },
    foreign: null,
    cash: 'auto',
    // A new controller wants to see everything first.
    cashLately: { mode: 'approve', lastMonths: 4 },
    policies: [
      { policy: STANDARD_POLICY, mode: 'approve', lastMonths: null },
      { policy: GENTLE_POLICY, mode: 'shadow', lastMonths: 3 },
    ],
    habits: EVERYBODY,
    terms: ['NET30', 'NET30', 'NET14', 'NET45', 'DAY15'],
    tax: [{ category: 'S', rate: '20' }],
    goods: [
      ['Design retainer, one month', 650, 2_400],
      ['Workshop day', 720, 950],
      ['Illustration', 120, 480],
      ['Website care, one month', 90, 240],
      ['Copywriting, per hour', 60, 95],
    ],
    orderDays: [28, 70],
  },
  {
    slug: 'two-moose',
    name: 'Two Moose Hardware Supply Inc.',
    country: 'US',
    currency: 'USD',
    timeZone: 'America/New_York',
    language: 'en',
    customers: 100,
    minute: 14 * 60,
    accounts: { USD: '000999000101' },
    foreign: null,
    cash: 'auto',
    policies: [{ policy: STANDARD_POLICY, mode: 'shadow', lastMonths: null }],
    habits: { ...EVERYBODY, group: 14 },
    terms: ['NET30', '2/10NET30', '2/10NET30', 'NET45', '40%@30+30%@60+30%@90'],
    tax: [{ category: 'O', rate: '0' }],
    goods: [
      ['Deck screws, case of 24', 64, 140],
      ['Snow shovels, dozen', 150, 290],
      ['Door hinges, box', 18, 55],
      ['Work gloves, gross', 95, 210],
      ['Paint rollers, case', 40, 88],
      ['Freight', 45, 160],
    ],
    orderDays: [24, 70],
  },
];
