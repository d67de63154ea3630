/** Bank statements for tests, as a bank would send them; amounts in minor units with two decimals. */
export type StatementLine = {
  readonly minor: bigint;
  readonly bookedOn: string;
  readonly valueOn?: string;
  readonly text: string;
  readonly name?: string;
  readonly iban?: string;
  readonly rf?: string;
  readonly currency?: string;
};

function amount(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

export function entryXml(line: StatementLine): string {
  const side = line.minor < 0n ? 'DBIT' : 'CRDT';
  const party = line.minor < 0n ? 'Cdtr' : 'Dbtr';
  const parties = line.name
    ? `<RltdPties><${party}><Pty><Nm>${escaped(line.name)}</Nm></Pty></${party}>${line.iban ? `<${party}Acct><Id><IBAN>${line.iban}</IBAN></Id></${party}Acct>` : ''}</RltdPties>`
    : '';
  const structured = line.rf ? `<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>${line.rf}</Ref></CdtrRefInf></Strd>` : '';
  return (
    `<Ntry><Amt Ccy="${line.currency ?? 'EUR'}">${amount(line.minor)}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt><Dt>${line.bookedOn}</Dt></BookgDt><ValDt><Dt>${line.valueOn ?? line.bookedOn}</Dt></ValDt><BkTxCd/>` +
    `<NtryDtls><TxDtls>${parties}<RmtInf><Ustrd>${escaped(line.text)}</Ustrd>${structured}</RmtInf></TxDtls></NtryDtls></Ntry>`
  );
}

export type StatementText = {
  readonly reference: string;
  readonly opening?: bigint;
  readonly lines: readonly StatementLine[];
  /** The day of the statement, where no line gives it. */
  readonly on?: string;
  readonly currency?: string;
  readonly iban?: string;
};

export function statementHeadXml(statement: Omit<StatementText, 'lines' | 'on'> & { readonly closing: bigint; readonly on: string }): string {
  const currency = statement.currency ?? 'EUR';
  const balance = (code: string, minor: bigint) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount(minor)}</Amt><CdtDbtInd>${minor < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${statement.on}</Dt></Dt></Bal>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M-${statement.reference}</MsgId>` +
    `<CreDtTm>${statement.on}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>${statement.reference}</Id><CreDtTm>${statement.on}T20:00:00</CreDtTm>` +
    `<Acct><Id><IBAN>${statement.iban ?? 'DE89370400440532013000'}</IBAN></Id><Ccy>${currency}</Ccy></Acct>` +
    balance('OPBD', statement.opening ?? 0n) +
    balance('CLBD', statement.closing)
  );
}

export const STATEMENT_END = '</Stmt></BkToCstmrStmt></Document>';

export function camtText(statement: StatementText): string {
  const closing = (statement.opening ?? 0n) + statement.lines.reduce((sum, line) => sum + line.minor, 0n);
  return (
    statementHeadXml({ ...statement, closing, on: statement.lines.at(-1)?.bookedOn ?? statement.on ?? '2026-01-31' }) +
    statement.lines.map(entryXml).join('') +
    STATEMENT_END
  );
}

export async function* bytesOf(content: string | Uint8Array, chunkBytes = 16_384): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
