import { z } from 'zod';
import { BANK_LINE_FIELDS } from '../../formats/bank-csv/bank-line-fields.ts';
import { profileOfText } from '../../formats/csv/profile-text.ts';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import type { Upload } from '../../foundation/contract/operation.ts';
import { id } from '../../foundation/contract/page.ts';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { requireScope } from '../access/require-scope.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import { automationMode } from '../work/automation.ts';
import { AUTOMATION_MODES } from '../work/automation-name.ts';
import { getRun, runView } from '../work/run.ts';
import { bankLineView } from './bank-line-view.ts';
import { listedLineView, outcomeView, readStatementView, statementView } from './cash-views.ts';
import type { cashApplicationOperations } from './contract.ts';
import { confirmProposal, correctLine, setLineAside, undoApplication } from './decide-line.ts';
import { explainAsRefund, explainAsReturn } from './decide-outgoing.ts';
import { explainLine } from './explain-line.ts';
import { chosenProposal, getBankLine } from './get-bank-line.ts';
import { importStatement } from './import-statement.ts';
import { listBankLines } from './list-bank-lines.ts';
import { listStatements } from './list-statements.ts';
import { previewImport } from './preview-import.ts';
import { DEFAULT_POLICY, type MatchMode } from './match-lines.ts';

/** Opens a run in the unit of work and carries it out once that is kept; who wires the slices knows how. */
export type CashRoutesDeps = { readonly startRun: (ctx: Ctx, mode: MatchMode | undefined) => Promise<string> };

const SHOWN_PROBLEMS = 1_000;

async function view(ctx: Ctx, lineId: string) {
  return bankLineView(await getBankLine(ctx, lineId));
}

async function importBankFile(
  ctx: Ctx,
  query: { dryRun?: boolean | undefined; strict?: boolean | undefined; account?: string | undefined; profile?: string | undefined },
  upload: Upload,
) {
  const profile = profileOfText(query.profile, BANK_LINE_FIELDS);
  const base = ctx.company.baseCurrency;
  const source = {
    fileName: upload.fileName,
    source: upload.open(),
    defaultCurrency: base,
    ...(profile === undefined ? {} : { profile }),
    ...(query.account ? { account: query.account } : {}),
  };
  const told = (problems: readonly Problem[]) => {
    const [first] = problems;
    if (query.strict === true && first)
      throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported, as asked; mend the file or import it without strict.`, {
        problems: problems.length,
      });
    return { problemCount: problems.length, problems: problems.slice(0, SHOWN_PROBLEMS) };
  };
  if (query.dryRun === true) {
    const { format, statements, problems, importedBefore } = await previewImport(ctx, { ...source, sha256: upload.sha256 });
    const views = statements.map(({ bookedFrom, bookedTo, accountKnown, ...one }) => ({ ...readStatementView(one, base), bookedFrom, bookedTo, accountKnown }));
    return { dryRun: true, fileId: null, format, statements: views, importedBefore, lines: null, repeated: null, pending: null, ...told(problems) };
  }
  const { fileId, format, statements, lines, repeated, pending, problems } = await importStatement(ctx, source);
  const views = statements.map((one) => readStatementView(one, base));
  return { dryRun: false, fileId, format, statements: views, importedBefore: null, lines, repeated, pending, ...told(problems) };
}

type Decisions = Pick<
  ApiHandlers<typeof cashApplicationOperations>,
  'confirmBankLine' | 'correctBankLine' | 'undoBankLine' | 'setBankLineAside' | 'tieReturn' | 'tieRefund'
>;

const decisionHandlers: Decisions = {
  confirmBankLine: async ({ ctx, params, body }) => {
    const found = await getBankLine(ctx, params.line);
    await confirmProposal(ctx, chosenProposal(found, body.proposalId), body.shortReason);
    return view(ctx, params.line);
  },
  correctBankLine: async ({ ctx, principal, params, body }) => {
    const { line } = await getBankLine(ctx, params.line);
    const [customer] = await resolveCustomers(ctx, [body]);
    const minor = (text: string | undefined, what: string) => (text === undefined ? 0n : requireAmount(text, line.currency, what));
    const parts = body.parts.map((part, index) => ({
      receivableId: part.receivableId,
      minor: minor(part.amount, `Part ${index + 1}`),
      discountMinor: minor(part.discount, `Part ${index + 1}, discount`),
      toleranceMinor: minor(part.tolerance, `Part ${index + 1}, tolerance`),
    }));
    if (parts.some((part) => part.toleranceMinor !== 0n)) await requireScope(ctx, principal, 'writeoffs:write');
    await correctLine(ctx, { lineId: params.line, customerId: customer?.id ?? '', parts, shortReason: body.shortReason });
    return view(ctx, params.line);
  },
  undoBankLine: async ({ ctx, params, body }) => {
    await undoApplication(ctx, { lineId: params.line, reason: body.reason });
    return view(ctx, params.line);
  },
  setBankLineAside: async ({ ctx, params, body }) => {
    await setLineAside(ctx, { lineId: params.line, reason: body.reason });
    return view(ctx, params.line);
  },
  tieReturn: async ({ ctx, params, body }) => {
    await explainAsReturn(ctx, { lineId: params.line, paymentId: body.paymentId, reason: body.reason });
    return view(ctx, params.line);
  },
  tieRefund: async ({ ctx, params, body }) => {
    await explainAsRefund(ctx, { lineId: params.line, refundId: body.refundId, reason: body.reason });
    return view(ctx, params.line);
  },
};

export function cashApplicationHandlers(deps: CashRoutesDeps): ApiHandlers<typeof cashApplicationOperations> {
  return {
    ...decisionHandlers,
    importBankFile: ({ ctx, query, upload }) => importBankFile(ctx, query, upload),
    listBankStatements: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const rows = await listStatements(ctx, { before: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: statementView });
    },
    listBankLines: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const states = query.state === undefined ? (['open', 'proposed'] as const) : Array.isArray(query.state) ? query.state : [query.state];
      const rows = await listBankLines(ctx, { states, after: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: listedLineView });
    },
    getBankLine: ({ ctx, params }) => view(ctx, params.line),
    explainBankLine: async ({ ctx, params }) => {
      const { line, input, outcome } = await explainLine(ctx, params.line, DEFAULT_POLICY);
      return outcomeView({ input, outcome, currency: line.currency });
    },
    startCashRun: async ({ ctx, principal, body }) => {
      const { mode } = body;
      // To be bolder than the company decided is to change what it decided.
      if (mode !== undefined && AUTOMATION_MODES.indexOf(mode) > AUTOMATION_MODES.indexOf(await automationMode(ctx, 'cash_application')))
        await requireScope(ctx, principal, 'automation:write');
      return runView(await getRun(ctx, await deps.startRun(ctx, mode)));
    },
  };
}
