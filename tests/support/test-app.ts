import type { Company } from '../../src/ar/access/context.ts';
import { clientOf, type CompanyClient } from '../api/company-client.ts';
import { cookieOf, testApi, type TestApi } from './test-api.ts';

export const OWNER = { email: 'olive@example.com', name: 'Olive Owner', password: 'seven herons on a wire', firmName: 'Example Books' };

export type TestApp = TestApi & {
  /** Where the server listens. */
  readonly url: string;
  /** The port it listens on, free again after `stopListening`. */
  readonly port: number;
};

/** The whole program behind a real port, for browsers. */
export async function testApp(options: Parameters<typeof testApi>[0] = {}): Promise<TestApp> {
  const api = await testApi(options);
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  return { ...api, url, port: Number(new URL(url).port) };
}

/** Makes the owner and answers the cookie of the owner's session. */
export async function signInOwner(app: TestApi): Promise<string> {
  const answer = await app.ask({ method: 'POST', url: '/v1/setup/owner', payload: OWNER });
  if (answer.status !== 201) throw new Error(`the owner could not be made: ${answer.text}`);
  return cookieOf(answer);
}

/** A company of the firm, with a client that may do everything there. */
export async function testCompanyOf(app: TestApi, name: string): Promise<{ readonly company: Company; readonly client: CompanyClient }> {
  const company = await app.company(name);
  return { company, client: clientOf(app, company, await app.key(company)) };
}
