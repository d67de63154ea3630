import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';

/** A movement as the demo's bank writes it; negative amounts leave the account. */
export type WrittenLine = { readonly minor: bigint; readonly text: string; readonly name: string; readonly account: string };

export type WrittenStatement = {
  readonly reference: string;
  readonly account: string;
  readonly currency: Currency;
  readonly on: Day;
  readonly opening: bigint;
  readonly lines: readonly WrittenLine[];
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unsigned(minor: bigint, currency: Currency): string {
  return formatDecimal(minor < 0n ? -minor : minor, currency);
}

/** An account number: an IBAN, or whatever a bank elsewhere calls it. */
function accountXml(account: string): string {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account) ? `<Id><IBAN>${account}</IBAN></Id>` : `<Id><Othr><Id>${escaped(account)}</Id></Othr></Id>`;
}

function entryXml(line: WrittenLine, { currency, on }: WrittenStatement): string {
  const out = line.minor < 0n;
  const side = out ? 'Cdtr' : 'Dbtr';
  const account = line.account === '' ? '' : `<${side}Acct>${accountXml(line.account)}</${side}Acct>`;
  const parties = line.name === '' ? '' : `<RltdPties><${side}><Pty><Nm>${escaped(line.name)}</Nm></Pty></${side}>${account}</RltdPties>`;
  return (
    `<Ntry><Amt Ccy="${currency}">${unsigned(line.minor, currency)}</Amt><CdtDbtInd>${out ? 'DBIT' : 'CRDT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt><BkTxCd/>` +
    `<NtryDtls><TxDtls>${parties}<RmtInf><Ustrd>${escaped(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`
  );
}

function statementXml(statement: WrittenStatement): string {
  const { currency, on, opening, lines, reference } = statement;
  const closing = lines.reduce((sum, { minor }) => sum + minor, opening);
  const balance = (code: string, minor: bigint): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${unsigned(minor, currency)}</Amt>` +
    `<CdtDbtInd>${minor < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
  return (
    `<Stmt><Id>${reference}</Id><CreDtTm>${on}T18:00:00</CreDtTm><Acct>${accountXml(statement.account)}<Ccy>${currency}</Ccy></Acct>` +
    `${balance('OPBD', opening)}${balance('CLBD', closing)}${lines.map((line) => entryXml(line, statement)).join('')}</Stmt>`
  );
}

/** A bank file of the demo with a statement for each account. Source: ISO 20022 camt.053.001.08. */
export function bankStatementText(messageId: string, statements: readonly WrittenStatement[]): string {
  const on = statements[0]?.on ?? '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
    `<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${on}T18:00:00</CreDtTm></GrpHdr>${statements.map(statementXml).join('')}</BkToCstmrStmt></Document>`
  );
}
