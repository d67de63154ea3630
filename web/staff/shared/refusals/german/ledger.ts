import type { Sentences } from '../fill-sentence.ts';

/** Periods, exchange rates and reports. */
export const LEDGER: Sentences = {
  'period.closed': [
    'Der {day:day} liegt in einer abgeschlossenen Periode: Die Bücher sind bis {closedThrough:day} abgeschlossen. Wählen Sie einen Tag danach, oder öffnen Sie die Periode wieder.',
    'Der Tag liegt in einer abgeschlossenen Periode. Wählen Sie einen Tag danach, oder öffnen Sie die Periode wieder.',
  ],
  'period.not_over': [
    'Die Periode bis {through:day} ist noch nicht vorbei. Schließen Sie bis zu einem früheren Tag ab.',
    'Die Periode ist noch nicht vorbei. Schließen Sie bis zu einem früheren Tag ab.',
  ],
  'period.reason_missing': [
    'Die Bücher sind bis {closedThrough:day} abgeschlossen; das würde sie wieder öffnen. Geben Sie dafür einen Grund an.',
    'Das würde abgeschlossene Bücher wieder öffnen. Geben Sie dafür einen Grund an.',
  ],
  'period.would_close': [
    'Die Bücher sind bis {closedThrough:day} abgeschlossen. Um weitere Tage abzuschließen, schließen Sie die Periode ab.',
    'Diese Tage sind offen. Um sie abzuschließen, schließen Sie die Periode ab.',
  ],
  'period.would_reopen': [
    'Die Bücher sind bis {closedThrough:day} abgeschlossen. Um Tage wieder zu öffnen, öffnen Sie die Periode und sagen Sie, warum.',
    'Das würde abgeschlossene Tage wieder öffnen. Öffnen Sie die Periode wieder und sagen Sie, warum.',
  ],
  'rate.invalid': [
    '„{rate}“ ist kein Wechselkurs. Schreiben Sie, wie viel eine Einheit der Währung in der Währung der Bücher ist, zum Beispiel 0.9215.',
    'Das ist kein Wechselkurs. Schreiben Sie, wie viel eine Einheit der Währung in der Währung der Bücher ist, zum Beispiel 0.9215.',
  ],
  'rate.missing': [
    'Für {currency} gibt es zum {day:day} keinen Wechselkurs. Tragen Sie zuerst einen ein: dunlin rates set {currency} KURS --on {day}.',
    'Für diese Währung und diesen Tag gibt es keinen Wechselkurs. Tragen Sie zuerst einen ein: dunlin rates set.',
  ],
  'rate.of_base': [
    '{currency} ist die Währung der Bücher: Ihr Kurs ist immer 1. Tragen Sie Kurse anderer Währungen ein.',
    'Der Kurs der Währung der Bücher ist immer 1. Tragen Sie Kurse anderer Währungen ein.',
  ],
  'report.span_invalid': [
    'Der Zeitraum beginnt am {from:day}, nach seinem Ende am {to:day}. Tauschen Sie die beiden Tage.',
    'Der Zeitraum endet, bevor er beginnt. Tauschen Sie die beiden Tage.',
  ],
  'report.span_too_long': 'Der Zeitraum ist länger als dreißig Jahre. Wählen Sie einen Teil davon.',
};
