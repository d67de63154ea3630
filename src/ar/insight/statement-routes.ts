import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { loadStatementPrint } from './load-statement-print.ts';
import type { StatementPrinter } from './ports.ts';
import type { statementOperations } from './statement-contract.ts';

export function statementHandlers(deps: { readonly printer: StatementPrinter }): ApiHandlers<typeof statementOperations> {
  return {
    reportAccountStatementPdf: async ({ ctx, query }) => {
      await seeOneState(ctx.tx);
      const asOf = query.asOf ?? ctx.today;
      const print = await loadStatementPrint(ctx, { customerNumber: query.customerNumber, from: query.from ?? null, asOf });
      const bytes = await deps.printer.statement(print);
      return { fileName: `${print.customer.number} ${asOf}.pdf`, contentType: 'application/pdf', body: bytes, inline: true };
    },
  };
}
