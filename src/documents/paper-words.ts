import type { InvoicePrint } from '../ar/invoices/ports.ts';

export type PaperLanguage = 'en' | 'de';

type TaxCategory = InvoicePrint['taxes'][number]['category'];

/** Where tax on sales is value added tax by name. */
const VAT_COUNTRIES = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB CH NO IS LI AE SA ZA TR UA RS BA ME MK AL MD'.split(' '),
);
const EU_COUNTRIES = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

export function isInEu(country: string): boolean {
  return EU_COUNTRIES.has(country);
}

export function taxWord(language: PaperLanguage, country: string): string {
  if (language === 'de') return country === 'CH' || country === 'LI' ? 'MwSt.' : 'USt.';
  return VAT_COUNTRIES.has(country) ? 'VAT' : 'Tax';
}

/** Why a category carries no tax, as the law wants it said; undefined where nothing has to be said.
 *  Source: Directive 2006/112/EC Art. 226 (11) and (11a); the articles are named only where the seller is in the EU. */
export function legalSentence(category: TaxCategory, language: PaperLanguage, sellerCountry: string): string | undefined {
  const article = (text: string): string => (isInEu(sellerCountry) ? ` (${text})` : '');
  if (language === 'de') {
    switch (category) {
      case 'AE':
        return 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).';
      case 'K':
        return `Steuerfreie innergemeinschaftliche Lieferung${article('Art. 138 MwStSystRL')}.`;
      case 'G':
        return `Steuerfreie Ausfuhrlieferung${article('Art. 146 MwStSystRL')}.`;
      case 'E':
        return 'Von der Umsatzsteuer befreit.';
      case 'O':
        return 'Nicht der Umsatzsteuer unterliegend.';
      default:
        return undefined;
    }
  }
  switch (category) {
    case 'AE':
      return `Reverse charge: the recipient of the supply owes the tax${article('Art. 196, Directive 2006/112/EC')}.`;
    case 'K':
      return `Intra-Community supply, exempt from tax${article('Art. 138, Directive 2006/112/EC')}.`;
    case 'G':
      return `Export, exempt from tax${article('Art. 146, Directive 2006/112/EC')}.`;
    case 'E':
      return 'Exempt from tax.';
    case 'O':
      return 'Not subject to tax.';
    default:
      return undefined;
  }
}

export type PaperWords = typeof EN;

const EN = {
  page: 'Page',
  of: 'of',
  phone: 'Phone',
  vatId: 'VAT ID',
  taxNumber: 'Tax number',
  invoice: 'Invoice',
  creditNote: 'Credit note',
  invoiceNumber: 'Invoice number',
  creditNoteNumber: 'Credit note no.',
  date: 'Date',
  supplied: 'Date of supply',
  due: 'Due',
  customer: 'Customer no.',
  yourVatId: 'Your VAT ID',
  yourReference: 'Your reference',
  reason: 'Reason',
  position: '#',
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  net: 'Net',
  discountOff: (amount: string) => `less discount ${amount}`,
  netTotal: 'Net total',
  taxOn: (tax: string, rate: string, amount: string) => `${tax} ${rate} on ${amount}`,
  reverseCharge: 'Reverse charge',
  zeroRated: (tax: string) => `${tax} 0%`,
  intraCommunity: 'Intra-Community supply',
  exported: 'Export',
  exempt: 'Exempt from tax',
  outside: 'Not subject to tax',
  onAmount: (what: string, amount: string) => `${what}, on ${amount}`,
  invoiceTotal: 'Invoice total',
  creditTotal: 'Credit total',
  amountDue: 'Amount due',
  amountCredited: 'Amount credited',
  by: (day: string) => `by ${day}`,
  firstOf: (count: number, amount: string, day: string) => `in ${count} instalments, the first of ${amount} by ${day}`,
  cites: (number: string, day: string) => `This credit note corrects invoice ${number} of ${day}.`,
  credited: 'The amount is set against what is open; what is left over stays to your credit.',
  payAtOnce: 'Payable at once, without deduction.',
  payWithin: (days: number, day: string) => `Payable within ${days} days, by ${day}.`,
  payBy: (day: string) => `Payable by ${day}.`,
  payInParts: 'Payable in instalments:',
  discount: (day: string, off: string, rest: string) => `Early-payment discount: if your payment reaches us by ${day}, you may deduct ${off} and pay ${rest}.`,
  instalment: 'Instalment',
  dueOn: 'Due on',
  amount: 'Amount',
  howToPay: 'How to pay',
  accountHolder: 'Account holder',
  iban: 'IBAN',
  bic: 'BIC',
  bank: 'Bank',
  reference: 'Reference',
  scanToPay: 'Scan to pay with your banking app',
  statement: 'Statement of account',
  asOf: 'As of',
  from: 'From',
  statementIntro: 'This is how your account stands with us. Please tell us where your books differ.',
  openItems: (currency: string) => `Open items in ${currency}`,
  nothingOpen: 'Nothing is open.',
  movements: (currency: string) => `Movements in ${currency}`,
  document: 'Document',
  overdueDays: 'Days overdue',
  open: 'Open',
  movement: 'Movement',
  balance: 'Balance',
  opening: 'Opening balance',
  closing: 'Closing balance',
  totalOpen: 'Balance',
  instalmentOf: (number: string, instalment: number) => `${number}, part ${instalment}`,
  kinds: {
    invoice: 'Invoice',
    opening: 'Brought forward',
    fee: 'Fee',
    interest: 'Interest',
    deposit_request: 'Deposit request',
    deposit: 'Deposit',
    credit_note: 'Credit note',
    payment: 'Payment',
    discount: 'Discount',
    tolerance: 'Small difference',
    write_off: 'Write-off',
    bank_fee: 'Bank fee',
    reversal: 'Reversal',
    refund: 'Refund',
    settled_before: 'Settled before',
  } as Readonly<Record<string, string>>,
};

const DE: PaperWords = {
  page: 'Seite',
  of: 'von',
  phone: 'Telefon',
  vatId: 'USt-IdNr.',
  taxNumber: 'Steuernummer',
  invoice: 'Rechnung',
  creditNote: 'Rechnungskorrektur',
  invoiceNumber: 'Rechnungsnummer',
  creditNoteNumber: 'Belegnummer',
  date: 'Datum',
  supplied: 'Leistungsdatum',
  due: 'Fällig',
  customer: 'Kundennummer',
  yourVatId: 'Ihre USt-IdNr.',
  yourReference: 'Ihr Zeichen',
  reason: 'Grund',
  position: 'Pos.',
  description: 'Beschreibung',
  quantity: 'Menge',
  unitPrice: 'Einzelpreis',
  net: 'Netto',
  discountOff: (amount) => `abzüglich Rabatt ${amount}`,
  netTotal: 'Nettobetrag',
  taxOn: (tax, rate, amount) => `${rate} ${tax} auf ${amount}`,
  reverseCharge: 'Reverse Charge',
  zeroRated: (tax) => `0\u00a0% ${tax}`,
  intraCommunity: 'Innergemeinschaftliche Lieferung',
  exported: 'Ausfuhr',
  exempt: 'Steuerbefreit',
  outside: 'Nicht steuerbar',
  onAmount: (what, amount) => `${what}, auf ${amount}`,
  invoiceTotal: 'Rechnungsbetrag',
  creditTotal: 'Korrekturbetrag',
  amountDue: 'Zu zahlen',
  amountCredited: 'Gutgeschrieben',
  by: (day) => `bis zum ${day}`,
  firstOf: (count, amount, day) => `in ${count} Raten, die erste über ${amount} bis zum ${day}`,
  cites: (number, day) => `Diese Rechnungskorrektur bezieht sich auf die Rechnung ${number} vom ${day}.`,
  credited: 'Der Betrag wird mit offenen Posten verrechnet; was übrig bleibt, steht Ihnen als Guthaben zur Verfügung.',
  payAtOnce: 'Zahlbar sofort, ohne Abzug.',
  payWithin: (days, day) => `Zahlbar innerhalb von ${days} Tagen, bis zum ${day}.`,
  payBy: (day) => `Zahlbar bis zum ${day}.`,
  payInParts: 'Zahlbar in Raten:',
  discount: (day, off, rest) => `Skonto: Geht Ihre Zahlung bis zum ${day} bei uns ein, können Sie ${off} abziehen und ${rest} zahlen.`,
  instalment: 'Rate',
  dueOn: 'Fällig am',
  amount: 'Betrag',
  howToPay: 'Zahlung',
  accountHolder: 'Kontoinhaber',
  iban: 'IBAN',
  bic: 'BIC',
  bank: 'Bank',
  reference: 'Verwendungszweck',
  scanToPay: 'Mit Ihrer Banking-App scannen und zahlen',
  statement: 'Kontoauszug',
  asOf: 'Stand',
  from: 'Von',
  statementIntro: 'So steht Ihr Konto bei uns. Bitte sagen Sie uns, wo Ihre Bücher abweichen.',
  openItems: (currency) => `Offene Posten in ${currency}`,
  nothingOpen: 'Es ist nichts offen.',
  movements: (currency) => `Bewegungen in ${currency}`,
  document: 'Beleg',
  overdueDays: 'Tage überfällig',
  open: 'Offen',
  movement: 'Vorgang',
  balance: 'Saldo',
  opening: 'Anfangssaldo',
  closing: 'Endsaldo',
  totalOpen: 'Saldo',
  instalmentOf: (number, instalment) => `${number}, Rate ${instalment}`,
  kinds: {
    invoice: 'Rechnung',
    opening: 'Übernahme',
    fee: 'Gebühr',
    interest: 'Zinsen',
    deposit_request: 'Anzahlungsanforderung',
    deposit: 'Anzahlung',
    credit_note: 'Rechnungskorrektur',
    payment: 'Zahlung',
    discount: 'Skonto',
    tolerance: 'Kleindifferenz',
    write_off: 'Ausbuchung',
    bank_fee: 'Bankgebühr',
    reversal: 'Storno',
    refund: 'Erstattung',
    settled_before: 'Früher ausgeglichen',
  },
};

export function wordsIn(language: PaperLanguage): PaperWords {
  return language === 'de' ? DE : EN;
}
