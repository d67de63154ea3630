const EVERY_TENTH_PAYS = 10;
const PIECE_CHARS = 60_000;

/** A camt.053 of any length, made while it is read. Every tenth entry names an invoice, as long as there are any; `bad` makes each amount unreadable. */
export async function* longStatement(options: {
  entries: number;
  reference: string;
  bad: boolean;
  onBytes: (bytes: number) => void;
  numbers?: readonly { readonly number: string; readonly gross: bigint }[];
}): AsyncGenerator<Uint8Array> {
  const piece = (text: string): Uint8Array => {
    const bytes = Buffer.from(text);
    options.onBytes(bytes.length);
    return bytes;
  };
  yield piece(
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>L</MsgId></GrpHdr>' +
      `<Stmt><Id>${options.reference}</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>`,
  );
  let text = '';
  for (let i = 0; i < options.entries; i++) {
    const paid = i % EVERY_TENTH_PAYS === 0 ? options.numbers?.[i / EVERY_TENTH_PAYS] : undefined;
    const cents = paid?.gross ?? BigInt(1_000 + ((i * 7_919) % 900_000));
    const amount = options.bad ? 'NaN' : `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
    text +=
      `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-06-${String((i % 28) + 1).padStart(2, '0')}</Dt></BookgDt>` +
      `<ValDt><Dt>2026-06-${String((i % 28) + 1).padStart(2, '0')}</Dt></ValDt><AcctSvcrRef>R${i}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Payer ${i}</Nm></Pty></Dbtr>` +
      `</RltdPties><RmtInf><Ustrd>${paid ? `Rechnung ${paid.number}` : `order ${i * 31} of the month`}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
    if (text.length > PIECE_CHARS) {
      yield piece(text);
      text = '';
    }
  }
  yield piece(`${text}</Stmt></BkToCstmrStmt></Document>`);
}
