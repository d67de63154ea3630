import { Option, type Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { appliedDecision } from '../../ar/cash-application/applied-decision.ts';
import { confirmProposal, correctLine, setLineAside, undoApplication } from '../../ar/cash-application/decide-line.ts';
import { explainAsRefund, explainAsReturn } from '../../ar/cash-application/decide-outgoing.ts';
import { explainLine } from '../../ar/cash-application/explain-line.ts';
import { findLine, findWaitingProposal } from '../../ar/cash-application/find-line.ts';
import { listBankLines, type ListedLine } from '../../ar/cash-application/list-bank-lines.ts';
import { DEFAULT_POLICY } from '../../ar/cash-application/match-lines.ts';
import { BANK_LINE_TRANSITIONS, type BankLineState } from '../../ar/cash-application/bank-line.ts';
import { findByNumbers } from '../../ar/customers/find-customers.ts';
import { foldPositions } from '../../ar/receivables/fold-positions.ts';
import { setAutomationMode } from '../../ar/work/automation.ts';
import { AUTOMATION_MODES, type AutomationMode } from '../../ar/work/automation-name.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { applyCash } from '../apply-cash.ts';
import { correctionParts, namedAmountOption, type NamedAmount } from './correction-parts.ts';
import { explainedJson, explainedText } from './explained-line.ts';
import { countOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type ApplyOptions = CompanyOptions & { readonly mode?: Exclude<AutomationMode, 'off'> };
type ListOptions = CompanyOptions & { readonly state?: readonly BankLineState[]; readonly limit: number; readonly after?: string };
type ReasonOptions = CompanyOptions & { readonly reason: string };
type CorrectOptions = CompanyOptions & {
  readonly customer: string;
  readonly invoice?: readonly NamedAmount[];
  readonly discount?: readonly NamedAmount[];
  readonly tolerance?: readonly NamedAmount[];
};

const STATES = Object.keys(BANK_LINE_TRANSITIONS) as BankLineState[];

async function runApply(session: CompanySession, options: ApplyOptions): Promise<void> {
  const { lines, applied, proposed, unmatched, byReason, runId, mode } = await applyCash(
    session.runner.run,
    options.mode === undefined ? {} : { mode: options.mode },
  );
  await show(session, { lines, applied, proposed, unmatched, byReason, mode, runId }, () => {
    const counts = `Looked at ${lines} bank lines in mode ${mode}: ${applied} applied, ${proposed} proposed, ${unmatched} unmatched.\n`;
    const reasons = Object.entries(byReason);
    if (reasons.length === 0) return counts;
    return (
      counts +
      renderTable(
        [
          { title: 'Reason', value: ([code]) => code },
          { title: 'Lines', value: ([, count]) => String(count), align: 'right' },
        ],
        reasons,
      )
    );
  });
}

function lineJson(line: ListedLine): Record<string, unknown> {
  return {
    id: line.id,
    statementReference: line.statement_reference,
    ordinal: line.ordinal,
    bookedOn: line.booked_on,
    valueOn: line.value_on,
    amount: formatDecimal(line.minor, line.currency),
    currency: line.currency,
    counterpartyName: line.counterparty_name,
    text: line.text,
    state: line.state,
    reason: line.reason,
    proposal: line.proposal_id === null ? null : { id: line.proposal_id, kind: line.proposal_kind, probability: line.probability },
  };
}

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const lines = await session.runner.read((ctx) =>
    listBankLines(ctx, { states: options.state ?? ['open', 'proposed'], after: options.after ?? null, limit: options.limit }),
  );
  const next = lines.length === options.limit ? (lines.at(-1)?.id ?? null) : null;
  await show(session, { lines: lines.map(lineJson), next }, () =>
    lines.length === 0
      ? 'No such bank lines.\n'
      : renderTable<ListedLine>(
          [
            { title: 'Line', value: (l) => `${l.statement_reference}/${l.ordinal}` },
            { title: 'Booked', value: (l) => l.booked_on },
            { title: 'Amount', value: (l) => formatDecimal(l.minor, l.currency), align: 'right' },
            { title: '', value: (l) => l.currency },
            { title: 'From', value: (l) => l.counterparty_name.slice(0, 30) },
            { title: 'Text', value: (l) => l.text.slice(0, 50) },
            { title: 'State', value: (l) => l.state },
            { title: 'Proposal', value: (l) => l.proposal_kind ?? '' },
            { title: 'Reason', value: (l) => l.reason },
            { title: 'Id', value: (l) => l.id },
          ],
          lines,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --after ${next}`);
}

/** One decision on one line, then the reports are brought up to it. */
async function decide(
  session: CompanySession,
  reference: string,
  done: string,
  work: (lineId: string, ctx: Ctx) => Promise<Record<string, unknown>>,
): Promise<void> {
  const result = await session.runner.run(async (ctx) => {
    const lineId = await findLine(ctx, reference);
    return { lineId, ...(await work(lineId, ctx)) };
  });
  await session.runner.run(foldPositions);
  await show(session, result, () => `${visible(reference)}: ${done}.\n`);
}

async function runCorrect(session: CompanySession, reference: string, options: CorrectOptions): Promise<void> {
  await decide(session, reference, 'applied as you said', async (lineId, ctx) => {
    const [customer] = await findByNumbers(ctx, [options.customer]);
    if (!customer) throw new Refusal('customer.not_found', `There is no customer with the number "${options.customer}" in this company. Check the number.`);
    const { line } = await explainLine(ctx, lineId, DEFAULT_POLICY);
    const parts = await correctionParts(ctx, line.currency, {
      invoices: options.invoice ?? [],
      discounts: options.discount ?? [],
      tolerances: options.tolerance ?? [],
    });
    return correctLine(ctx, { lineId, customerId: customer.id, parts });
  });
}

function addDecisions(group: Command, cli: Cli): void {
  companyLeaf(group, 'confirm <line>', 'accept the proposal of a bank line')
    .option('--proposal <id>', 'another one than the first')
    .action(async (line: string, options: CompanyOptions & { proposal?: string }) =>
      withCompany(cli, options, (session) =>
        decide(session, line, 'confirmed', async (lineId, ctx) => {
          const proposalId = options.proposal ?? (await findWaitingProposal(ctx, lineId));
          await confirmProposal(ctx, proposalId);
          return { proposalId };
        }),
      ),
    );
  companyLeaf(group, 'correct <line>', 'explain a bank line by hand; what the invoices leave over stays unapplied with the customer')
    .requiredOption('--customer <number>', 'whose money it is')
    .option('--invoice <number=amount>', 'cash for an invoice, all that is open without an amount; several times', namedAmountOption)
    .option('--discount <number=amount>', 'early-payment discount taken on an invoice; several times', namedAmountOption)
    .option('--tolerance <number=amount>', 'small rest given up on an invoice; several times', namedAmountOption)
    .action(async (line: string, options: CorrectOptions) => withCompany(cli, options, (session) => runCorrect(session, line, options)));
  companyLeaf(group, 'undo <line>', 'take an application back; the line waits again')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (line: string, options: ReasonOptions) =>
      withCompany(cli, options, (session) =>
        decide(session, line, 'undone, it waits again', async (lineId, ctx) => {
          await undoApplication(ctx, { lineId, reason: options.reason });
          return { state: 'open' };
        }),
      ),
    );
  companyLeaf(group, 'set-aside <line>', 'say that a bank line has nothing to do with receivables')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (line: string, options: ReasonOptions) =>
      withCompany(cli, options, (session) =>
        decide(session, line, 'set aside', async (lineId, ctx) => {
          await setLineAside(ctx, { lineId, reason: options.reason });
          return { state: 'set_aside' };
        }),
      ),
    );
  addOutgoingDecisions(group, cli);
}

type ReturnOptions = ReasonOptions & { readonly payment: string };
type RefundOptions = ReasonOptions & { readonly refund: string };

function addOutgoingDecisions(group: Command, cli: Cli): void {
  companyLeaf(group, 'return <line>', 'say that the bank took a payment back with this outgoing line; what it takes beyond the payment is its fee')
    .requiredOption('--payment <id>', 'the payment that came back')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (line: string, options: ReturnOptions) =>
      withCompany(cli, options, (session) =>
        decide(session, line, 'tied to the returned payment', async (lineId, ctx) => {
          await explainAsReturn(ctx, { lineId, paymentId: options.payment, reason: options.reason });
          return { state: 'applied' };
        }),
      ),
    );
  companyLeaf(group, 'refund <line>', 'say that this outgoing line is a refund that was issued')
    .requiredOption('--refund <id>', 'the refund')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (line: string, options: RefundOptions) =>
      withCompany(cli, options, (session) =>
        decide(session, line, 'tied to its refund', async (lineId, ctx) => {
          await explainAsRefund(ctx, { lineId, refundId: options.refund, reason: options.reason });
          return { state: 'applied' };
        }),
      ),
    );
}

export function addCashCommands(program: Command, cli: Cli): void {
  const group = program.command('cash').description('bank lines and what they pay');
  companyLeaf(group, 'apply', 'explain every waiting bank line, and apply what is certain where the mode allows it')
    .addOption(new Option('--mode <mode>', 'for this run; default: the mode of the company').choices(AUTOMATION_MODES.filter((mode) => mode !== 'off')))
    .action(async (options: ApplyOptions) => withCompany(cli, options, (session) => runApply(session, options)));
  companyLeaf(group, 'mode <mode>', `set the mode of the company: ${AUTOMATION_MODES.join(', ')}`).action(async (mode: string, options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const chosen = AUTOMATION_MODES.find((one) => one === mode);
      if (chosen === undefined) throw new Refusal('automation.mode_unknown', `"${mode}" is no mode. There are ${AUTOMATION_MODES.join(', ')}.`, { mode });
      await session.runner.run((ctx) => setAutomationMode(ctx, 'cash_application', chosen));
      await show(session, { mode: chosen }, () => `Cash application of ${visible(session.runner.company.name)} is in mode ${chosen}.\n`);
    }),
  );
  companyLeaf(group, 'list', 'list bank lines with their proposals')
    .addOption(new Option('--state <states...>', 'in these states (default open and proposed)').choices(STATES))
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--after <id>', 'go on after this line')
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
  companyLeaf(group, 'explain <line>', 'say what a bank line may pay and why, without doing it').action(async (line: string, options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const explained = await session.runner.read(async (ctx) => {
        const lineId = await findLine(ctx, line);
        return { ...(await explainLine(ctx, lineId, DEFAULT_POLICY)), applied: await appliedDecision(ctx, lineId) };
      });
      await show(session, explainedJson(explained), () => explainedText(explained));
    }),
  );
  addDecisions(group, cli);
}
