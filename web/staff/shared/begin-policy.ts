import { api, refreshCompany } from '../../kit/api.ts';

/** Puts the standard ladder into force in shadow: it writes down what it would send, and sends nothing. Answers its code. */
export async function beginStandardPolicy(company: string): Promise<string> {
  const { policy } = await api.getStandardPolicy({ company });
  await api.saveDunningPolicy({ company, params: { policy: policy.code }, body: policy });
  await api.setAutomation({ company, params: { automation: `dunning:${policy.code}` }, body: { mode: 'shadow' } });
  await refreshCompany(company);
  return policy.code;
}
