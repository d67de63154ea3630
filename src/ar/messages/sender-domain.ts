type Finding = { readonly ok: boolean; readonly detail: string };

/** What the DNS says of a sender's domain: whether other mail servers can tell our mails from forged ones. */
export type DomainCheck = {
  readonly domain: string;
  readonly ok: boolean;
  readonly spf: Finding;
  readonly dkim: Finding;
  readonly dmarc: Finding;
};

/** TXT records as they were found, each record one text. */
export type DomainRecords = {
  readonly spf: readonly string[];
  /** By selector. */
  readonly dkim: ReadonlyMap<string, readonly string[]>;
  readonly dmarc: readonly string[];
};

/** Names to look up. DMARC of the domain itself counts first, then that of the domains above it. */
export function domainNames(
  domain: string,
  selectors: readonly string[],
): { readonly spf: string; readonly dkim: readonly (readonly [string, string])[]; readonly dmarc: readonly string[] } {
  const labels = domain.split('.');
  const above = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return {
    spf: domain,
    dkim: selectors.map((selector) => [selector, `${selector}._domainkey.${domain}`] as const),
    dmarc: above.map((name) => `_dmarc.${name}`),
  };
}

/** Judges the records. SPF: exactly one record, and it does not let everybody send. DKIM: a selector with a key. DMARC: one record with a policy.
 *  Sources: RFC 7208 sections 3.2, 4.5 and 5.1; RFC 6376 section 3.6.1; RFC 7489 section 6.3. */
export function evaluateDomain(domain: string, records: DomainRecords): DomainCheck {
  const spf = spfFinding(domain, records.spf);
  const dkim = dkimFinding(records.dkim);
  const dmarc = dmarcFinding(domain, records.dmarc);
  return { domain, ok: spf.ok && dkim.ok && dmarc.ok, spf, dkim, dmarc };
}

function spfFinding(domain: string, records: readonly string[]): Finding {
  const found = records.filter((record) => /^v=spf1(?: |$)/i.test(record.trim()));
  if (found.length === 0)
    return { ok: false, detail: `${domain} has no SPF record. Add a TXT record that begins with v=spf1 and names your mail provider, ending in -all or ~all.` };
  if (found.length > 1) return { ok: false, detail: `${domain} has ${found.length} SPF records; there must be one. Join them.` };
  const terms = (found[0] ?? '').trim().toLowerCase().split(/\s+/).slice(1);
  if (terms.some((term) => term === '+all' || term === 'all'))
    return { ok: false, detail: 'The SPF record ends in +all: everybody may send in your name. Use -all or ~all.' };
  if (terms.includes('?all')) return { ok: false, detail: 'The SPF record ends in ?all: it says nothing about strangers. Use -all or ~all.' };
  if (!terms.some((term) => term === '-all' || term === '~all' || term.startsWith('redirect=')))
    return { ok: false, detail: 'The SPF record does not say what to do with strangers. End it with -all or ~all.' };
  return { ok: true, detail: 'One SPF record that names who may send.' };
}

function tagsOf(record: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) tags.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replaceAll(/\s+/g, ''));
  }
  return tags;
}

function dkimFinding(bySelector: ReadonlyMap<string, readonly string[]>): Finding {
  if (bySelector.size === 0)
    return {
      ok: false,
      detail: 'No DKIM selector is named. Add dkimSelectors to the settings of the channel: your mail provider tells the name (such as s1).',
    };
  const missing: string[] = [];
  for (const [selector, records] of bySelector) {
    for (const record of records) {
      const tags = tagsOf(record);
      const version = tags.get('v');
      if (version !== undefined && version !== 'DKIM1') continue;
      if ((tags.get('p') ?? '') !== '') return { ok: true, detail: `The DKIM key ${selector} is there.` };
    }
    missing.push(selector);
  }
  return {
    ok: false,
    detail: `There is no DKIM key under ${missing.join(', ')}. Add the TXT or CNAME record that your mail provider shows, and switch signing on there.`,
  };
}

function dmarcFinding(domain: string, records: readonly string[]): Finding {
  const found = records.filter((record) => /^v=DMARC1\s*(?:;|$)/.test(record.trim()));
  if (found.length === 0) return { ok: false, detail: `${domain} has no DMARC record. Add the TXT record _dmarc.${domain} with v=DMARC1; p=quarantine.` };
  if (found.length > 1) return { ok: false, detail: `${domain} has ${found.length} DMARC records; there must be one.` };
  const policy = tagsOf(found[0] ?? '')
    .get('p')
    ?.toLowerCase();
  if (policy !== 'none' && policy !== 'quarantine' && policy !== 'reject')
    return { ok: false, detail: 'The DMARC record has no policy. Add p=quarantine (or p=none to begin with).' };
  return { ok: true, detail: `DMARC with the policy ${policy}.` };
}
