import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import {
  amount,
  currencyCode,
  day,
  flag,
  id,
  instant,
  pageOf,
  pageQuery,
  permitted,
  plainText,
  problemList,
  reasonText,
  requiredText,
} from '../../foundation/contract/page.ts';
import { runShape } from '../work/run.ts';
import { SHORT_REASONS } from './short-reason.ts';

export const bankLineState = z.enum(['pending', 'repeated', 'open', 'proposed', 'applied', 'set_aside']).meta({ id: 'BankLineState' });
export const reason = z
  .object({ code: z.string(), sentence: z.string(), figures: z.record(z.string(), z.union([z.string(), z.number()])) })
  .meta({ id: 'Reason', description: 'Why, as a code, in words, and with the figures behind it.' });
const partFields = { invoiceNumber: z.string().nullable(), receivableId: id, amount, discount: amount, tolerance: amount };
const explanationFields = z.object({
  kind: z.enum(['exact', 'discount', 'tolerance', 'short', 'over', 'known_money']),
  pattern: z.string(),
  probability: z.number(),
  customerId: id,
  parts: z.array(z.object(partFields)),
  rest: amount.meta({ description: 'Stays unapplied with the customer.' }),
  paymentId: id.nullable().meta({ description: 'The payment recorded before that this money is.' }),
  evidence: z.array(reason),
});
const explanation = explanationFields.meta({ id: 'Explanation' });
const lineExplanation = explanationFields
  .extend({
    customerName: z.string(),
    parts: z.array(
      z.object({
        ...partFields,
        open: amount.meta({ description: 'What is open on it now.' }),
        dueOn: day.nullable(),
        staysOpen: amount.meta({ description: 'What is open on it once this explanation is applied.' }),
        clue: z
          .enum(['names_number', 'names_digits', 'names_list_member', 'near_number', 'single', 'balance', 'run', 'pair', 'subset'])
          .nullable()
          .meta({ description: 'Why this receivable: how the text names it, else how the amount fits.' }),
      }),
    ),
  })
  .meta({ id: 'LineExplanation' });
const shortReason = z.enum(SHORT_REASONS).meta({ id: 'ShortReason', description: 'Why a payment is less than what it names.' });
const mark = z
  .object({ from: z.int(), to: z.int(), kind: z.enum(['number', 'near_number', 'short_reason']) })
  .meta({ description: 'A piece of `text`: from a character up to, not including, another.' });
export const permissions = z.object({ confirm: permitted, correct: permitted, undo: permitted, setAside: permitted, tieOutgoing: permitted });
const lineFields = {
  id,
  statementReference: z.string(),
  ordinal: z.int(),
  bookedOn: day,
  valueOn: day,
  amount,
  currency: currencyCode,
  counterpartyName: z.string(),
  text: z.string(),
  state: bankLineState,
  reason: z.string(),
  can: permissions,
};
const listedLine = z.object({ ...lineFields, proposal: z.object({ id, kind: z.string(), probability: z.number() }).nullable() }).meta({ id: 'ListedBankLine' });
const bankLine = z
  .object({
    ...lineFields,
    statementId: id,
    postedOn: day,
    counterpartyAccount: z.string(),
    references: z.array(z.string()),
    proposals: z.array(
      z.object({
        id,
        rank: z.int(),
        state: z.enum(['shadow', 'proposed', 'applied', 'superseded', 'undone']),
        runId: id,
        reason: z.string(),
        reasons: z.array(reason),
        decidedBy: z.string().nullable(),
        decidedAt: instant.nullable(),
        explanation: lineExplanation,
      }),
    ),
    reasonSentence: z.string(),
    marks: z.array(mark).meta({ description: 'The numbers in `text` that the evidence names, and the word that hints at a reason.' }),
    shortReasonHint: shortReason.nullable().meta({ description: 'The reason for paying less that the text seems to name.' }),
    shortPayments: z
      .array(z.object({ receivableId: id, invoiceNumber: z.string(), amount, reason: shortReason, holdId: id }))
      .meta({ description: 'What the decision that stands left open, with the reason given.' }),
  })
  .meta({ id: 'BankLine' });
const statementFields = {
  kind: z.string(),
  account: z.string(),
  reference: z.string(),
  currency: currencyCode,
  entries: z.int(),
  details: z.int(),
  credits: amount,
  debits: amount,
  opening: amount.nullable(),
  closing: amount.nullable(),
  openingOn: day.nullable(),
  closingOn: day.nullable(),
  inBalance: z.boolean().nullable(),
};
const lineParams = z.object({ line: id });
const shortReasonGiven = shortReason.optional().meta({ description: 'Why something stays open on the receivables; each of them gets a hold of kind dispute.' });
const decided = z.strictObject({ reason: reasonText });
const FILES = 'Bank files';
const CASH = 'Cash application';
const LINE_ERRORS = ['bank_line.not_found', 'bank_line.state'] as const;
const APPLY_ERRORS = [
  'allocation.exceeds_open_amount',
  'allocation.currency_differs',
  'discount.not_earned',
  'discount.exceeds_agreed',
  'cash.does_not_add_up',
  'cash.not_short',
] as const;

const decisionOperations = {
  confirmBankLine: defineOperation({
    id: 'confirmBankLine',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/confirm',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Accept a proposal of a bank line: the best one, or the one named',
    idempotent: true,
    params: lineParams,
    body: z.strictObject({ proposalId: id.optional(), shortReason: shortReasonGiven }),
    ok: bankLine,
    errors: [...LINE_ERRORS, ...APPLY_ERRORS, 'proposal.none', 'proposal.not_found', 'proposal.state', 'cash.known_money_gone'],
  }),
  correctBankLine: defineOperation({
    id: 'correctBankLine',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/correct',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Explain a bank line by hand',
    description: 'What the parts leave over stays unapplied with the customer. A tolerance gives money up and needs the permission writeoffs:write as well.',
    idempotent: true,
    params: lineParams,
    body: z.strictObject({
      customerId: id.optional(),
      customerNumber: requiredText(300).optional().meta({ description: 'Either this or customerId.' }),
      parts: z.array(z.strictObject({ receivableId: id, amount, discount: amount.optional(), tolerance: amount.optional() })).max(1_000),
      shortReason: shortReasonGiven,
    }),
    ok: bankLine,
    errors: [
      ...LINE_ERRORS,
      ...APPLY_ERRORS,
      'customer.not_found',
      'customer.unnamed',
      'amount.invalid',
      'cash.not_incoming',
      'allocation.item_not_found',
      'allocation.not_positive',
    ],
  }),
  undoBankLine: defineOperation({
    id: 'undoBankLine',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/undo',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Take an application back as if it had not been; the line waits again',
    idempotent: true,
    params: lineParams,
    body: decided,
    ok: bankLine,
    errors: [...LINE_ERRORS, 'bank_line.final', 'cause.already_reversed', 'cause.not_reversible'],
  }),
  setBankLineAside: defineOperation({
    id: 'setBankLineAside',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/set-aside',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Say that a bank line has nothing to do with receivables',
    idempotent: true,
    params: lineParams,
    body: decided,
    ok: bankLine,
    errors: LINE_ERRORS,
  }),
  tieReturn: defineOperation({
    id: 'tieReturn',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/return',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Say that an outgoing line is a payment that the bank took back',
    description: 'What the payment settled is open again; what the line takes beyond it is the bank fee.',
    idempotent: true,
    params: lineParams,
    body: z.strictObject({ paymentId: id, reason: reasonText }),
    ok: bankLine,
    errors: [...LINE_ERRORS, 'cash.not_outgoing', 'cash.outgoing_differs', 'payment.not_found', 'payment.not_returnable'],
  }),
  tieRefund: defineOperation({
    id: 'tieRefund',
    method: 'POST',
    path: '/v1/companies/{company}/bank-lines/{line}/refund',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Say that an outgoing line is a refund of ours',
    idempotent: true,
    params: lineParams,
    body: z.strictObject({ refundId: id, reason: reasonText }),
    ok: bankLine,
    errors: [...LINE_ERRORS, 'cash.not_outgoing', 'cash.outgoing_differs', 'refund.not_found', 'refund.not_awaited'],
  }),
};

export const cashApplicationOperations = {
  importBankFile: defineOperation({
    id: 'importBankFile',
    method: 'POST',
    path: '/v1/companies/{company}/bank-files',
    tag: FILES,
    realm: 'company',
    scope: 'cash:import',
    summary: 'Import a bank file: camt.052, camt.053, camt.054, MT940, MT942 or CSV',
    description:
      'The bytes are kept, booked lines are posted against clearing. The same file twice is refused; lines that another file reported are not posted again.',
    idempotent: true,
    upload: true,
    query: z.object({
      dryRun: flag.optional().meta({ description: 'Only tell what is in the file.' }),
      strict: flag.optional().meta({ description: 'Keep nothing when anything could not be read.' }),
      account: plainText(100).optional().meta({ description: 'The own account, where the file does not name it.' }),
      profile: z.string().max(20_000).optional().meta({ description: 'How a CSV file is written: a profile as JSON text.' }),
    }),
    ok: z.object({
      dryRun: z.boolean(),
      fileId: id.nullable(),
      format: z.string(),
      statements: z.array(
        z.object({
          id: id.nullable(),
          ...statementFields,
          bookedFrom: day.nullable().optional().meta({ description: 'First booking day of its entries; in a dry run only.' }),
          bookedTo: day.nullable().optional(),
          accountKnown: z.boolean().optional().meta({ description: 'Whether statements of this account were imported before; in a dry run only.' }),
        }),
      ),
      importedBefore: z
        .object({ on: day, fileName: z.string(), reference: z.string().nullable().meta({ description: 'The statement, where the file as a whole is new.' }) })
        .nullable()
        .meta({ description: 'In a dry run: the import would be refused, because this was imported on that day.' }),
      lines: z.int().nullable().meta({ description: 'Posted against clearing, waiting to be explained; null in a dry run.' }),
      repeated: z.int().nullable().meta({ description: 'Reported by an earlier file, not posted again.' }),
      pending: z.int().nullable().meta({ description: 'Not booked yet, not posted.' }),
      problemCount: z.int(),
      problems: problemList,
    }),
    errors: [
      'statement.already_imported',
      'file.no_statement',
      'file.format_unsupported',
      'file.empty',
      'file.not_well_formed',
      'file.truncated',
      'file.doctype',
      'file.layout_unknown',
      'file.not_bank_lines',
      'file.not_camt',
      'file.summary_not_statement',
      'import.strict',
      'profile.invalid',
      'profile.not_json',
      'rate.missing',
    ],
  }),
  listBankStatements: defineOperation({
    id: 'listBankStatements',
    method: 'GET',
    path: '/v1/companies/{company}/bank-statements',
    tag: FILES,
    realm: 'company',
    scope: 'cash:read',
    summary: 'List bank statements, the last imported first',
    query: pageQuery,
    ok: pageOf(
      z
        .object({
          id,
          fileId: id,
          fileName: z.string(),
          format: z.string(),
          sequence: z.string(),
          ...statementFields,
          recordedAt: instant,
        })
        .meta({ id: 'BankStatement' }),
    ),
  }),
  listBankLines: defineOperation({
    id: 'listBankLines',
    method: 'GET',
    path: '/v1/companies/{company}/bank-lines',
    tag: CASH,
    realm: 'company',
    scope: 'cash:read',
    summary: 'List bank lines by state, in the order of their making',
    query: pageQuery.extend({
      state: z
        .union([bankLineState, z.array(bankLineState)])
        .optional()
        .meta({ description: 'Several by repeating it; default open and proposed: what waits.' }),
    }),
    ok: pageOf(listedLine),
  }),
  getBankLine: defineOperation({
    id: 'getBankLine',
    method: 'GET',
    path: '/v1/companies/{company}/bank-lines/{line}',
    tag: CASH,
    realm: 'company',
    scope: 'cash:read',
    summary: 'Get a bank line with its proposals and their reasons',
    params: lineParams,
    ok: bankLine,
    errors: ['bank_line.not_found'],
  }),
  explainBankLine: defineOperation({
    id: 'explainBankLine',
    method: 'GET',
    path: '/v1/companies/{company}/bank-lines/{line}/explanation',
    tag: CASH,
    realm: 'company',
    scope: 'cash:read',
    summary: 'Say what a bank line may pay as things stand now, without doing it',
    params: lineParams,
    ok: z
      .object({
        decision: z.enum(['apply', 'propose', 'none']),
        reason: z.string(),
        reasons: z.array(reason),
        best: explanation.nullable(),
        alternatives: z.array(explanation),
      })
      .meta({ id: 'Outcome' }),
    errors: ['bank_line.not_found'],
  }),
  ...decisionOperations,
  startCashRun: defineOperation({
    id: 'startCashRun',
    method: 'POST',
    path: '/v1/companies/{company}/cash-runs',
    tag: CASH,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Explain every bank line that waits, in the background',
    description: "In the company's mode, or a more careful one. A bolder one needs the permission automation:write. Follow it at /runs/{run}/events.",
    idempotent: true,
    body: z.strictObject({ mode: z.enum(['shadow', 'approve', 'auto']).optional() }),
    status: 202,
    ok: runShape,
    errors: ['automation.off'],
  }),
} as const satisfies Operations;
