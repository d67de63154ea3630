import type { ReactNode } from 'react';
import { api, refreshCompany } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { count, useFormats } from '../../kit/format.ts';
import { Kbd } from '../../kit/kbd.tsx';
import { Fact } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import { useActorName } from '../shared/actor-name.ts';
import { useMay } from '../shell/company.ts';
import { ApprovalEvidence } from './approval-evidence.tsx';
import { useEvidence, type Approval } from './evidence.ts';
import { approvalTitle, limitOf, offOf, reasonOf, toneOf } from './approval-words.ts';
import { approvalWords } from './words.ts';

export type Deciding = 'grant' | 'reject' | 'withdraw';

export type ApprovalPanelProps = {
  readonly company: string;
  readonly approval: Approval;
  readonly place: string | null;
  readonly deciding: Deciding | null;
  readonly onDecide: (deciding: Deciding | null) => void;
  /** It leaves the list: the next one comes. */
  readonly onDecided: () => void;
};

/** Why it can't be decided, in words; undefined where it can. */
export function useDecisionOff(approval: Approval | null): { readonly grant: string | undefined; readonly reject: string | undefined } {
  const words = useWords(approvalWords);
  const may = useMay()('approvals:decide');
  if (approval === null) return { grant: words.offState, reject: words.offState };
  return { grant: may ? offOf(approval.can.grant) : words.noRight, reject: may ? offOf(approval.can.reject) : words.noRight };
}

/** One approval: who asked for what and why, what it rests on, and the decision. */
export function ApprovalPanel(props: ApprovalPanelProps): ReactNode {
  const { company, approval, place, onDecide } = props;
  const words = useWords(approvalWords);
  const { moment } = useFormats();
  const nameOf = useActorName(company);
  const off = useDecisionOff(approval);
  const evidence = useEvidence(company, approval.id).data?.evidence;
  const title = approvalTitle(approval, evidence?.kind === 'refund' ? evidence : undefined);
  const waiting = approval.state === 'waiting';
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-4" tabIndex={0} role="region" aria-label={title}>
        <div className="flex items-center gap-2">
          <h2 className="min-w-0 truncate text-heading font-semibold tracking-tight" title={title}>
            {title}
          </h2>
          <Badge tone={toneOf(approval)}>{words[approval.state]}</Badge>
          {place !== null && <span className="ml-auto shrink-0 text-second text-mute tabular-nums">{place}</span>}
        </div>
        <dl className="mt-3 mb-4 grid grid-cols-2 gap-x-4 gap-y-3 lg:grid-cols-4">
          <Fact label={words.askedBy}>{nameOf(approval.requestedBy)}</Fact>
          <Fact label={words.askedAt}>{moment(approval.requestedAt)}</Fact>
          <Fact label={words.reason} className="col-span-2 wrap-anywhere">
            {reasonOf(approval) ?? '–'}
          </Fact>
          {approval.decidedBy !== null && <Fact label={words.decidedBy}>{nameOf(approval.decidedBy)}</Fact>}
          {approval.decidedAt !== null && <Fact label={words.decidedAt}>{moment(approval.decidedAt)}</Fact>}
          {waiting && (
            <Fact label={words.limit} className="col-span-full">
              <span className="font-normal">{limitOf(approval)}</span>
            </Fact>
          )}
        </dl>
        <ApprovalEvidence company={company} approval={approval} />
      </div>
      {waiting && (
        <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-6 py-3">
          <Button kind="primary" off={off.grant} onClick={() => onDecide('grant')}>
            {words.grant}
            <Kbd>y</Kbd>
          </Button>
          <Button off={off.reject} onClick={() => onDecide('reject')}>
            {words.reject}
            <Kbd>r</Kbd>
          </Button>
          {approval.can.withdraw === true && <Button onClick={() => onDecide('withdraw')}>{words.withdraw}</Button>}
          {off.grant !== undefined && <p className="text-mute">{off.grant}</p>}
        </div>
      )}
      <Decisions {...props} />
    </div>
  );
}

function Decisions({ company, approval, deciding, onDecide, onDecided }: ApprovalPanelProps): ReactNode {
  const words = useWords(approvalWords);
  const params = { approval: approval.id };
  const close = (): void => onDecide(null);
  const settled = async (title: string, text?: string): Promise<void> => {
    notify({ title, text });
    onDecided();
    await refreshCompany(company);
  };
  return (
    <>
      <Confirm
        open={deciding === 'grant'}
        onClose={close}
        title={words.grantTitle}
        action={words.grant}
        reason="required"
        reasonLabel={words.grantReason}
        onConfirm={async (reason) => {
          const { outcome } = await api.grantApproval({ company, params, body: { reason } });
          const { queued, stopped } = outcome;
          await settled(words.didGrant, queued === undefined ? undefined : words.didRelease(count(Number(queued)), count(Number(stopped ?? 0))));
        }}
      >
        {words.grantText}
      </Confirm>
      <Confirm
        open={deciding === 'reject'}
        onClose={close}
        title={words.rejectTitle}
        action={words.reject}
        danger
        reason="required"
        onConfirm={async (reason) => {
          await api.rejectApproval({ company, params, body: { reason } });
          await settled(words.didReject);
        }}
      >
        {approval.operation === 'releaseReminders' ? words.rejectReminders : words.rejectText}
      </Confirm>
      <Confirm
        open={deciding === 'withdraw'}
        onClose={close}
        title={words.withdrawTitle}
        action={words.withdraw}
        danger
        onConfirm={async () => {
          await api.withdrawApproval({ company, params });
          await settled(words.didWithdraw);
        }}
      >
        {words.withdrawText}
      </Confirm>
    </>
  );
}
