import { useQuery } from '@tanstack/react-query';
import { api, companyKey, type Answer, type Item } from '../../kit/api.ts';

export type Approval = Item<'listApprovals'>;
type Evidence = NonNullable<Answer<'getApprovalEvidence'>['evidence']>;
export type RefundEvidence = Extract<Evidence, { kind: 'refund' }>;
export type RemindersEvidence = Extract<Evidence, { kind: 'reminders' }>;

export function useEvidence(company: string, approvalId: string | null) {
  return useQuery({
    queryKey: companyKey(company, 'approval-evidence', approvalId),
    queryFn: () => api.getApprovalEvidence({ company, params: { approval: approvalId ?? '' } }),
    enabled: approvalId !== null,
  });
}
