import type { Sentences } from '../fill-sentence.ts';

export const CUSTOMERS: Sentences = {
  'contact.not_found': 'Diesen Ansprechpartner gibt es bei dem Kunden nicht. Laden Sie den Kunden neu.',
  'credit_limit.negative': 'Ein Kreditlimit ist null oder mehr. Lassen Sie es leer, wenn es keines geben soll.',
  'customer.changed_meanwhile':
    'Jemand anderes hat diesen Kunden inzwischen geändert; Ihre Änderung wurde nicht gespeichert. Sehen Sie sich seine an, und speichern Sie dann noch einmal.',
  'customer.not_found': [
    'Einen Kunden mit der Nummer „{number}“ gibt es in diesem Unternehmen nicht. Prüfen Sie die Nummer, oder legen Sie ihn zuerst an.',
    'Eintrag {position:count}: Diesen Kunden gibt es in diesem Unternehmen nicht. Prüfen Sie die Angabe, oder legen Sie ihn zuerst an.',
    'Entwurf {draft:count}: Diesen Kunden gibt es in diesem Unternehmen nicht. Prüfen Sie die Angabe, oder legen Sie ihn zuerst an.',
    'Diesen Kunden gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu, oder legen Sie ihn zuerst an.',
  ],
  'customer.number_taken': [
    'Einen Kunden mit der Nummer „{number}“ gibt es schon. Verwenden Sie ihn, oder vergeben Sie eine andere Nummer.',
    'Einen Kunden mit dieser Nummer gibt es schon. Verwenden Sie ihn, oder vergeben Sie eine andere Nummer.',
  ],
  'customer.parent_circular':
    'Ein Kunde kann nicht unter sich selbst stehen: Der gewählte übergeordnete Kunde ist er selbst oder gehört zu ihm. Wählen Sie einen anderen.',
  'customer.unnamed': [
    'Eintrag {position:count} nennt keinen Kunden. Geben Sie eine Nummer oder einen Namen an.',
    'Ein Kunde braucht eine Nummer oder einen Namen. Geben Sie eines von beiden an.',
  ],
  'terms.unknown': [
    '„{terms}“ ist keine bekannte Zahlungsbedingung. Schreiben Sie zum Beispiel NET30, 2/10NET30, EOM30, DAY15, PREPAID oder 40%@30+60%@60.',
    'Das ist keine bekannte Zahlungsbedingung. Schreiben Sie zum Beispiel NET30, 2/10NET30, EOM30, DAY15, PREPAID oder 40%@30+60%@60.',
  ],
};
