import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { day, requiredText } from '../../foundation/contract/page.ts';

export const statementOperations = {
  reportAccountStatementPdf: defineOperation({
    id: 'reportAccountStatementPdf',
    method: 'GET',
    path: '/v1/companies/{company}/reports/account-statement/pdf',
    tag: 'Reports',
    realm: 'company',
    scope: 'receivables:read',
    summary: "A customer's account as PDF, on the company's letterhead",
    query: z.object({
      customerNumber: requiredText(300),
      from: day.optional().meta({ description: 'Sum up everything before this day.' }),
      asOf: day.optional(),
    }),
    answers: 'file',
    errors: ['customer.not_found'],
  }),
} as const satisfies Operations;
