import type { Sentences } from '../fill-sentence.ts';

/** Companies and their settings, and the demo. */
export const COMPANIES: Sentences = {
  'company.books_begun':
    'Land und Steuerzeitpunkt gelten für alles in den Büchern, und dieses Unternehmen hat schon Buchungen. Legen Sie für das, was anders sein soll, ein weiteres Unternehmen an.',
  'company.name_invalid': 'Ein Unternehmen braucht einen Namen mit 1 bis 200 Zeichen.',
  'company.name_taken': [
    'Ein Unternehmen namens „{name}“ gibt es schon. Wählen Sie einen Namen, der die beiden unterscheidet.',
    'Ein Unternehmen dieses Namens gibt es schon. Wählen Sie einen Namen, der die beiden unterscheidet.',
  ],
  'company.not_found': 'Dieses Unternehmen gibt es nicht, oder Sie haben keinen Zugang dazu. Prüfen Sie die Adresse, oder fragen Sie einen Administrator.',
  'company.slug_invalid': [
    '„{slug}“ kann nicht in einer Adresse stehen. Verwenden Sie Kleinbuchstaben, Ziffern und einzelne Bindestriche.',
    'Das Kürzel kann nicht in einer Adresse stehen. Verwenden Sie Kleinbuchstaben, Ziffern und einzelne Bindestriche.',
  ],
  'company.slug_taken': [
    'Das Kürzel „{slug}“ gehört einem anderen Unternehmen. Wählen Sie ein anderes.',
    'Das Kürzel gehört einem anderen Unternehmen. Wählen Sie ein anderes.',
  ],
  'country.unknown': [
    '„{country}“ ist kein Länderkürzel nach ISO 3166. Schreiben Sie zwei Buchstaben, zum Beispiel DE, AT oder CH.',
    'Das ist kein Länderkürzel nach ISO 3166. Schreiben Sie zwei Buchstaben, zum Beispiel DE, AT oder CH.',
  ],
  'currency.unknown': [
    '„{currency}“ ist kein Währungskürzel nach ISO 4217. Schreiben Sie drei Buchstaben, zum Beispiel EUR, CHF oder USD.',
    'Das ist kein Währungskürzel nach ISO 4217. Schreiben Sie drei Buchstaben, zum Beispiel EUR, CHF oder USD.',
  ],
  'day.invalid': ['Den Tag „{day}“ gibt es im Kalender nicht. Wählen Sie einen anderen.', 'Diesen Tag gibt es im Kalender nicht. Wählen Sie einen anderen.'],
  'demo.in_progress': 'Die Demodaten werden schon geladen. Warten Sie, bis sie da sind; der Fortschritt steht auf der Seite.',
  'demo.loaded_already': 'Die Demodaten sind schon geladen; nichts wurde geändert. Sehen Sie sich deren Unternehmen an.',
  'demo.other_companies':
    'Demodaten werden nur geladen, wo es noch kein eigenes Unternehmen gibt, damit erfundene Zahlen nie neben echten stehen; nichts wurde geändert. Nehmen Sie dafür einen anderen Ordner: dunlin start --demo --data ./demo-data.',
  'letterhead.invalid': 'Eine Angabe des Briefkopfs lässt sich nicht verwenden; nichts wurde geändert. Berichtigen Sie sie und speichern Sie noch einmal.',
  'logo.not_set': 'Das Unternehmen hat noch kein Logo. Laden Sie zuerst eines hoch.',
  'logo.too_large': [
    'Die Datei des Logos ist größer als {maxBytes:kilobytes} KB. Verkleinern Sie es, oder nehmen Sie ein SVG.',
    'Die Datei des Logos ist zu groß. Verkleinern Sie es, oder nehmen Sie ein SVG.',
  ],
  'logo.too_many_pixels': [
    'Das Logo hat {width:count} × {height:count} Pixel, höchstens {most:count} je Seite sind möglich. Verkleinern Sie es, oder nehmen Sie ein SVG.',
    'Das Logo hat zu viele Pixel. Verkleinern Sie es, oder nehmen Sie ein SVG.',
  ],
  'logo.unreadable':
    'Die Datei ist kein PNG, JPEG oder SVG, das sich lesen und drucken lässt. Speichern Sie das Logo mit einem anderen Programm neu und versuchen Sie es noch einmal.',
  'logo.unsafe':
    'Das SVG enthält etwas, das ein Logo nicht haben darf: ein Skript, einen Verweis nach außen oder fremde Elemente. Exportieren Sie es als einfaches SVG mit Text als Pfaden, oder als PNG.',
  'time_zone.unknown': [
    '„{timeZone}“ ist keine Zeitzone nach IANA. Schreiben Sie zum Beispiel Europe/Berlin oder Europe/Vienna.',
    'Das ist keine Zeitzone nach IANA. Schreiben Sie zum Beispiel Europe/Berlin oder Europe/Vienna.',
  ],
  'watch.not_set': 'Das Unternehmen hat keinen überwachten Ordner. Richten Sie einen ein: dunlin watch set ORDNER.',
};
