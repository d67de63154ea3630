import type { Sentences } from '../fill-sentence.ts';

/** Invoices, credit notes, drafts and their numbers. */
export const INVOICES: Sentences = {
  'credit_note.exceeds_invoice': [
    'Auf {invoice} lassen sich nur noch {left:money:currency} gutschreiben, verlangt waren {asked:money:currency}. Schreiben Sie höchstens den Rest gut.',
    'Auf der Rechnung lässt sich nicht mehr so viel gutschreiben. Schreiben Sie höchstens den Rest gut.',
  ],
  'document.imported': [
    '{number} wurde von einem anderen System gestellt und importiert. Holen Sie das PDF dort.',
    'Der Beleg wurde von einem anderen System gestellt und importiert. Holen Sie das PDF dort.',
  ],
  'document.not_found': 'Diese Rechnung oder Gutschrift gibt es hier nicht. Laden Sie die Liste neu; vielleicht gehört sie zu einem anderen Unternehmen.',
  'invoice.line_invalid': [
    { where: { field: 'text' }, say: 'Zeile {line:count}: Die Beschreibung fehlt. Schreiben Sie, was verkauft wurde.' },
    {
      where: { field: 'quantity' },
      say: 'Zeile {line:count}: Diese Menge lässt sich nicht verwenden. Schreiben Sie eine Zahl mit höchstens 6 Nachkommastellen.',
    },
    {
      where: { field: 'unitPrice' },
      say: 'Zeile {line:count}: Dieser Einzelpreis lässt sich nicht verwenden. Schreiben Sie eine Zahl mit höchstens 6 Nachkommastellen.',
    },
    { where: { field: 'taxRate' }, say: 'Zeile {line:count}: Dieser Steuersatz lässt sich nicht verwenden. Schreiben Sie Prozent, zum Beispiel 19 oder 5,5.' },
    { where: { field: 'taxCategory' }, say: 'Zeile {line:count}: Diese Art der Steuer kennt keinen Satz über null. Setzen Sie den Satz auf 0.' },
    { where: { field: 'amount' }, say: 'Zeile {line:count}: Menge mal Preis ist größer als jeder Betrag, der sich aufbewahren lässt. Prüfen Sie beides.' },
    'Zeile {line:count} enthält einen Wert, der sich nicht verwenden lässt. Prüfen Sie Beschreibung, Menge, Preis und Steuer.',
    'Eine Zeile enthält einen Wert, der sich nicht verwenden lässt. Prüfen Sie Beschreibung, Menge, Preis und Steuer.',
  ],
  'invoice.no_lines': 'Eine Rechnung braucht mindestens eine Zeile. Fügen Sie eine hinzu.',
  'invoice.not_positive': [
    'Entwurf {draft:count} ergibt null oder weniger. Stellen Sie eine Gutschrift über das, was dem Kunden zusteht.',
    'Die Rechnung ergibt null oder weniger. Stellen Sie eine Gutschrift über das, was dem Kunden zusteht.',
  ],
  'invoice.series_unknown': [
    'Einen Nummernkreis „{series}“ gibt es dafür nicht. Verwenden Sie einen vorhandenen, oder legen Sie ihn zuerst an.',
    'Diesen Nummernkreis gibt es nicht. Verwenden Sie einen vorhandenen, oder legen Sie ihn zuerst an.',
  ],
  'invoice_draft.customer_changed': 'Ein Entwurf bleibt bei seinem Kunden. Verwerfen Sie ihn, und schreiben Sie einen neuen für den anderen Kunden.',
  'invoice_draft.not_found': 'Diesen Entwurf gibt es nicht. Laden Sie die Liste neu.',
  'invoice_draft.state': [
    'Dieser Entwurf ist bereits {state:draft}; mit ihm lässt sich nichts mehr tun. Laden Sie die Seite neu.',
    'Dieser Entwurf ist schon gestellt oder verworfen; mit ihm lässt sich nichts mehr tun. Laden Sie die Seite neu.',
  ],
  'number_series.exists': [
    'Einen Nummernkreis „{series}“ gibt es schon. Ändern Sie ihn, oder wählen Sie einen anderen Namen.',
    'Einen Nummernkreis dieses Namens gibt es schon. Ändern Sie ihn, oder wählen Sie einen anderen Namen.',
  ],
  'number_series.next_falls': [
    'Der Nummernkreis steht bei {next} und zählt nur aufwärts. Wählen Sie {next} oder mehr.',
    'Ein Nummernkreis zählt nur aufwärts, sonst käme eine Nummer zweimal. Wählen Sie die jetzige Nummer oder eine höhere.',
  ],
  'number_series.number_taken': [
    'Die Nummer {number} gibt es schon, und der Nummernkreis würde zu ihr kommen. Beginnen Sie mit {next}, oder wählen Sie ein anderes Präfix.',
    'Eine Nummer, zu der der Nummernkreis kommen würde, gibt es schon. Beginnen Sie danach, oder wählen Sie ein anderes Präfix.',
  ],
  'number_series.prefix_taken': [
    'Der Nummernkreis „{series}“ hat das Präfix „{prefix}“; beide könnten dieselbe Nummer ergeben. Wählen Sie ein Präfix, das sich nicht nur in Ziffern am Ende unterscheidet.',
    'Zwei Nummernkreise könnten dieselbe Nummer ergeben. Wählen Sie ein Präfix, das sich nicht nur in Ziffern am Ende unterscheidet.',
  ],
};
