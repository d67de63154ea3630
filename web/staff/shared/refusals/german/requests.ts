import type { Sentences } from '../fill-sentence.ts';

/** What stands between the app and the server, whatever was asked for. */
export const REQUESTS: Sentences = {
  'cursor.invalid': 'Die Liste lässt sich von hier aus nicht fortsetzen. Laden Sie sie neu.',
  'idempotency.in_progress': 'Derselbe Auftrag läuft noch. Warten Sie einen Moment, und versuchen Sie es dann noch einmal.',
  'idempotency.key_invalid':
    'Der Auftrag wurde mit einem unbrauchbaren Schlüssel gesendet (Idempotency-Key). Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'idempotency.key_reused':
    'Der Schlüssel dieses Auftrags (Idempotency-Key) gehört schon zu einem anderen. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  internal: [
    'Auf unserer Seite ist etwas schiefgegangen, und nichts wurde geändert. Versuchen Sie es noch einmal; wenn es bleibt, melden Sie die Anfrage {instance}.',
    'Der Server hat mit {status:count} geantwortet, ohne zu sagen, warum. Versuchen Sie es noch einmal.',
    'Auf der Seite des Servers ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
  ],
  'request.malformed': 'Der Server konnte die Anfrage nicht lesen. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'request.rate_limited': 'Von dieser Adresse kamen zu viele Anfragen. Warten Sie einen Moment, und versuchen Sie es dann noch einmal.',
  'request.too_large': 'Das ist mehr, als der Server auf einmal annimmt. Senden Sie weniger auf einmal.',
  'request.unknown_path': 'Unter dieser Adresse steht auf dem Server nichts. Laden Sie die Seite neu; vielleicht gibt es eine neuere Version.',
  'request.unsupported_type': 'Der Server nimmt diese Art von Inhalt hier nicht an. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'service.unavailable': 'Die Datenbank antwortet gerade nicht. Versuchen Sie es gleich noch einmal.',
  unreachable: 'Der Server antwortet nicht. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  'upload.missing': 'Die Datei ist leer, oder es kam keine an. Prüfen Sie, ob die richtige gewählt ist, oder exportieren Sie sie neu.',
  'upload.too_large': [
    'Die Datei ist größer als {maxBytes:megabytes} MB. Teilen Sie sie, oder importieren Sie sie auf der Befehlszeile.',
    'Die Datei ist größer, als der Server annimmt. Teilen Sie sie, oder importieren Sie sie auf der Befehlszeile.',
  ],
  validation_failed: 'Eine Angabe lässt sich so nicht verwenden. Prüfen Sie die Eingaben und versuchen Sie es noch einmal.',
};
