import { guardReminders } from '../ar/collections/judge-reminders.ts';
import { remindedByMessage, type RemindedItem } from '../ar/collections/reminded-by-message.ts';
import type { Ctx } from '../ar/access/context.ts';
import type { ClaimedMessage } from '../ar/messages/claim-messages.ts';
import { fileName, keepFile } from '../ar/messages/keep-file.ts';
import { paperLanguage, type Letterhead } from '../ar/messages/letterhead.ts';
import { letterParts } from '../ar/messages/message-layout.ts';
import type { LetterPrint, LetterPrinter } from '../ar/messages/ports.ts';
import { attachLetter, collectLetters } from '../ar/messages/print-letters.ts';
import { readLetterhead, type Logo } from '../ar/messages/read-letterhead.ts';
import { epcCode } from '../ar/receivables/epc-code.ts';
import { moneyText } from '../documents/written-figures.ts';
import type { CompanyRunner } from './run-context.ts';

/** A letter of a print batch with its PDF. */
export type PrintedLetter = { readonly messageId: string; readonly to: string; readonly name: string; readonly bytes: Uint8Array };

/** Collects the letters that wait, judges each again, and prints them. They stay with the printer until a person says that they left, or gives them back;
 *  the PDFs are kept beside their messages. */
export async function printLetters(runner: Pick<CompanyRunner, 'run'>, printer: LetterPrinter, options: { limit?: number } = {}): Promise<PrintedLetter[]> {
  const collected = await runner.run((ctx) =>
    collectLetters(ctx, { guards: { dunning: guardReminders }, ...(options.limit === undefined ? {} : { limit: options.limit }) }),
  );
  if (collected.length === 0) return [];
  const prints = await runner.run((ctx) => letterPrints(ctx, collected));
  const printed: PrintedLetter[] = [];
  for (const [index, letter] of collected.entries()) {
    const print = prints[index];
    if (!print) continue;
    const name = fileName(`${String(index + 1).padStart(3, '0')} ${letter.toName}.pdf`);
    printed.push({ messageId: letter.id, to: letter.toName, name, bytes: await printer.letter(print) });
  }
  await runner.run(async (ctx) => {
    for (const { messageId, name, bytes } of printed) await attachLetter(ctx, messageId, await keepFile(ctx, { name, mediaType: 'application/pdf', bytes }));
  });
  return printed;
}

async function letterPrints(ctx: Ctx, letters: readonly ClaimedMessage[]): Promise<LetterPrint[]> {
  const { letterhead, logo } = await readLetterhead(ctx);
  const asked = await remindedByMessage(
    ctx,
    letters.map(({ id }) => id),
  );
  return letters.map((letter) => {
    const { items = [], language = letterhead.language } = asked.get(letter.id) ?? {};
    return printOf(ctx, letter, { letterhead, logo, items, language });
  });
}

function printOf(
  ctx: Ctx,
  letter: ClaimedMessage,
  of: { letterhead: Letterhead; logo: Logo | null; items: readonly RemindedItem[]; language: string },
): LetterPrint {
  const { letterhead, logo, items } = of;
  const language = paperLanguage(of.language, letterhead);
  const { paragraphs, closing } = letterParts(letter.bodyText);
  const sums = sumsOf(items);
  const { bank } = letterhead;
  const [only] = sums;
  const [item] = items;
  // One invoice is paid under its own reference; several under the numbers that the letter lists.
  const reference = items.length === 1 ? item?.reference || (item?.number ?? '') : items.map(({ number }) => number).join(' ');
  const words = language === 'de' ? { holder: 'Kontoinhaber', total: 'Summe' } : { holder: 'Account holder', total: 'Total' };
  return {
    letterhead,
    logo,
    language,
    addressLines: letter.toAddress.split('\n'),
    on: ctx.today,
    subject: letter.subject,
    paragraphs,
    items: items.map((one) => ({
      number: one.number,
      issuedOn: one.issued_on,
      dueOn: one.due_on,
      daysPastDue: one.days_past_due,
      open: moneyText(one.open_minor, one.currency, language),
    })),
    totals: sums.map(({ currency, minor }) => ({
      label: sums.length > 1 ? `${words.total} ${currency}` : words.total,
      amount: moneyText(minor, currency, language),
    })),
    payment: {
      lines:
        bank.iban === '' ? [] : [`${words.holder}: ${bank.holder || letterhead.name}`, `IBAN: ${bank.iban}`, ...(bank.bic === '' ? [] : [`BIC: ${bank.bic}`])],
      qr:
        sums.length === 1 && only && bank.iban !== ''
          ? epcCode({ holder: bank.holder || letterhead.name, iban: bank.iban, bic: bank.bic, minor: only.minor, currency: only.currency, reference })
          : null,
    },
    closing,
  };
}

function sumsOf(items: readonly RemindedItem[]): { currency: RemindedItem['currency']; minor: bigint }[] {
  const sums = new Map<RemindedItem['currency'], bigint>();
  for (const { currency, open_minor } of items) sums.set(currency, (sums.get(currency) ?? 0n) + open_minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}
