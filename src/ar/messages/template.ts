import type { MessageChannel } from './message.ts';

/** Texts that the program needs; a company may replace each of them. */
export const TEMPLATE_CODES = [
  'invoice',
  'credit_note',
  'statement',
  'reminder_upcoming',
  'reminder_friendly',
  'reminder_firm',
  'reminder_final',
  'payment_received',
  'promise_confirmed',
] as const;

export type TemplateCode = (typeof TEMPLATE_CODES)[number];

export const TEMPLATE_CHANNELS = ['email', 'letter', 'sms'] as const satisfies readonly MessageChannel[];

export function isTemplateCode(text: string): text is TemplateCode {
  return (TEMPLATE_CODES as readonly string[]).includes(text);
}

/** A text with its placeholders. Version 0 is built in. */
export type TemplateText = {
  readonly code: TemplateCode;
  readonly channel: MessageChannel;
  /** ISO 639-1, lower case, perhaps with a country: `de`, `en-GB`. */
  readonly language: string;
  readonly version: number;
  /** Empty for short messages. */
  readonly subject: string;
  readonly body: string;
};

export type TemplateState = 'draft' | 'active' | 'retired';

/** Values of a template. Amounts are decimal strings (`formatDecimal`), days `YYYY-MM-DD`; every name of its shape is there, empty texts included. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | { readonly [name: string]: TemplateValue };
export type TemplateData = Readonly<Record<string, TemplateValue>>;

/** What names a template may use: a text or number, a list of one shape, or an object of names. */
export type TemplateShape = 'value' | readonly [TemplateShape] | { readonly [name: string]: TemplateShape };

const COMPANY: TemplateShape = { name: 'value', email: 'value', phone: 'value', bank: { iban: 'value', bic: 'value', holder: 'value' } };
const EVERYWHERE = { company: COMPANY, customer: { name: 'value', number: 'value' }, contact: { name: 'value' }, today: 'value' } as const;
const ITEM: TemplateShape = {
  number: 'value',
  issued_on: 'value',
  due_on: 'value',
  days_past_due: 'value',
  amount: 'value',
  open: 'value',
  currency: 'value',
  reference: 'value',
};
const SUM: TemplateShape = { currency: 'value', open: 'value' };

const REMINDER: { readonly [name: string]: TemplateShape } = {
  ...EVERYWHERE,
  items: [ITEM],
  upcoming: [ITEM],
  totals: [SUM],
  credits: [SUM],
  step: { key: 'value', tone: 'value' },
};

const SHAPES: Readonly<Record<TemplateCode, { readonly [name: string]: TemplateShape }>> = {
  invoice: {
    ...EVERYWHERE,
    invoice: { number: 'value', issued_on: 'value', due_on: 'value', amount: 'value', open: 'value', currency: 'value', reference: 'value' },
  },
  credit_note: { ...EVERYWHERE, credit_note: { number: 'value', issued_on: 'value', amount: 'value', currency: 'value', invoice_number: 'value' } },
  statement: { ...EVERYWHERE, as_of: 'value', items: [ITEM], totals: [SUM], credits: [SUM] },
  reminder_upcoming: REMINDER,
  reminder_friendly: REMINDER,
  reminder_firm: REMINDER,
  reminder_final: REMINDER,
  payment_received: {
    ...EVERYWHERE,
    payment: { amount: 'value', currency: 'value', received_on: 'value' },
    applied: [{ number: 'value', amount: 'value', currency: 'value' }],
    unapplied: { amount: 'value', currency: 'value' },
  },
  promise_confirmed: { ...EVERYWHERE, promise: { amount: 'value', currency: 'value', promised_on: 'value' }, items: [ITEM] },
};

/** The names that a template of this code may use. */
export function templateShape(code: TemplateCode): { readonly [name: string]: TemplateShape } {
  return SHAPES[code];
}

/** Hard limits of one template and of what it renders to. Steps and output bound the work; time is the last net, and generous: it passes on the wall, where a
 *  machine under load makes every honest template wait. */
export const TEMPLATE_LIMITS = { bodyCharacters: 20_000, subjectCharacters: 300, renderMs: 3_000, loopSteps: 20_000, outputCharacters: 200_000 } as const;

/** Short messages of one text at most; a longer one is refused by the check of a template. */
export const MAX_SHORT_MESSAGE_SEGMENTS = 3;

const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/;

export function isLanguage(text: string): boolean {
  return LANGUAGE.test(text);
}
