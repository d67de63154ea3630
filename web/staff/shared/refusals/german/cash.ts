import type { Sentences } from '../fill-sentence.ts';

/** Bank accounts, bank lines and their explanations. */
export const CASH: Sentences = {
  'bank_account.not_found': 'Dieses Bankkonto gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'bank_account.not_named': [
    'Die Datei nennt kein Konto, und in ihrer Währung gibt es {accounts:count} Bankkonten. Bitten Sie die Bank um eine Datei mit Kontonummer, oder importieren Sie sie auf der Befehlszeile mit --account.',
    'Die Datei nennt kein Konto, und in ihrer Währung gibt es mehrere. Bitten Sie die Bank um eine Datei mit Kontonummer, oder importieren Sie sie auf der Befehlszeile mit --account.',
  ],
  'bank_line.final':
    'Was die Bank zurückgenommen oder ausgezahlt hat, bleibt so und lässt sich nicht zurücknehmen. Berichtigt es die Bank, kommt dafür eine eigene Bankzeile.',
  'bank_line.not_found': 'Diese Bankzeile gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'bank_line.state': [
    { where: { asked: 'open', state: 'open' }, say: 'Dieser Bankzeile ist noch nichts zugeordnet; es gibt nichts zurückzunehmen.' },
    { where: { asked: 'open', state: 'proposed' }, say: 'Dieser Bankzeile ist noch nichts zugeordnet; es gibt nichts zurückzunehmen.' },
    {
      where: { state: 'applied', asked: 'applied' },
      say: 'Diese Bankzeile ist schon zugeordnet; nichts wurde doppelt gebucht. Sehen Sie sie unter den zugeordneten an, und nehmen Sie sie nur zurück, wenn sie falsch ist.',
    },
    { where: { state: 'applied' }, say: 'Diese Bankzeile ist schon zugeordnet. Nehmen Sie zuerst die Zuordnung zurück.' },
    { where: { state: 'set_aside' }, say: 'Diese Bankzeile ist beiseitegelegt. Holen Sie sie zuerst mit „Rückgängig“ zurück.' },
    { where: { state: 'repeated' }, say: 'Diese Bankzeile ist aus einer anderen Datei schon bekannt; mit ihr ist nichts zu tun.' },
    { where: { state: 'pending' }, say: 'Diese Bankzeile ist von der Bank noch nicht gebucht. Warten Sie auf den Auszug, in dem sie gebucht ist.' },
    'Der Stand dieser Bankzeile lässt das nicht zu. Laden Sie sie neu.',
  ],
  'cash.does_not_add_up': [
    'Die Teile ergeben {parts:money:currency}, die Bankzeile hat {line:money:currency}. Ändern Sie die Teile, oder lassen Sie den Unterschied nicht zugeordnet.',
    'Die Teile ergeben nicht den Betrag der Bankzeile. Ändern Sie die Teile, oder lassen Sie den Unterschied nicht zugeordnet.',
  ],
  'cash.known_money_gone': 'Die Zahlung, die diese Bankzeile bestätigt, wurde inzwischen verbunden oder zurückgenommen. Erklären Sie die Zeile neu.',
  'cash.not_incoming': 'Nur Geld, das einging, lässt sich Forderungen zuordnen. Legen Sie einen Ausgang beiseite.',
  'cash.not_outgoing': 'Auf dieser Bankzeile ging Geld ein; nur ein Ausgang kann eine Rückgabe oder eine Auszahlung sein. Wählen Sie den Ausgang.',
  'cash.not_short': 'Auf den Forderungen dieser Erklärung bleibt nichts offen; ein Grund dafür erübrigt sich. Lassen Sie ihn weg.',
  'cash.outgoing_differs': [
    'Die Bankzeile über {line:money:currency} passt nicht zu den {known:money:knownCurrency}, um die es geht. Wählen Sie die Bankzeile mit diesem Betrag.',
    'Die Bankzeile hat einen anderen Betrag oder eine andere Währung. Wählen Sie die Bankzeile mit dem richtigen Betrag.',
  ],
  'proposal.none': 'Für diese Bankzeile wartet kein Vorschlag. Ordnen Sie zuerst mit „Jetzt zuordnen“ zu, oder erklären Sie die Zeile von Hand.',
  'proposal.not_found': 'Diesen Vorschlag gibt es nicht. Laden Sie die Bankzeile neu.',
  'proposal.state': [
    'Dieser Vorschlag ist bereits {state:proposal}; nur ein wartender lässt sich annehmen. Laden Sie die Bankzeile neu.',
    'Dieser Vorschlag wartet nicht mehr. Laden Sie die Bankzeile neu.',
  ],
  'statement.already_imported': [
    'Der Auszug {reference} wurde am {on:day} schon mit {file} importiert; nichts wurde noch einmal gebucht.',
    'Diese Datei wurde am {on:day} schon als {file} importiert; nichts wurde noch einmal gebucht.',
    'Der Auszug {reference} steht in {file} zweimal; nichts wurde importiert, denn sein Geld würde doppelt zählen. Bitten Sie die Bank um eine Datei, in der jeder Auszug einmal steht.',
    'Diese Datei oder ihr Auszug wurde schon importiert; nichts wurde noch einmal gebucht.',
  ],
};
