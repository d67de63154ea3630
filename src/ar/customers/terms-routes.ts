import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import type { termsOperations } from './terms-contract.ts';
import { dueParts, earlyPaymentDiscount, terms as readTerms, type Terms } from './terms.ts';
import { percentText, termsWords, type TermsLanguage } from './terms-words.ts';

/** Every way to write terms, with an example. */
const NOTATIONS: readonly (readonly [notation: string, example: string])[] = [
  ['NETn', 'NET30'],
  ['p/nNETm', '2/10NET30'],
  ['EOM', 'EOM'],
  ['EOMn', 'EOM30'],
  ['DAYn', 'DAY15'],
  ['DAYn+m', 'DAY15+2'],
  ['p%@n+p%@m', '40%@30+30%@60+30%@90'],
  ['PREPAID', 'PREPAID'],
];

type Example = {
  readonly issuedOn?: Day | undefined;
  readonly gross?: string | undefined;
  readonly currency?: Currency | undefined;
  readonly language: TermsLanguage;
};

function explained(ctx: Ctx, terms: Terms, example: Example) {
  const { issuedOn = ctx.today, currency = ctx.company.baseCurrency, language } = example;
  const gross = requireAmount(example.gross ?? '1000', currency, 'The amount of the example');
  const parts = dueParts(terms, { issuedOn, gross });
  const discount = earlyPaymentDiscount(terms, { issuedOn, gross });
  return {
    code: terms.code,
    words: termsWords(terms, language),
    issuedOn,
    dueOn: parts.at(-1)?.dueOn ?? issuedOn,
    parts: parts.map(({ dueOn, minor }) => ({ dueOn, amount: formatDecimal(minor, currency) })),
    discount:
      discount === null || terms.discount === null
        ? null
        : { percent: percentText(terms.discount.basisPoints, 'en'), untilOn: discount.untilOn, amount: formatDecimal(discount.minor, currency) },
    currency,
  };
}

export const termsHandlers: ApiHandlers<typeof termsOperations> = {
  listTerms: ({ ctx, query }) => ({
    defaultTerms: ctx.company.defaultTerms,
    items: NOTATIONS.map(([notation, example]) => ({ notation, ...explained(ctx, readTerms(example), query) })),
  }),
  explainTerms: ({ ctx, params, query }) => explained(ctx, readTerms(params.terms), query),
};
