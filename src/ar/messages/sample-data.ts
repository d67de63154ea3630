import type { TemplateCode, TemplateData } from './template.ts';

const COMPANY = {
  name: 'Lindqvist Paper & Co',
  email: 'accounts@lindqvist.example',
  phone: '+49 30 555 0100',
  bank: { iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', holder: 'Lindqvist Paper & Co' },
};

const EVERYWHERE = { company: COMPANY, customer: { name: 'Alder Trading GmbH', number: '10042' }, contact: { name: 'Mara Voss' }, today: '2026-03-16' };

const ITEMS = [
  {
    number: 'INV-2026-0107',
    issued_on: '2026-01-15',
    due_on: '2026-02-14',
    days_past_due: 30,
    amount: '1900.00',
    open: '1234.50',
    currency: 'EUR',
    reference: 'RF18539007547034',
  },
  {
    number: 'INV-2026-0131',
    issued_on: '2026-02-02',
    due_on: '2026-03-04',
    days_past_due: 12,
    amount: '480.00',
    open: '480.00',
    currency: 'EUR',
    reference: '',
  },
];

const UPCOMING = [
  {
    number: 'INV-2026-0188',
    issued_on: '2026-02-25',
    due_on: '2026-03-27',
    days_past_due: -11,
    amount: '99.90',
    open: '99.90',
    currency: 'EUR',
    reference: '',
  },
];

function reminder(tone: string): TemplateData {
  return {
    ...EVERYWHERE,
    items: tone === 'upcoming' ? [] : ITEMS,
    upcoming: UPCOMING,
    totals: tone === 'upcoming' ? [] : [{ currency: 'EUR', open: '1714.50' }],
    credits: [{ currency: 'EUR', open: '50.00' }],
    step: { key: tone, tone },
  };
}

/** Invented values of every name that a template of this code may use: for previews and for the check of a template. */
export function sampleData(code: TemplateCode): TemplateData {
  switch (code) {
    case 'invoice':
      return {
        ...EVERYWHERE,
        invoice: {
          number: 'INV-2026-0188',
          issued_on: '2026-02-25',
          due_on: '2026-03-27',
          amount: '99.90',
          open: '99.90',
          currency: 'EUR',
          reference: 'RF18539007547034',
        },
      };
    case 'credit_note':
      return {
        ...EVERYWHERE,
        credit_note: { number: 'CN-2026-0009', issued_on: '2026-03-10', amount: '120.00', currency: 'EUR', invoice_number: 'INV-2026-0107' },
      };
    case 'statement':
      return {
        ...EVERYWHERE,
        as_of: '2026-03-16',
        items: [...ITEMS, ...UPCOMING],
        totals: [{ currency: 'EUR', open: '1814.40' }],
        credits: [{ currency: 'EUR', open: '50.00' }],
      };
    case 'payment_received':
      return {
        ...EVERYWHERE,
        payment: { amount: '1300.00', currency: 'EUR', received_on: '2026-03-13' },
        applied: [{ number: 'INV-2026-0107', amount: '1234.50', currency: 'EUR' }],
        unapplied: { amount: '65.50', currency: 'EUR' },
      };
    case 'promise_confirmed':
      return { ...EVERYWHERE, promise: { amount: '1714.50', currency: 'EUR', promised_on: '2026-03-27' }, items: ITEMS };
    default:
      return reminder(code.replace('reminder_', ''));
  }
}
