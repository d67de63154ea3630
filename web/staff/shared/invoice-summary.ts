import { queryOptions } from '@tanstack/react-query';
import { api, companyKey, type Sent } from '../../kit/api.ts';

/** How many invoices a filter finds and what is open of them: one question for the head of the list, the tabs of its views and the set-up. */
export function invoiceSummary(company: string, filter: Sent<'summariseInvoices', 'query'>) {
  return queryOptions({
    queryKey: companyKey(company, 'invoice-summary', filter),
    queryFn: ({ signal }) => api.summariseInvoices({ company, query: filter, signal }),
  });
}
