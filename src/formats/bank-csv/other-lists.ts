/** Lists that are dropped where a bank file belongs. */
export type OtherList = 'invoices' | 'customers';

const CONTACT =
  /e-?mail|street|strasse|postal|plz|zip|city|\bort\b|town|phone|telefon|vat ?id|ust-?id|credit ?limit|kreditlimit|address|anschrift|country|\bland\b/;
const CUSTOMER = /customer|kunde|debitor|client|\bname\b|firma|company/;
const DUE = /\bdue|fallig|faellig|echeance|scadenza|vencimiento|vervaldatum/;
const INVOICE = /invoice|rechnung|facture|factura|fattura|factuur|\bnumber\b|beleg|open ?amount|\boffen/;
const MONEY = /amount|betrag|montant|importo|importe|bedrag|saldo|balance/;

/** What the header of a delimited file seems to list, where it is no bank's; undefined where nothing is clear. */
export function otherListOf(header: readonly string[]): OtherList | undefined {
  const names = header.map((cell) =>
    cell
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('ß', 'ss')
      .replaceAll('_', ' ')
      .toLowerCase()
      .trim(),
  );
  const has = (mark: RegExp): boolean => names.some((name) => mark.test(name));
  if (has(DUE) && has(INVOICE)) return 'invoices';
  if (names.filter((name) => CONTACT.test(name)).length >= 2 && has(CUSTOMER) && !has(MONEY)) return 'customers';
  return undefined;
}
