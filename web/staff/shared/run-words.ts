import { sayWords, wordsOf } from '../../kit/words.ts';

export const runWords = wordsOf({
  en: { cash: 'Apply cash', invoicing: 'Invoicing', reminders: (policy: string) => `Reminders: ${policy}` },
  de: { cash: 'Zahlungen zuordnen', invoicing: 'Fakturierung', reminders: (policy: string) => `Mahnungen: ${policy}` },
});

/** The name of an automation for a person: `dunning:standard` as "Reminders: standard". */
export function runTitle(automation: string): string {
  const words = sayWords(runWords);
  if (automation === 'cash_application') return words.cash;
  if (automation === 'invoicing') return words.invoicing;
  return automation.startsWith('dunning:') ? words.reminders(automation.slice('dunning:'.length)) : automation;
}
