import type { Company } from './context.ts';

/** A company as the API shows it. */
export function companyView(company: Company) {
  const { firmId: _firmId, demo, ...view } = company;
  return { ...view, demo: demo !== null };
}
