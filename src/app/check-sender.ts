import type { DomainLookup } from '../ar/messages/ports.ts';
import { domainNames, evaluateDomain, type DomainCheck } from '../ar/messages/sender-domain.ts';
import { emailAccount } from '../ar/messages/read-channel.ts';
import { saveDomainCheck } from '../ar/messages/set-channel.ts';
import type { KeyRing } from '../foundation/crypto/secret-box.ts';
import type { CompanyRunner } from './run-context.ts';

/** Looks up what the DNS says of the sender's domain and keeps the judgement. Refuses `channel.not_set`; throws ProviderFault when the DNS does not answer. */
export async function checkSenderDomain(
  runner: Pick<CompanyRunner, 'run'>,
  deps: { readonly lookup: DomainLookup; readonly ring: KeyRing },
): Promise<DomainCheck> {
  const { domain, dkimSelectors } = await runner.run((ctx) => emailAccount(ctx, deps));
  const names = domainNames(domain, dkimSelectors);
  const dkim = new Map<string, readonly string[]>();
  for (const [selector, name] of names.dkim) dkim.set(selector, await deps.lookup.txt(name));
  let dmarc: readonly string[] = [];
  for (const name of names.dmarc) {
    dmarc = await deps.lookup.txt(name);
    if (dmarc.some((record) => record.trim().startsWith('v=DMARC1'))) break;
  }
  const check = evaluateDomain(domain, { spf: await deps.lookup.txt(names.spf), dkim, dmarc });
  await runner.run((ctx) => saveDomainCheck(ctx, check));
  return check;
}
