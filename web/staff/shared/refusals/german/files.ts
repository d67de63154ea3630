import type { Sentences } from '../fill-sentence.ts';

/** Files that cannot be read as a whole, imports, and the profiles by which they are read. */
export const FILES: Sentences = {
  'file.accounts_mixed': [
    'Die Datei hat {accounts:count} Konten in gemischter Folge und ist zu groß, um sie zu sortieren. Exportieren Sie je Konto eine Datei.',
    'Die Datei hat mehrere Konten in gemischter Folge und ist zu groß, um sie zu sortieren. Exportieren Sie je Konto eine Datei.',
  ],
  'file.column_ambiguous': [
    'Die Kopfzeile hat die Spalte „{column}“ mehrmals. Benennen Sie eine davon um, oder entfernen Sie sie.',
    'Die Kopfzeile hat eine nötige Spalte mehrmals. Benennen Sie eine davon um, oder entfernen Sie sie.',
  ],
  'file.column_missing': [
    'Der Datei fehlt die Spalte „{column}“, aus der „{field}“ gelesen werden soll. Prüfen Sie den Trenner und die Zuordnung der Spalten.',
    'Der Datei fehlt eine Spalte für „{field}“. Prüfen Sie den Trenner und die Zuordnung der Spalten, oder ergänzen Sie die Spalte.',
    'Der Datei fehlt eine nötige Spalte. Prüfen Sie den Trenner und die Zuordnung der Spalten, oder ergänzen Sie die Spalte.',
  ],
  'file.currency_missing': 'Die Datei nennt ihre Währung nicht. Geben Sie die Währung des Kontos an, oder lesen Sie sie mit einem Aufbau, der sie nennt.',
  'file.doctype':
    'Die XML-Datei enthält eine Dokumenttyp-Deklaration; solche Dateien können Fremdes nachladen und werden nie gelesen. Bitten Sie die Bank um die Datei ohne sie.',
  'file.empty': 'Die Datei ist leer oder hat unter der Kopfzeile keine Zeilen. Exportieren Sie sie neu, und prüfen Sie, ob die richtige gewählt ist.',
  'file.encoding': [
    'Die Bytes der Datei passen nicht zu der Kodierung, die sie nennt (Byte {byte:count}); Zeichen gingen verloren. Bitten Sie die Bank um die Datei in UTF-8.',
    'Die Kodierung der Datei wird nicht unterstützt. Bitten Sie die Bank um die Datei in UTF-8.',
  ],
  'file.encoding_invalid': [
    'Zeile {line:count} hat Zeichen, die in der Kodierung {encoding} nicht lesbar sind. Wählen Sie die richtige Kodierung, oder exportieren Sie die Datei in UTF-8.',
    'Die Datei hat Zeichen, die in ihrer Kodierung nicht lesbar sind. Wählen Sie die richtige Kodierung, oder exportieren Sie die Datei in UTF-8.',
  ],
  'file.format_unsupported': 'Dieses Format lässt sich nicht als Bankdatei lesen. Bitten Sie die Bank um camt.053, camt.052, camt.054, MT940, MT942 oder CSV.',
  'file.layout_unknown':
    'Keine hier bekannte Bank schreibt diese Kopfzeile. Bitten Sie die Bank um camt.053 oder MT940, oder lesen Sie die Datei mit einem Aufbau, der sagt, welche Spalte was ist.',
  'file.not_bank_lines': [
    'Die Datei sieht aus wie eine Liste von {list:list}, nicht wie Bewegungen eines Bankkontos. Importieren Sie sie dort, wo sie hingehört.',
    'Die Datei sieht nicht aus wie Bewegungen eines Bankkontos. Importieren Sie sie dort, wo sie hingehört.',
  ],
  'file.not_camt': 'Die Datei ist XML, aber kein Kontoauszug in camt.052, camt.053 oder camt.054. Wählen Sie eine andere Datei oder ein anderes Format.',
  'file.not_well_formed': [
    'Die Datei ist kein gültiges XML (Zeile {line:count}, Spalte {column:count}); nichts davon wurde verwendet. Bitten Sie die Bank noch einmal um die Datei.',
    'Die Datei ist kein gültiges XML; nichts davon wurde verwendet. Bitten Sie die Bank noch einmal um die Datei.',
  ],
  'file.no_statement': 'Die Datei enthält keinen Kontoauszug. Bitten Sie die Bank um eine vollständige Datei mit gebuchten Umsätzen.',
  'file.nul_byte': [
    'Die Datei enthält Nullbytes (Zeile {line:count}); die gibt es in keinem Text. Exportieren Sie sie in UTF-8.',
    'Die Datei enthält Nullbytes; die gibt es in keinem Text. Exportieren Sie sie in UTF-8.',
  ],
  'file.quote_misplaced': [
    'In Zeile {line:count} steht ein Anführungszeichen, wo keines stehen darf. Verdoppeln Sie Anführungszeichen in Werten, oder ändern Sie sie im Aufbau.',
    'Ein Anführungszeichen steht, wo keines stehen darf. Verdoppeln Sie Anführungszeichen in Werten, oder ändern Sie sie im Aufbau.',
  ],
  'file.quote_not_closed': [
    'In Zeile {line:count} beginnt ein Anführungszeichen, das nicht endet. Schließen Sie es in der Datei, oder ändern Sie die Anführungszeichen im Aufbau.',
    'Ein Anführungszeichen beginnt und endet nicht. Schließen Sie es in der Datei, oder ändern Sie die Anführungszeichen im Aufbau.',
  ],
  'file.record_too_large': [
    'Zeile {line:count} ist länger als jede echte Zeile. Prüfen Sie, ob die richtige Datei gewählt ist und ob der Trenner stimmt.',
    'Eine Zeile ist länger als jede echte Zeile. Prüfen Sie, ob die richtige Datei gewählt ist und ob der Trenner stimmt.',
  ],
  'file.summary_not_statement': 'Die Datei fasst Auszüge zusammen und hat keine Bankzeilen. Exportieren Sie die Umsätze selbst.',
  'file.too_deep': [
    'Die Elemente der Datei sind tiefer verschachtelt als in jedem Kontoauszug (Zeile {line:count}). Bitten Sie die Bank noch einmal um die Datei.',
    'Die Elemente der Datei sind tiefer verschachtelt als in jedem Kontoauszug. Bitten Sie die Bank noch einmal um die Datei.',
  ],
  'file.too_large': [
    'Ein Teil der Datei ist größer, als eine Bank ihn sendet (Zeile {line:count}). Bitten Sie die Bank noch einmal um die Datei.',
    'Ein Teil der Datei ist größer, als eine Bank ihn sendet. Bitten Sie die Bank noch einmal um die Datei.',
  ],
  'file.too_many_columns': [
    'Zeile {line:count} hat mehr Spalten als jede echte Datei. Stimmt der Trenner?',
    'Eine Zeile hat mehr Spalten als jede echte Datei. Stimmt der Trenner?',
  ],
  'file.truncated': 'Der Datei fehlt das Ende; nichts davon wurde verwendet. Holen Sie sie noch einmal bei der Bank.',
  'file.unreadable': [
    'Die Zeile {line:count} lässt sich nicht als getrennter Text lesen. Sehen Sie sie in der Datei an, und berichtigen Sie sie oder den Aufbau.',
    'Eine Zeile lässt sich nicht als getrennter Text lesen. Berichtigen Sie die Datei oder den Aufbau.',
  ],
  'import.not_tied': [
    'Nach diesem Import wären zum {asOf:day} {open:money:currency} offen, Ihre Liste sagt {expected:money:currency}. Nichts wurde importiert; suchen Sie zuerst, was fehlt oder zu viel ist.',
    'Nach diesem Import wäre ein anderer Betrag offen, als Ihre Liste sagt. Nichts wurde importiert; suchen Sie zuerst, was fehlt oder zu viel ist.',
  ],
  'import.strict': [
    'Zeilen mit einem Problem: {problems:count}. Nichts wurde importiert, wie verlangt; berichtigen Sie die Datei, oder importieren Sie nur die guten Zeilen.',
    'Eine Zeile hat ein Problem. Nichts wurde importiert, wie verlangt; berichtigen Sie die Datei, oder importieren Sie nur die guten Zeilen.',
  ],
  'profile.in_use': [
    'Der überwachte Ordner liest seine Dateien mit dem Aufbau „{profile}“. Geben Sie dem Ordner zuerst einen anderen, oder schalten Sie ihn aus.',
    'Der überwachte Ordner liest seine Dateien mit diesem Aufbau. Geben Sie dem Ordner zuerst einen anderen, oder schalten Sie ihn aus.',
  ],
  'profile.invalid': [
    'Der Aufbau hat eine Angabe, die unbekannt ist oder einer anderen widerspricht („{key}“). Berichtigen Sie sie und versuchen Sie es noch einmal.',
    'Der Aufbau hat eine Angabe, die unbekannt ist oder einer anderen widerspricht. Berichtigen Sie sie und versuchen Sie es noch einmal.',
  ],
  'profile.name_invalid': 'So kann ein Aufbau nicht heißen. Verwenden Sie 1 bis 60 Zeichen ohne Schrägstriche, nicht auf .json endend.',
  'profile.not_found': [
    'Einen gespeicherten Aufbau „{profile}“ gibt es in diesem Unternehmen nicht. Wählen Sie einen anderen.',
    'Diesen gespeicherten Aufbau gibt es in diesem Unternehmen nicht. Wählen Sie einen anderen.',
  ],
  'profile.not_json': 'Der Aufbau ist kein gültiges JSON. Ordnen Sie die Spalten noch einmal zu.',
  'profile.other_kind': [
    'Der Aufbau „{profile}“ ist für eine andere Art von Datei. Wählen Sie einen passenden.',
    'Dieser Aufbau ist für eine andere Art von Datei. Wählen Sie einen passenden.',
  ],
};
