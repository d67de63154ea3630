import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { day, id } from '../../foundation/contract/page.ts';
import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { scopesHere } from '../access/require-scope.ts';
import { taskView } from '../work/work-views.ts';
import { approvalEvidence, type RefundEvidence, type RemindersEvidence, type Total } from './approval-evidence.ts';
import type { approvalEvidenceOperations } from './approval-evidence-contract.ts';
import { listWorklist, summariseWorklist, type WorklistItem, type WorklistView } from './list-worklist.ts';
import type { worklistOperations } from './worklist-contract.ts';

/** A place in one view is none in another: the cursor says which it belongs to. */
function placeIn(view: WorklistView) {
  return z.tuple([z.literal(view), day, z.string().regex(/^-?\d{1,18}$/), id]);
}

function itemView(item: WorklistItem) {
  const customer =
    item.customer_id === null || item.customer_number === null ? null : { id: item.customer_id, number: item.customer_number, name: item.customer_name ?? '' };
  return { ...taskView(item), customer, listedOn: item.listed_on };
}

function totalView({ currency, minor }: Total) {
  return { currency, open: formatDecimal(minor, currency) };
}

function evidenceView(evidence: RemindersEvidence | RefundEvidence | null) {
  if (evidence === null) return null;
  if (evidence.kind === 'reminders') {
    return {
      ...evidence,
      byStep: [...evidence.byStep],
      totals: evidence.totals.map(totalView),
      excluded: evidence.excluded.map((group) => ({
        ...group,
        totals: group.totals.map(totalView),
        examples: group.examples.map(({ open, ...one }) => ({ ...one, ...totalView(open) })),
      })),
    };
  }
  const { credit, payment } = evidence;
  const { minor, open, ...rest } = credit;
  const text = (value: bigint) => formatDecimal(value, credit.currency);
  return {
    ...evidence,
    credit: { ...rest, amount: text(minor), open: text(open) },
    payment: payment === null ? null : withAmount(payment, text(payment.minor)),
    owed: evidence.owed.map(totalView),
  };
}

function withAmount<T extends { readonly minor: bigint }>({ minor: _minor, ...rest }: T, amount: string) {
  return { ...rest, amount };
}

export const worklistHandlers: ApiHandlers<typeof worklistOperations & typeof approvalEvidenceOperations> = {
  listWorklist: async ({ ctx, query }) => {
    const { view, limit } = query;
    const place = decodeCursor(query.cursor, placeIn(view));
    const after = place === undefined ? null : { listedOn: place[1], place: BigInt(place[2]), id: place[3] };
    const rows = await listWorklist(ctx, { view, after, limit: limit + 1 });
    return cutPage(rows, { limit, place: (last) => [view, last.listed_on, last.place, last.id], item: itemView });
  },
  summariseWorklist: async ({ ctx }) => {
    await seeOneState(ctx.tx);
    const { counts, worth } = await summariseWorklist(ctx);
    return { today: ctx.today, counts, worth: worth.map(({ currency, minor }) => ({ currency, amount: formatDecimal(minor, currency) })) };
  },
  getApprovalEvidence: async ({ ctx, principal, params }) => {
    await seeOneState(ctx.tx);
    return { evidence: evidenceView(await approvalEvidence(ctx, params.approval, await scopesHere(ctx, principal))) };
  },
};
