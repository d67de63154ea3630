import { PLAIN_PROFILE, type Profile } from '../csv/profile.ts';
import type { BankLineField } from './bank-line-fields.ts';

/** An export that its header line identifies: all columns, in this order. */
export type KnownLayout = { readonly header: readonly string[]; readonly profile: Profile };

function layout(
  header: readonly string[],
  columns: Partial<Readonly<Record<BankLineField, string>>>,
  style: Partial<Profile> & { readonly name: string },
): KnownLayout {
  return { header, profile: { ...PLAIN_PROFILE, ...style, columns } };
}

/** The layouts that are read without a profile. A further one is added with a sample of the bank's own file. */
export const KNOWN_LAYOUTS: readonly KnownLayout[] = [
  layout(
    [
      'Auftragskonto',
      'Buchungstag',
      'Valutadatum',
      'Buchungstext',
      'Verwendungszweck',
      'Beguenstigter/Zahlungspflichtiger',
      'Kontonummer/IBAN',
      'Betrag',
      'Waehrung',
    ],
    {
      account: 'Auftragskonto',
      bookedOn: 'Buchungstag',
      valueOn: 'Valutadatum',
      code: 'Buchungstext',
      text: 'Verwendungszweck',
      counterpartyName: 'Beguenstigter/Zahlungspflichtiger',
      counterpartyAccount: 'Kontonummer/IBAN',
      amount: 'Betrag',
      currency: 'Waehrung',
    },
    { name: 'German bank export', delimiter: ';', decimalMark: ',', dateOrder: 'dmy', encoding: 'iso-8859-1' },
  ),
  layout(
    ['Date opération', 'Libellé', 'Débit', 'Crédit', 'Devise', 'Référence'],
    { bookedOn: 'Date opération', text: 'Libellé', paidOut: 'Débit', paidIn: 'Crédit', currency: 'Devise', reference: 'Référence' },
    { name: 'French bank export', delimiter: ';', decimalMark: ',' },
  ),
  layout(
    ['Fecha', 'Concepto', 'Importe', 'Moneda', 'Cuenta', 'Referencia'],
    { bookedOn: 'Fecha', text: 'Concepto', amount: 'Importe', currency: 'Moneda', account: 'Cuenta', reference: 'Referencia' },
    { name: 'Spanish bank export', delimiter: ';', decimalMark: ',' },
  ),
  layout(
    ['Date', 'Type', 'Description', 'Paid out', 'Paid in', 'Balance'],
    { bookedOn: 'Date', code: 'Type', text: 'Description', paidOut: 'Paid out', paidIn: 'Paid in', balance: 'Balance' },
    { name: 'UK current account', dateOrder: 'dmy' },
  ),
  layout(
    ['Details', 'Posting Date', 'Description', 'Amount', 'Type', 'Balance', 'Check or Slip #'],
    { bookedOn: 'Posting Date', text: 'Description', amount: 'Amount', code: 'Type', balance: 'Balance', reference: 'Check or Slip #' },
    { name: 'US checking account', dateOrder: 'mdy', constants: { currency: 'USD' } },
  ),
  layout(
    ['Date', 'Description', 'Amount', 'Currency', 'Balance', 'Account', 'Reference'],
    { bookedOn: 'Date', text: 'Description', amount: 'Amount', currency: 'Currency', balance: 'Balance', account: 'Account', reference: 'Reference' },
    { name: 'dates, amounts and balances' },
  ),
  layout(['Date', 'Description', 'Amount'], { bookedOn: 'Date', text: 'Description', amount: 'Amount' }, { name: 'dates and amounts' }),
];

/** Headers of files that sum statements up: their one row per statement must never become a bank line. */
export const SUMMARY_HEADERS: readonly (readonly string[])[] = [['AccountId', 'StatementCreated', 'NumTransactions', 'NetAmount']];
