import type { LetterPrint } from '../ar/messages/ports.ts';
import { parseDay } from '../foundation/calendar/day.ts';
import { assert } from '../foundation/errors/refusal.ts';
import { wordsIn, type PaperLanguage } from './paper-words.ts';
import { paperLine, paperLines, paperText } from './plain-text.ts';
import { qrPicture, sheetBase, type Sheet } from './sheet.ts';
import { dayText } from './written-figures.ts';

const COLUMNS: Readonly<Record<PaperLanguage, readonly string[]>> = {
  en: ['Document', 'Issued', 'Due', 'Days overdue', 'Open'],
  de: ['Beleg', 'Vom', 'Fällig', 'Tage überfällig', 'Offen'],
};

/** A day as it is written; text that is no day stands as it is. */
function shownDay(text: string, language: PaperLanguage): string {
  const day = parseDay(text);
  return day === undefined ? paperLine(text) : dayText(day, language);
}

/** A letter as its template takes it; every language but German is set with English words around the caller's text. */
export function letterSheet(print: LetterPrint): Sheet {
  const language: PaperLanguage = print.language.toLowerCase().startsWith('de') ? 'de' : 'en';
  const words = wordsIn(language);
  const on = parseDay(print.on);
  assert(on, `a letter has a day; "${print.on}" is none`);
  const { payment } = print;
  const rows = payment.lines.map((line) => {
    const cut = line.indexOf(':');
    return cut > 0 && cut <= 24 ? [paperLine(line.slice(0, cut)), paperLine(line.slice(cut + 1))] : ['', paperLine(line)];
  });
  return {
    template: 'letter',
    logo: print.logo,
    data: {
      ...sheetBase(print.letterhead, {
        language,
        title: print.subject,
        on,
        address: paperLines(print.addressLines),
        facts: [[words.date, dayText(on, language)]],
      }),
      heading: paperLine(print.subject),
      paragraphs: print.paragraphs.map(paperText),
      columns: COLUMNS[language].map((title, index) => ({ title, figure: index >= 3 })),
      items: print.items.map((item) => [
        paperLine(item.number),
        shownDay(item.issuedOn, language),
        shownDay(item.dueOn, language),
        item.daysPastDue > 0 ? String(item.daysPastDue) : '',
        paperLine(item.open),
      ]),
      sums: print.totals.map((total) => [paperLine(total.label), '', '', '', paperLine(total.amount)]),
      payment:
        rows.length === 0 && payment.qr === null
          ? null
          : { title: words.howToPay, rows, qr: payment.qr === null ? null : qrPicture(payment.qr), qrNote: words.scanToPay },
      closing: print.closing.map(paperText),
    },
  };
}
