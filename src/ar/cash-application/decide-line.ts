import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { learnPayers } from '../customers/learn-payers.ts';
import { openBook, postingDay } from '../ledger/book.ts';
import { post } from '../ledger/post.ts';
import { reverseEntries } from '../ledger/reverse-entries.ts';
import { reverseCauses } from '../payments/reverse-causes.ts';
import { unlinkBankLine } from '../payments/known-money.ts';
import { endRun, startRun } from '../work/run-life.ts';
import { acceptExplanations } from './accept-explanations.ts';
import type { StoredLine } from './bank-line.ts';
import type { Explanation, ExplanationPart } from './explain/explanation.ts';
import { findProposal, insertProposals, listProposals, saveLineStates, setProposalState, supersedeProposals } from './match-store.ts';
import { requireLine } from './require-line.ts';
import { recordShortPayments, releaseShortPayments } from './short-payments.ts';
import type { ShortReason } from './short-reason.ts';
import { readExplanation } from './stored-explanation.ts';

/** A person accepts a proposal: the same corridor as the machine's. Teaches who pays with this account. `shortReason`: why it leaves something open. */
export async function confirmProposal(ctx: Ctx, proposalId: string, shortReason?: ShortReason): Promise<{ lineId: string }> {
  const proposal = await findProposal(ctx, proposalId);
  if (!proposal) throw new Refusal('proposal.not_found', `There is no proposal ${proposalId} in this company. Reload the line.`, { proposalId });
  if (proposal.state !== 'proposed' && proposal.state !== 'shadow') {
    throw new Refusal('proposal.state', `This proposal is ${proposal.state}; only one that waits can be confirmed. Reload the line.`, {
      proposalId,
      state: proposal.state,
    });
  }
  const line = await requireLine(ctx, proposal.bank_line_id, 'applied');
  const explanation = readExplanation(proposal.explanation);
  await accept(ctx, { line, proposalId, explanation }, shortReason);
  await setProposalState(ctx, proposalId, 'applied', actorText(ctx.actor));
  await recordAudit(ctx, [{ action: 'proposal.confirmed', subjectKind: 'bank_line', subjectId: line.id, after: { proposalId, kind: explanation.kind } }]);
  return { lineId: line.id };
}

async function accept(ctx: Ctx, of: { line: StoredLine; proposalId: string; explanation: Explanation }, shortReason: ShortReason | undefined): Promise<void> {
  const book = await openBook(ctx);
  await acceptExplanations(ctx, book, [of]);
  if (shortReason !== undefined) {
    const receivableIds = of.explanation.parts.map((part) => part.receivableId);
    await recordShortPayments(ctx, { proposalId: of.proposalId, receivableIds, reason: shortReason });
  }
  await supersedeProposals(ctx, [of.line.id]);
  await saveLineStates(ctx, [{ id: of.line.id, state: 'applied', reason: 'confirmed' }]);
  await learnPayers(ctx, [{ customerId: of.explanation.customerId, account: of.line.counterparty_account, name: of.line.counterparty_name }]);
}

export type Correction = {
  readonly lineId: string;
  /** Whose money it is; what the parts leave over stays unapplied with this customer. */
  readonly customerId: string;
  readonly parts: readonly ExplanationPart[];
  /** Why something of the parts stays open. */
  readonly shortReason?: ShortReason | undefined;
};

/** A person explains a line by hand. */
export async function correctLine(ctx: Ctx, correction: Correction): Promise<{ proposalId: string }> {
  const line = await requireLine(ctx, correction.lineId, 'applied');
  if (line.minor <= 0n)
    throw new Refusal('cash.not_incoming', 'Only money that came in can be applied to receivables. Set an outgoing line aside.', { lineId: line.id });
  // A part of nothing would put the money on account unseen.
  const nothing = correction.parts.find((part) => part.minor < 0n || part.minor + part.discountMinor + (part.toleranceMinor ?? 0n) <= 0n);
  if (nothing)
    throw new Refusal('allocation.not_positive', 'A part of an explanation is a positive amount. Give it one, or leave it out.', {
      asked: nothing.minor,
      receivableId: nothing.receivableId,
    });
  const applied = correction.parts.reduce((sum, part) => sum + part.minor, 0n);
  if (applied > line.minor) {
    throw new Refusal(
      'cash.does_not_add_up',
      `The parts come to ${formatDecimal(applied, line.currency)} ${line.currency}, more than the bank line of ${formatDecimal(line.minor, line.currency)}. Lower them.`,
      { lineId: line.id, parts: formatDecimal(applied, line.currency), line: formatDecimal(line.minor, line.currency), currency: line.currency },
    );
  }
  const explanation: Explanation = {
    kind: applied < line.minor ? 'over' : 'exact',
    pattern: 'references',
    customerId: correction.customerId,
    parts: correction.parts,
    rest: line.minor - applied,
    probability: 1,
    evidence: [],
  };
  const runId = await startRun(ctx, 'person', 'approve');
  const proposalId = ctx.newId();
  await supersedeProposals(ctx, [line.id]);
  await insertProposals(ctx, [
    {
      company_id: ctx.company.id,
      id: proposalId,
      bank_line_id: line.id,
      run_id: runId,
      rank: 1,
      kind: explanation.kind,
      pattern: 'person',
      customer_id: correction.customerId,
      explanation,
      probability: 1,
      reason: 'explained_by_person',
      state: 'applied',
      decided_by: actorText(ctx.actor),
      decided_at: ctx.now,
      recorded_at: ctx.now,
      by_machine: false,
    },
  ]);
  await accept(ctx, { line, proposalId, explanation }, correction.shortReason);
  await endRun(ctx, runId, 'done', { lines: 1, applied: 1 });
  await recordAudit(ctx, [
    { action: 'bank_line.explained', subjectKind: 'bank_line', subjectId: line.id, after: { proposalId, parts: correction.parts.length } },
  ]);
  return { proposalId };
}

/** Takes an application back as if it had not happened, in open periods by the same posting day: payments, discounts and allocations together.
 *  The line waits again. */
export async function undoApplication(ctx: Ctx, input: { lineId: string; reason: string }): Promise<void> {
  const line = await requireLine(ctx, input.lineId, 'open');
  if (line.state === 'proposed')
    throw new Refusal('bank_line.state', 'Nothing is applied to this bank line yet, so there is nothing to undo.', {
      lineId: line.id,
      state: line.state,
      asked: 'open',
    });
  if (line.state === 'set_aside') {
    await undoSetAside(ctx, line);
  } else {
    const applied = (await listProposals(ctx, line.id)).find((proposal) => proposal.state === 'applied');
    if (!applied) {
      throw new Refusal(
        'bank_line.final',
        'What the bank took back or paid out stands; it cannot be undone. If the bank corrects it, its correction is a bank line of its own.',
        { lineId: line.id },
      );
    }
    const explanation = readExplanation(applied.explanation);
    if (explanation.kind === 'known_money') await unlinkKnownMoney(ctx, { line, proposalId: applied.id });
    else await reverseCauses(ctx, { causeIds: [applied.id], eventOn: null, paymentState: 'reversed', label: 'undo' });
    await releaseShortPayments(ctx, applied.id);
    await setProposalState(ctx, applied.id, 'undone', actorText(ctx.actor));
  }
  await saveLineStates(ctx, [{ id: line.id, state: 'open', reason: 'undone' }]);
  await recordAudit(ctx, [
    { action: 'bank_line.undone', subjectKind: 'bank_line', subjectId: line.id, before: { state: line.state }, after: { state: 'open' }, reason: input.reason },
  ]);
}

/** The line is not AR's: from clearing to the account for other things, to be booked in the ledger system. */
export async function setLineAside(ctx: Ctx, input: { lineId: string; reason: string }): Promise<void> {
  const line = await requireLine(ctx, input.lineId, 'set_aside');
  const book = await openBook(ctx);
  await supersedeProposals(ctx, [line.id]);
  await post(ctx, [
    {
      postedOn: postingDay(book, line.posted_on),
      valueOn: line.value_on,
      cause: { kind: 'set_aside', id: ctx.newId() },
      lines: [
        { account: 'BCL', currency: line.currency, minor: line.minor, baseMinor: line.base_minor },
        { account: 'OTH', currency: line.currency, minor: -line.minor, baseMinor: -line.base_minor },
      ],
    },
  ]);
  await saveLineStates(ctx, [{ id: line.id, state: 'set_aside', reason: 'not_receivables' }]);
  await recordAudit(ctx, [{ action: 'bank_line.set_aside', subjectKind: 'bank_line', subjectId: line.id, reason: input.reason }]);
}

/** The payment stays recorded and awaits the bank again; only the exchange difference of the link is taken back. */
async function unlinkKnownMoney(ctx: Ctx, of: { line: StoredLine; proposalId: string }): Promise<void> {
  const book = await openBook(ctx);
  await unlinkBankLine(ctx, of.line.id);
  await reverseEntries(ctx, { causeIds: [of.proposalId], cause: { kind: 'reversal', id: ctx.newId() }, postedOn: postingDay(book, of.line.posted_on) });
}

async function undoSetAside(ctx: Ctx, line: StoredLine): Promise<void> {
  const book = await openBook(ctx);
  await post(ctx, [
    {
      postedOn: postingDay(book, line.posted_on),
      valueOn: line.value_on,
      cause: { kind: 'set_aside', id: ctx.newId() },
      lines: [
        { account: 'OTH', currency: line.currency, minor: line.minor, baseMinor: line.base_minor },
        { account: 'BCL', currency: line.currency, minor: -line.minor, baseMinor: -line.base_minor },
      ],
    },
  ]);
}
