import { folded } from '../../foundation/text/fold-text.ts';

/** Names of columns in English, German, Dutch, French and Spanish programs, by our field. Within a field the order says nothing. */
type Words = Readonly<Record<string, string>>;

const CUSTOMER_NUMBER =
  'customer|client|Kunde|klant|cliente|customer number|customer no|customer id|customer code|cust no|cust id|cust num|account|account number|account no|account id|acct|acct no|debtor|debtor no|' +
  'debtor number|client number|client no|client id|client code|bill to number|Konto|Kontonummer|Konto-Nr|Kundennummer|Kundennr|Kunden-Nr|Kunden-ID|KdNr|Kd-Nr|Kunde Nr|' +
  'Debitor|Debitorennummer|Debitorennr|Debitoren-Nr|Debitorenkonto|Debitor-Nr|Personenkonto|Geschäftspartner|klantnummer|klantnr|klant nr|klantcode|debiteur|' +
  'debiteurnummer|debiteurennummer|debiteurnr|relatienummer|relatiecode|numéro client|numéro de client|no client|code client|compte|compte client|compte tiers|' +
  'compte auxiliaire|code tiers|número de cliente|número cliente|no cliente|no de cliente|código cliente|código de cliente|cuenta|cuenta cliente';
const CUSTOMER_NAME =
  'customer|customer name|client|client name|company|company name|name|full name|bill to|bill to name|debtor name|account name|contact name|sold to|Kunde|Kundenname|Firma|' +
  'Firmenname|Debitorname|Debitorenname|Kontobezeichnung|Kontoname|Name 1|Bezeichnung|Name Adressat|naam|klant|klantnaam|debiteurnaam|bedrijfsnaam|bedrijf|relatie|nom|' +
  'nom client|nom du client|raison sociale|société|intitulé|libellé du compte|intitulé du compte|nombre|cliente|nombre cliente|nombre del cliente|razón social|empresa';
const INVOICE_NUMBER =
  'invoice number|invoice no|invoice|invoice id|inv|inv no|inv num|inv number|document number|document no|doc no|doc number|document|num|bill number|Beleg|Belegnummer|' +
  'Belegnr|Beleg-Nr|Belegfeld 1|Rechnung|Rechnungsnummer|Rechnungsnr|Rechnungs-Nr|Rechnung Nr|RgNr|Rg-Nr|ReNr|Re-Nr|Fakturanummer|Fakturanr|Faktura|Dokumentnummer|' +
  'factuurnummer|factuur|factuurnr|boekstuk|boekstuknummer|numéro de facture|numéro facture|no facture|no de facture|facture|pièce|no pièce|numéro de pièce|référence facture|' +
  'número de factura|número factura|no factura|no de factura|factura|documento|número documento';
const CURRENCY =
  'currency|currency code|curr|ccy|Währung|Währungskennzeichen|Währungscode|WKZ|WKZ Umsatz|Whg|Whrg|ISO-Währung|valuta|valutacode|munt|munteenheid|devise|code devise|monnaie|' +
  'moneda|divisa|código moneda';
const TERMS =
  'terms|payment terms|terms code|net terms|Zahlungsbedingung|Zahlungsbedingungen|Zahlungskondition|Zahlungskonditionen|Konditionen|Zahlungsziel|Zahlungszieltage|' +
  'betalingsconditie|betalingscondities|betalingstermijn|conditions de paiement|condition de règlement|mode de règlement tiers|condiciones de pago|plazo de pago';
const REFERENCE =
  'reference|ref|customer reference|your reference|po|po number|po no|purchase order|customer po|memo|Referenz|Bestellnummer|Bestell-Nr|Ihr Zeichen|Kundenreferenz|Belegfeld 2|' +
  'Buchungstext|kenmerk|referentie|uw referentie|bestelnummer|référence|référence client|bon de commande|no commande|referencia|su referencia|pedido';
const AMOUNT =
  'amount|gross|gross amount|total|total amount|invoice amount|invoice total|inv amount|inv amt|amt|original amount|original balance|document amount|Betrag|Brutto|Bruttobetrag|Betrag brutto|' +
  'Rechnungsbetrag|Belegbetrag|Gesamtbetrag|Gesamt|Summe|Endbetrag|Umsatz|Ursprungsbetrag|bedrag|factuurbedrag|totaal|totaalbedrag|brutobedrag|bedrag incl btw|montant|' +
  'montant ttc|total ttc|ttc|montant facture|montant total|importe|importe total|importe factura|total factura|importe bruto';

const INVOICE_WORDS: Words = {
  customerNumber: CUSTOMER_NUMBER,
  customerName: CUSTOMER_NAME,
  number: INVOICE_NUMBER,
  issuedOn:
    'invoice date|inv date|issue date|issued|issued on|date|date issued|document date|doc date|transaction date|trans date|posting date|bill date|Belegdatum|Beleg-Datum|' +
    'Rechnungsdatum|Rechnung vom|Re-Datum|Rg-Datum|Datum|Buchungsdatum|Ausstellungsdatum|Fakturadatum|factuurdatum|datum factuur|boekdatum|boekingsdatum|date facture|' +
    'date de facture|date de la facture|date émission|date pièce|date de pièce|date écriture|fecha|fecha factura|fecha de factura|fecha emisión|fecha de emisión|fecha documento',
  dueOn:
    'due date|due|due on|payment due|payment due date|net due date|maturity|maturity date|Fällig|fällig am|fällig zum|Fälligkeit|Fälligkeitsdatum|Fälligkeitstag|zahlbar bis|' +
    'Nettofälligkeit|Netto fällig|vervaldatum|vervaldag|vervalt op|uiterste betaaldatum|échéance|date échéance|date limite de paiement|vencimiento|fecha vencimiento|' +
    'fecha de vencimiento|vence',
  amount: AMOUNT,
  openAmount:
    'open|open amount|open balance|balance|balance due|outstanding|outstanding amount|outstanding balance|amount due|total due|remaining|remaining amount|unpaid|amount outstanding|' +
    'invoice amount due|Offen|offener Betrag|Betrag offen|noch offen|offener Posten|Restbetrag|Rest|Restforderung|OP-Betrag|OP-Saldo|Saldo|openstaand|openstaand bedrag|nog open|' +
    'open bedrag|restant|restant dû|reste à payer|reste dû|solde|solde dû|montant dû|montant restant|pendiente|importe pendiente|saldo pendiente|saldo',
  currency: CURRENCY,
  terms: TERMS,
  settledOn:
    'paid on|paid date|date paid|payment date|settled|settled on|settled date|settlement date|Bezahlt am|Zahlungsdatum|Ausgeglichen am|Ausgleichsdatum|Ausgleich|beglichen am|' +
    'betaald op|betaaldatum|date de paiement|date paiement|date de règlement|réglé le|payé le|fecha de pago|fecha pago|pagado el',
  reference: REFERENCE,
};

const PAYMENT_WORDS: Words = {
  customerNumber: CUSTOMER_NUMBER,
  customerName: `${CUSTOMER_NAME}|payer|payer name|received from|paid by|Zahler|Einzahler|payeur|pagador|betaler`,
  number: `${INVOICE_NUMBER}|applied to|applied to invoice|paid invoice|for invoice|bezahlte Rechnung|zu Rechnung|facture réglée|factura pagada|betaalde factuur`,
  amount: `${AMOUNT}|payment amount|amount paid|amount received|paid|paid amount|received|receipt amount|Zahlbetrag|Zahlung|Zahlungsbetrag|gezahlter Betrag|betaald bedrag|ontvangen bedrag|montant payé|montant réglé|importe pagado|importe cobrado`,
  currency: CURRENCY,
  receivedOn:
    'payment date|paid on|paid date|date paid|received|received on|date received|receipt date|deposit date|value date|date|transaction date|posting date|Zahlungsdatum|Zahldatum|Zahlungseingang|' +
    'Eingang|Eingangsdatum|bezahlt am|eingegangen am|Valuta|Wertstellung|Buchungsdatum|Datum|betaaldatum|betaald op|ontvangen op|ontvangstdatum|datum|date de paiement|date paiement|' +
    'date de règlement|date encaissement|réglé le|date|fecha de pago|fecha pago|fecha de cobro|fecha cobro|fecha',
  method:
    'method|payment method|payment type|pay method|tender|Zahlart|Zahlungsart|Zahlungsweg|Zahlungsmittel|Zahlweise|betaalwijze|betaalmethode|mode de paiement|mode de règlement|moyen de paiement|' +
    'forma de pago|método de pago|medio de pago',
  reference: `${REFERENCE}|check number|check no|cheque number|cheque no|transaction id|payment reference|payment id|receipt number|receipt no|Zahlungsreferenz|Verwendungszweck|Zahlungsnummer|betalingskenmerk|numéro de chèque|no chèque|referencia de pago`,
  awaitsBank: 'awaits bank',
};

const CUSTOMER_WORDS: Words = {
  number: `${CUSTOMER_NUMBER}|number|no|id|code|Nummer|Nr|nummer|numéro|número|código`,
  name: CUSTOMER_NAME,
  email:
    'email|e mail|e mail address|email address|mail|invoice email|billing email|Mailadresse|E-Mail-Adresse|Rechnungs-E-Mail|e mailadres|emailadres|courriel|adresse e mail|adresse mail|correo|correo electrónico',
  iban: 'iban|bank account|bank account number|Bankverbindung|IBAN-Nr|bankrekening|rekeningnummer|compte bancaire|cuenta bancaria',
  parentNumber:
    'parent|parent number|parent account|parent customer|parent id|Konzern|Konzernnummer|Konzernmutter|Zentrale|übergeordnetes Konto|hoofdklant|moedermaatschappij|société mère|compte parent|matriz|cuenta principal',
  kind: 'type|kind|customer type|account type|Kundenart|Kundentyp|klanttype|type client|tipo|tipo de cliente',
  country: 'country|country code|billing country|Land|Ländercode|Länderkennzeichen|LKZ|Staat|landcode|pays|code pays|país|código país',
  language: 'language|language code|lang|Sprache|Sprachcode|taal|taalcode|langue|idioma',
  terms: TERMS,
  creditLimit:
    'credit limit|credit line|Kreditlimit|Kreditlinie|kredietlimiet|limite de crédit|plafond|plafond de crédit|encours autorisé|límite de crédito|crédito máximo',
  currency: CURRENCY,
  group: 'group|customer group|segment|Kundengruppe|Gruppe|klantgroep|groep|groupe|groupe client|grupo',
  timeZone: 'time zone|timezone|Zeitzone|tijdzone|fuseau horaire|zona horaria',
  address:
    'address|billing address|bill to address|postal address|Adresse|Anschrift|Rechnungsadresse|adres|factuuradres|adresse postale|adresse de facturation|dirección|dirección de facturación',
  street: 'street|street address|Straße|Straße und Hausnummer|Straße Nr|Strasse Hausnr|straat|straatnaam|straat en huisnummer|rue|voie|calle|domicilio',
  address1: 'address 1|address line 1|addr 1|street 1|billing street|Adresszeile 1|Adresse 1|adresregel 1|ligne adresse 1|dirección 1',
  address2: 'address 2|address line 2|addr 2|street 2|Adresszeile 2|Adresse 2|Adresszusatz|adresregel 2|complément adresse|ligne adresse 2|dirección 2',
  postalCode: 'postal code|post code|postcode|zip|zip code|zip postal code|billing zip|PLZ|Postleitzahl|code postal|cp|código postal',
  city: 'city|town|billing city|Ort|Stadt|Wohnort|plaats|plaatsnaam|woonplaats|stad|ville|commune|ciudad|población|localidad',
  vatId:
    'vat|vat id|vat no|vat number|vat registration no|tax id|tax number|tin|ein|USt-ID|USt-IdNr|UStID|Umsatzsteuer-ID|EU-UStID|Steuernummer|btw nummer|btw nr|btw id|tva|no tva|numéro tva|tva intracommunautaire|nif|cif|nif cif',
  phone: 'phone|phone number|telephone|tel|mobile|Telefon|Telefonnummer|Rufnummer|telefoon|telefoonnummer|téléphone|tél|teléfono',
  managementEmail: 'management email|manager email|director email|Geschäftsführung E-Mail|E-Mail Geschäftsführung',
};

export type GuessedKind = 'customers' | 'invoices' | 'payments';

const WORDS: Readonly<Record<GuessedKind, Words>> = { customers: CUSTOMER_WORDS, invoices: INVOICE_WORDS, payments: PAYMENT_WORDS };

/** Names that only files of a bank have. */
const BANK_WORDS =
  'Buchungstag|Valutadatum|Wertstellungstag|Auftragskonto|Begünstigter/Zahlungspflichtiger|Beguenstigter/Zahlungspflichtiger|Auftraggeber/Empfänger|Auftraggeber/Begünstigter|' +
  'Name Zahlungsbeteiligter|IBAN Zahlungsbeteiligter|Kontonummer/IBAN|Umsatzart|Verwendungszweck|Saldo nach Buchung|Soll|Haben|Glaeubiger ID|Mandatsreferenz|counterparty|' +
  'counterparty name|running balance|paid in|paid out|money in|money out|withdrawal|withdrawals|deposit|deposits|debit|credit|check or slip|booking date|value date|transaction type|narrative|' +
  'tegenrekening|tegenpartij|naam tegenpartij|mededelingen|af bij|rekening|saldo na mutatie|omschrijving|libellé|date opération|date de valeur|débit|crédit|concepto|fecha valor|' +
  'fecha operación|cargo|abono|saldo tras';

/** Letters and digits of a header as they are compared: folded, "#" and "n°" said in words, German digraphs like umlauts. */
function tokensOf(text: string): string[] {
  const spelled = text
    .slice(0, 120)
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/#/g, ' no ')
    .replace(/\bn\s*[°º]\.?/giu, ' no ')
    .replace(/№/g, ' no ');
  return folded(spelled)
    .split(/[^A-Z0-9]+/)
    .filter((token) => token !== '')
    .map((token) => token.replace(/AE/g, 'A').replace(/OE/g, 'O').replace(/UE/g, 'U'));
}

type Phrase = { readonly field: string; readonly tokens: readonly string[]; readonly joined: string };

function phrasesOf(words: Words): readonly Phrase[] {
  return Object.entries(words).flatMap(([field, text]) =>
    [...text.split('|'), field].map((phrase) => {
      const tokens = tokensOf(phrase);
      return { field, tokens, joined: tokens.join('') };
    }),
  );
}

const PHRASES: Readonly<Record<GuessedKind, readonly Phrase[]>> = {
  customers: phrasesOf(WORDS.customers),
  invoices: phrasesOf(WORDS.invoices),
  payments: phrasesOf(WORDS.payments),
};
const BANK_PHRASES = new Set(phrasesOf({ bank: BANK_WORDS }).map((phrase) => phrase.joined));
const ALL_PHRASES = new Set([...Object.values(PHRASES).flatMap((phrases) => phrases.map((phrase) => phrase.joined)), ...BANK_PHRASES]);

/** How well the name of a column fits each field of a kind of file, 0 to 1; 1 where the whole name is a known one. Fields that do not fit are left out. */
export function fieldsNamed(column: string, kind: GuessedKind): ReadonlyMap<string, number> {
  const tokens = tokensOf(column);
  const joined = tokens.join('');
  const best = new Map<string, number>();
  if (joined === '') return best;
  for (const phrase of PHRASES[kind]) {
    const score = fit(phrase, tokens, joined);
    if (score > (best.get(phrase.field) ?? 0)) best.set(phrase.field, score);
  }
  return best;
}

function fit(phrase: Phrase, tokens: readonly string[], joined: string): number {
  if (phrase.joined === joined) return 1;
  if (phrase.joined.length < 4 || joined.length <= phrase.joined.length) return 0;
  const ratio = phrase.joined.length / joined.length;
  const within = tokens.some((_, at) => phrase.tokens.every((token, index) => tokens[at + index] === token));
  if (within) return 0.5 + 0.4 * ratio;
  return phrase.joined.length >= 5 && joined.startsWith(phrase.joined) ? 0.4 + 0.4 * ratio : 0;
}

/** Whether the whole text is a known name of a column, of any kind of file. */
export function isHeaderWord(text: string): boolean {
  return ALL_PHRASES.has(tokensOf(text).join(''));
}

/** How many columns have a name that bank files give. */
export function bankColumns(header: readonly string[]): number {
  return header.filter((column) => BANK_PHRASES.has(tokensOf(column).join(''))).length;
}
