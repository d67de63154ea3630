import type { StatementPrint } from '../ar/insight/ports.ts';
import { wordsIn } from './paper-words.ts';
import { paperLine } from './plain-text.ts';
import { addressOf, paymentBlock, sheetBase, type Sheet } from './sheet.ts';
import { amountText, dayText, moneyText } from './written-figures.ts';

type Part = StatementPrint['statement']['currencies'][number];

const TEXT = false;
const FIGURE = true;

function columns(...titles: readonly (readonly [string, boolean])[]) {
  return titles.map(([title, figure]) => ({ title, figure }));
}

function partOf(part: Part, print: StatementPrint) {
  const { language, statement } = print;
  const words = wordsIn(language);
  const { currency } = part;
  const amount = (minor: bigint): string => amountText(minor, currency, language);
  const shownDay = (on: Parameters<typeof dayText>[0]): string => dayText(on, language);
  const kind = (name: string, number: string): string => paperLine(`${words.kinds[name] ?? name} ${number}`);
  const several = new Set(part.openItems.filter((item) => item.instalment > 1).map((item) => item.number));
  const open = [
    ...part.openItems.map((item) => [
      several.has(item.number) ? words.instalmentOf(paperLine(item.number), item.instalment) : paperLine(item.number),
      shownDay(item.issuedOn),
      shownDay(item.dueOn),
      item.daysPastDue > 0 ? String(item.daysPastDue) : '',
      amount(item.original),
      amount(item.open),
    ]),
    ...part.openCredits.map((credit) => [kind(credit.kind, credit.number), shownDay(credit.valueOn), '', '', amount(-credit.original), amount(-credit.open)]),
  ];
  const first = statement.from ?? part.entries[0]?.postedOn ?? statement.asOf;
  return {
    openTitle: words.openItems(currency),
    nothingOpen: words.nothingOpen,
    openColumns: columns(
      [words.document, TEXT],
      [words.date, TEXT],
      [words.dueOn, TEXT],
      [words.overdueDays, FIGURE],
      [words.amount, FIGURE],
      [words.open, FIGURE],
    ),
    open,
    openSums: [[words.totalOpen, '', '', '', '', moneyText(part.closing, currency, language)]],
    movesTitle: words.movements(currency),
    moveColumns: columns([words.date, TEXT], [words.movement, TEXT], [words.dueOn, TEXT], [words.amount, FIGURE], [words.balance, FIGURE]),
    moves: [
      [shownDay(first), words.opening, '', '', amount(part.opening)],
      ...part.entries.map((entry) => [
        shownDay(entry.on),
        entry.kind === 'payment' && entry.number === '' ? kind(entry.kind, entry.reference) : kind(entry.kind, entry.number),
        entry.dueOn === null ? '' : shownDay(entry.dueOn),
        amount(entry.minor),
        amount(entry.balance),
      ]),
    ],
    moveSums: [[shownDay(statement.asOf), words.closing, '', '', moneyText(part.closing, currency, language)]],
  };
}

/** A statement of account as its template takes it. */
export function statementSheet(print: StatementPrint): Sheet {
  const { language, letterhead, statement } = print;
  const words = wordsIn(language);
  const { customer, from, asOf } = statement;
  const facts: (readonly [string, string])[] = [
    [words.customer, paperLine(customer.number)],
    ...(from === null ? [] : [[words.from, dayText(from, language)] as const]),
    [words.asOf, dayText(asOf, language)],
  ];
  return {
    template: 'statement',
    logo: print.logo,
    data: {
      ...sheetBase(letterhead, {
        language,
        title: `${words.statement} ${customer.number}`,
        on: asOf,
        address: addressOf(print.customer, { country: letterhead.country, language }),
        facts,
      }),
      heading: words.statement,
      intro: [words.statementIntro],
      parts: statement.currencies.map((part) => partOf(part, print)),
      nothing: words.nothingOpen,
      payment: statement.currencies.some((part) => part.closing > 0n)
        ? paymentBlock(letterhead, { language, amount: [], reference: customer.number, qr: null })
        : null,
    },
  };
}
