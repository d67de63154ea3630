import type { Terms } from './terms.ts';

export type TermsLanguage = 'en' | 'de';

/** 150 basis points -> `1.5`, with the comma of the language. */
export function percentText(basisPoints: number, language: TermsLanguage): string {
  const whole = Math.trunc(basisPoints / 100);
  const rest = String(basisPoints % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}${language === 'de' ? ',' : '.'}${rest}`;
}

function dueWords({ due }: Terms, language: TermsLanguage): string {
  const german = language === 'de';
  if (due.kind === 'net') {
    if (due.days === 0) return german ? 'sofort fällig' : 'due at once';
    return german ? `fällig nach ${due.days} ${due.days === 1 ? 'Tag' : 'Tagen'}` : `due after ${due.days} ${due.days === 1 ? 'day' : 'days'}`;
  }
  if (due.kind === 'end_of_month') {
    if (due.days === 0) return german ? 'fällig am Ende des Monats' : 'due at the end of the month';
    return german ? `fällig ${due.days} Tage nach Monatsende` : `due ${due.days} days after the end of the month`;
  }
  if (due.kind === 'day_of_month') {
    if (due.monthsAhead === 0) return german ? `fällig am ${due.day}. desselben Monats` : `due on day ${due.day} of the same month`;
    if (due.monthsAhead === 1) return german ? `fällig am ${due.day}. des nächsten Monats` : `due on day ${due.day} of the next month`;
    return german ? `fällig am ${due.day}. in ${due.monthsAhead} Monaten` : `due on day ${due.day}, ${due.monthsAhead} months ahead`;
  }
  const parts = due.parts.map(({ basisPoints, days }) => `${percentText(basisPoints, language)} % ${german ? `nach ${days} Tagen` : `after ${days} days`}`);
  return `${german ? 'in Raten: ' : 'in instalments: '}${parts.join(', ')}`;
}

/** Terms in words, as a form shows them beside their code. */
export function termsWords(terms: Terms, language: TermsLanguage): string {
  const due = dueWords(terms, language);
  if (terms.discount === null) return due;
  const { basisPoints, withinDays } = terms.discount;
  return language === 'de'
    ? `${due}, ${percentText(basisPoints, language)} % Skonto bei Zahlung innerhalb von ${withinDays} Tagen`
    : `${due}, ${percentText(basisPoints, language)} % discount if paid within ${withinDays} days`;
}
