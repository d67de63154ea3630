import { z } from 'zod';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** One rung of the ladder. `offsetDays` counts from the contractual due day: negative before it. */
export type DunningStep = {
  readonly key: string;
  readonly offsetDays: number;
  /** In the order of preference: the next one is taken where the customer has no address for the one before, or it is suppressed. */
  readonly channels: readonly ReminderChannel[];
  /** Code of the text, see templates of the company. */
  readonly template: 'reminder_upcoming' | 'reminder_friendly' | 'reminder_firm' | 'reminder_final';
  readonly tone: 'friendly' | 'firm' | 'final';
  /** Who it goes to, by the role of the contact, in the order of preference. */
  readonly audience: readonly AudienceRole[];
  /** Escalation: copies to the customer's management, and a word to our own manager. */
  readonly copyManagement: boolean;
  readonly tellManager: boolean;
  readonly attachInvoices: boolean;
};

export type ReminderChannel = 'email' | 'sms' | 'letter' | 'call';
export type AudienceRole = 'payables' | 'billing' | 'management' | 'legal';

/** A dunning policy: data that decides, versioned. Times are minutes of the recipient's day. */
export type DunningPolicy = {
  readonly code: string;
  readonly name: string;
  /** null: all customers. Groups are pilot groups of customers ('' is "in no group"). */
  readonly audience: { readonly groups: readonly string[] | null; readonly kinds: readonly ('business' | 'consumer' | 'public')[] };
  readonly steps: readonly DunningStep[];
  readonly sendAtMinute: number;
  readonly window: { readonly fromMinute: number; readonly toMinute: number };
  readonly minDaysBetween: number;
  /** Below this in the receivable's currency nothing is reminded; major units as a decimal text. */
  readonly minOpen: string;
  /** A credit of the customer that covers this share of a receivable holds it. */
  readonly creditCoversPercent: number;
  /** An explanation of a waiting bank line with at least this probability holds what it names. */
  readonly moneyProbability: number;
  /** Bank files older than this many banking days stop the whole policy. */
  readonly freshBankingDays: number;
};

const step = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'A step is named in small letters, digits and _.'),
  offsetDays: z.int().min(-60).max(720),
  channels: z.array(z.enum(['email', 'sms', 'letter', 'call'])).min(1),
  template: z.enum(['reminder_upcoming', 'reminder_friendly', 'reminder_firm', 'reminder_final']),
  tone: z.enum(['friendly', 'firm', 'final']),
  audience: z
    .array(z.enum(['payables', 'billing', 'management', 'legal']))
    .min(1)
    .default(['payables', 'billing']),
  copyManagement: z.boolean().default(false),
  tellManager: z.boolean().default(false),
  attachInvoices: z.boolean().default(false),
});

/** What people write; defaults fill the rest. */
export const policyShape = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'A policy is named in small letters, digits and -.'),
  name: z.string().min(1).max(100),
  audience: z
    .strictObject({
      groups: z.array(z.string().max(100)).nullable().default(null),
      kinds: z
        .array(z.enum(['business', 'consumer', 'public']))
        .min(1)
        .default(['business', 'consumer', 'public']),
    })
    .default({ groups: null, kinds: ['business', 'consumer', 'public'] }),
  steps: z.array(step).min(1).max(20),
  sendAtMinute: z
    .int()
    .min(0)
    .max(1439)
    .default(9 * 60),
  window: z.strictObject({ fromMinute: z.int().min(0).max(1439), toMinute: z.int().min(1).max(1440) }).default({ fromMinute: 8 * 60, toMinute: 21 * 60 }),
  minDaysBetween: z.int().min(1).max(60).default(3),
  minOpen: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,3})?$/, 'An amount such as 5.00.')
    .default('0'),
  creditCoversPercent: z.int().min(1).max(100).default(50),
  moneyProbability: z.number().min(0).max(1).default(0.1),
  freshBankingDays: z.int().min(0).max(30).default(1),
});

/** The law of the field for dunning: nothing before 08:00 or after 21:00 where the recipient is. A policy may narrow it, never widen it. */
export const LAWFUL_WINDOW = { fromMinute: 8 * 60, toMinute: 21 * 60 } as const;

/** Reads a policy from data. Refuses `policy.invalid` with the first thing that is wrong and where. */
export function readPolicy(content: unknown): DunningPolicy {
  const read = policyShape.safeParse(content);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw invalid(`${issue?.path.join('.') || 'the policy'}: ${issue?.message ?? 'unreadable'}`);
  }
  const policy = read.data;
  const offsets = policy.steps.map(({ offsetDays }) => offsetDays);
  if (offsets.some((offset, index) => index > 0 && offset <= (offsets[index - 1] ?? 0)))
    throw invalid('the steps do not stand in the order of their days, each later than the one before');
  if (new Set(policy.steps.map(({ key }) => key)).size !== policy.steps.length) throw invalid('two steps have the same key');
  if (!policy.steps.some(({ offsetDays }) => offsetDays > 0)) throw invalid('no step lies after the due day');
  if (
    policy.window.fromMinute < LAWFUL_WINDOW.fromMinute ||
    policy.window.toMinute > LAWFUL_WINDOW.toMinute ||
    policy.window.fromMinute >= policy.window.toMinute
  )
    throw invalid('the hours of sending lie outside 08:00 to 21:00, or end before they begin');
  if (firstOverdueStep(policy).tone === 'final') throw invalid('the first step after the due day is a final notice');
  return policy;
}

function invalid(problem: string): Refusal {
  return new Refusal('policy.invalid', `This dunning policy cannot be used: ${problem}. Correct it and save it again.`, { problem });
}

/** The rung at which an overdue receivable enters the ladder, however late it is. */
export function firstOverdueStep(policy: { readonly steps: readonly DunningStep[] }): DunningStep {
  const found = policy.steps.find(({ offsetDays }) => offsetDays > 0);
  if (!found) throw invalid('no step lies after the due day');
  return found;
}

const plain = { copyManagement: false, tellManager: false, attachInvoices: false } as const;

/** A ladder for a company that has none yet: a hint before the due day, three reminders, and a call. */
export const STANDARD_POLICY: DunningPolicy = readPolicy({
  code: 'standard',
  name: 'Standard',
  steps: [
    { key: 'upcoming', offsetDays: -3, channels: ['email'], template: 'reminder_upcoming', tone: 'friendly', ...plain },
    { key: 'friendly', offsetDays: 3, channels: ['email', 'letter'], template: 'reminder_friendly', tone: 'friendly', ...plain, attachInvoices: true },
    { key: 'firm', offsetDays: 14, channels: ['email', 'letter'], template: 'reminder_firm', tone: 'firm', ...plain, copyManagement: true },
    { key: 'call', offsetDays: 21, channels: ['call'], template: 'reminder_firm', tone: 'firm', ...plain },
    {
      key: 'final',
      offsetDays: 30,
      channels: ['letter', 'email'],
      template: 'reminder_final',
      tone: 'final',
      ...plain,
      copyManagement: true,
      tellManager: true,
    },
  ],
  minOpen: '5.00',
});
