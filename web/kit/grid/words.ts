import { wordsOf } from '../words.ts';

export const gridWords = wordsOf({
  en: {
    selectAll: 'Select everything that the filter finds',
    select: (name: string) => `Select ${name}`,
    row: (number: string) => `Row ${number} is loading`,
    tooMany: (most: string) => `One step selects at most ${most} rows. Ctrl A selects everything that the filter finds.`,
    reading: 'Reading the rows in between…',
    again: 'Try again',
  },
  de: {
    selectAll: 'Alles auswählen, was der Filter findet',
    select: (name: string) => `${name} auswählen`,
    row: (number: string) => `Zeile ${number} wird geladen`,
    tooMany: (most: string) => `Ein Schritt wählt höchstens ${most} Zeilen aus. Strg A wählt alles aus, was der Filter findet.`,
    reading: 'Die Zeilen dazwischen werden gelesen…',
    again: 'Erneut versuchen',
  },
});
