import type { Sentences } from '../fill-sentence.ts';

/** Receivables, credits, payments and refunds. */
export const PAYMENTS: Sentences = {
  'allocation.currency_differs': [
    'Die Forderung lautet auf {receivable}, das Geld auf {credit}. Ordnen Sie nur innerhalb einer Währung zu.',
    'Forderung und Geld lauten auf verschiedene Währungen. Ordnen Sie nur innerhalb einer Währung zu.',
  ],
  'allocation.exceeds_open_amount': [
    'Auf {number} sind nur noch {open:money:currency} offen, verlangt waren {asked:money:currency}. Ordnen Sie höchstens den offenen Betrag zu.',
    'Vom Guthaben sind nur noch {open:money:currency} frei, verlangt waren {asked:money:currency}. Nehmen Sie höchstens den freien Betrag.',
    'Das ist mehr, als noch offen ist. Nehmen Sie höchstens den offenen Betrag.',
  ],
  'allocation.item_not_found': 'Diesen Posten gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'allocation.not_positive': 'Der Betrag muss positiv sein. Um eine Zuordnung aufzuheben, nehmen Sie sie zurück.',
  'amount.invalid': [
    'Ein Betrag ist nicht lesbar. Schreiben Sie ihn wie 1234,50, mit höchstens so vielen Nachkommastellen, wie {currency} hat.',
    'Ein Betrag ist nicht lesbar. Schreiben Sie ihn wie 1234,50.',
  ],
  'cause.already_reversed': 'Das wurde schon zurückgenommen; nichts wurde geändert. Laden Sie die Seite neu, um den Stand zu sehen.',
  'cause.not_found': 'Hier gibt es nichts zurückzunehmen: Dazu wurde nichts gebucht. Laden Sie die Seite neu.',
  'cause.not_reversible': [
    { where: { kind: 'document' }, say: 'Nichts wurde geändert: Ein Beleg wird nie zurückgenommen. Stellen Sie eine Gutschrift oder eine weitere Rechnung.' },
    { where: { kind: 'reversal' }, say: 'Nichts wurde geändert: Das ist selbst schon eine Rücknahme. Erfassen Sie das Geld neu, wenn es doch kam.' },
    { where: { kind: 'refund' }, say: 'Nichts wurde geändert: Eine Auszahlung, die nicht ankam, wird abgelehnt, nicht zurückgenommen.' },
    'Nichts wurde geändert: Ein Teil davon wurde ausgezahlt oder ist selbst eine Rücknahme. Fordern Sie Ausgezahltes vom Kunden zurück, oder erfassen Sie Geld neu, das doch kam.',
  ],
  'discount.exceeds_agreed': [
    'Das Skonto auf {number} ist höher als vereinbart: Von {agreed:money:currency} sind noch {left:money:currency} übrig. Ziehen Sie höchstens das ab.',
    'Das Skonto ist höher als vereinbart. Ziehen Sie höchstens das Vereinbarte ab; für mehr braucht es eine Freigabe.',
  ],
  'discount.not_earned': [
    'Das Skonto von {asked:money:currency} auf {number} galt bis {until:day}; die Wertstellung der Zahlung ist der {valueOn:day}. Lassen Sie den Betrag offen, oder erlassen Sie ihn mit einer Freigabe.',
    'Auf {number} ist kein Skonto vereinbart. Lassen Sie {asked:money:currency} offen, oder erlassen Sie den Betrag mit einer Freigabe.',
    'Das Skonto ist nicht vereinbart oder abgelaufen. Lassen Sie den Betrag offen, oder erlassen Sie ihn mit einer Freigabe.',
  ],
  'payment.application_not_found':
    'Diese Zuordnung lässt sich nicht einzeln zurücknehmen. Laden Sie die Zahlung neu; was eine Bankzeile zugeordnet hat, nehmen Sie an der Bankzeile zurück.',
  'payment.bank_unseen':
    'Nur Bargeld und Schecks können ohne die Bank hier liegen. Lassen Sie die Zahlung auf die Bank warten: Die Bankzeile wird verbunden, wenn sie kommt.',
  'payment.day_ahead': [
    'Die Zahlung ist auf den {day:day} datiert, der noch kommt. Erfassen Sie sie, wenn das Geld da ist.',
    'Die Zahlung ist auf einen Tag datiert, der noch kommt. Erfassen Sie sie, wenn das Geld da ist.',
  ],
  'payment.not_found': 'Diese Zahlung gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'payment.not_positive': 'Eine Zahlung ist größer als null; Geld, das hinausgeht, ist eine Auszahlung.',
  'payment.not_returnable':
    'Die Bank kann diese Zahlung nicht zurückgegeben haben: Sie wurde schon zurückgenommen oder zurückgegeben, oder die Bank hat sie noch nicht gemeldet. Wählen Sie eine andere Zahlung.',
  'payment.of_bank_line': 'Diese Zahlung gehört zu einer Bankzeile. Nehmen Sie die Zuordnung der Bankzeile zurück.',
  'payment.state': [
    'Diese Zahlung wurde {state:payment}; mit ihr lässt sich nichts bezahlen. Laden Sie sie neu.',
    'Mit dieser Zahlung lässt sich nichts mehr bezahlen. Laden Sie sie neu.',
  ],
  'receivable.not_found': [
    'Eine Rechnung {number} in {currency} gibt es in diesem Unternehmen nicht. Prüfen Sie die Nummer.',
    'Diese Rechnung gibt es in diesem Unternehmen nicht. Prüfen Sie die Nummer.',
  ],
  'refund.already_rejected': 'Diese Auszahlung wurde schon abgelehnt; nichts wurde geändert. Laden Sie die Seite neu, um den Stand zu sehen.',
  'refund.not_awaited':
    'Diese Auszahlung wartet nicht auf die Bank: Sie wurde abgelehnt, anders bezahlt oder gehört schon zu einer Bankzeile. Wählen Sie eine andere.',
  'refund.not_found': 'Diese Auszahlung gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'refund.not_refundable': 'Eine Anzahlung trägt eigene Steuer und wird nicht wie freies Guthaben ausgezahlt. Stornieren Sie stattdessen ihren Auftrag.',
  'tolerance.exceeds_limit': [
    '{asked:money:currency} auf {number} sind kein kleiner Rest: Höchstens {limit:money:currency} lassen sich hier erlassen. Lassen Sie den Rest offen, oder stellen Sie eine Gutschrift.',
    'Das ist kein kleiner Rest mehr, den man erlassen könnte. Lassen Sie ihn offen, oder stellen Sie eine Gutschrift.',
  ],
};
