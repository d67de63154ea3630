import type { Sentences } from '../fill-sentence.ts';

/** Texts, the outbox, channels and what comes back. */
export const MESSAGES: Sentences = {
  'channel.demo_company': 'Aus einem Unternehmen der Demo geht nichts hinaus, darum hat es keine Absenderkonten. Legen Sie dafür ein eigenes Unternehmen an.',
  'channel.not_set': [
    'Der Weg „{channel:channel}“ ist noch nicht eingerichtet. Richten Sie ihn in den Einstellungen ein.',
    'Dieser Weg ist noch nicht eingerichtet. Richten Sie ihn in den Einstellungen ein.',
  ],
  'channel.secret_missing': [
    'In den Angaben zu „{channel:channel}“ fehlt: {secret:secret}. Server oder Benutzer sind neu, und was aufbewahrt ist, gilt für sie nicht. Geben Sie es ein.',
    'In den Angaben fehlt ein Passwort oder Schlüssel: Server oder Benutzer sind neu, und was aufbewahrt ist, gilt für sie nicht. Geben Sie es ein.',
  ],
  'file.not_found': 'Diese Datei gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'inbound.not_found': 'Diese Antwort gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'message.invalid': 'So lässt sich die Nachricht nicht ändern: Adresse, Betreff oder Text passen nicht. Prüfen Sie die Angaben und speichern Sie noch einmal.',
  'message.not_collected': 'Mindestens einer dieser Briefe liegt nicht beim Drucker; nichts wurde geändert. Laden Sie die Liste neu.',
  'message.not_found': 'Diese Nachricht gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'message.not_unknown': 'Was aus dieser Nachricht wurde, ist schon bekannt; nichts wurde geändert. Laden Sie die Liste neu.',
  'message.not_waiting': [
    'Diese Nachricht wartet nicht mehr. {state:message}; nichts wurde geändert. Laden Sie die Liste neu.',
    'Diese Nachricht wartet nicht mehr; nichts wurde geändert. Laden Sie die Liste neu.',
  ],
  'secrets.key_unreadable': 'Die Schlüsseldatei für aufbewahrte Geheimnisse ist beschädigt. Stellen Sie sie aus einer Sicherung wieder her.',
  'secrets.unreadable':
    'Ein aufbewahrtes Geheimnis lässt sich nicht öffnen: Es wurde verändert, oder sein Schlüssel fehlt. Geben Sie es neu ein, oder stellen Sie die Schlüsseldatei wieder her.',
  'template.changed_meanwhile':
    'Jemand anderes hat diesen Text im selben Moment gespeichert; Ihrer wurde nicht gespeichert. Sehen Sie sich den anderen an, und speichern Sie dann noch einmal.',
  'template.failed': [
    'Der Text lässt sich nicht füllen: Zeile {line:count}, Spalte {column:count}. Berichtigen Sie die Stelle unter Einstellungen, Texte.',
    'Der Text lässt sich nicht füllen. Berichtigen Sie ihn unter Einstellungen, Texte.',
  ],
  'template.invalid': [
    'Dieser Text lässt sich noch nicht verwenden; Stellen mit einem Fehler: {problems:count}. Berichtigen Sie sie und speichern Sie noch einmal.',
    'Dieser Text lässt sich noch nicht verwenden. Berichtigen Sie seine Fehler und speichern Sie noch einmal.',
  ],
  'template.language_invalid': [
    '„{language}“ ist kein Sprachkürzel. Schreiben Sie es wie de oder en-GB.',
    'Das ist kein Sprachkürzel. Schreiben Sie es wie de oder en-GB.',
  ],
  'template.not_found': 'Diesen Text gibt es nicht, weder eigens noch eingebaut. Legen Sie ihn unter Einstellungen, Texte an.',
  'template.version_not_found': [
    'Eine Version {version:count} dieses Textes gibt es nicht. Laden Sie die Seite neu.',
    'Diese Version des Textes gibt es nicht. Laden Sie die Seite neu.',
  ],
};
