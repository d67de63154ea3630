import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import { ProviderFault } from '../../foundation/errors/provider-fault.ts';
import type { DomainLookup } from '../../ar/messages/ports.ts';

/** No such name, or the name has no TXT record: an answer, and not a failure. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/** TXT records by DNS (RFC 1035), the strings of a record joined as RFC 7208 section 3.3 demands. `servers` are addresses with ports; by default those of this machine. */
export function createDomainLookup(options: { readonly servers?: readonly string[]; readonly timeoutMs?: number; readonly tries?: number } = {}): DomainLookup {
  const { servers, timeoutMs = 3000, tries = 2 } = options;
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) resolver.setServers([...servers]);
  return {
    async txt(name) {
      const ascii = domainToASCII(name);
      // A name that DNS cannot hold has no records.
      if (ascii === '' || ascii.length > 253 || ascii.split('.').some((label) => label === '' || label.length > 63)) return [];
      try {
        const records = await resolver.resolveTxt(ascii);
        return records.map((strings) => strings.join(''));
      } catch (error) {
        if (NONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
        throw new ProviderFault('unavailable', `The records of ${ascii} could not be looked up: the name server does not answer. Try again later.`);
      }
    },
  };
}
