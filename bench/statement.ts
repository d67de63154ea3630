import { applyCash } from '../src/app/apply-cash.ts';
import { importStatement } from '../src/ar/cash-application/import-statement.ts';
import { formatDecimal } from '../src/foundation/money/money.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { issueBook, makeCustomers, type BenchCustomer, type BenchInvoice } from './book.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';
import { openWorkbench, ratio } from './workbench.ts';

/** Import a bank statement, match, apply and post, end to end: nine of ten lines name their invoice, some pay two, some say nothing. */
export async function benchStatement(size: BenchSize, options: { dataDir: string }): Promise<BenchResult> {
  const bench = await openWorkbench(options);
  try {
    const customers = await makeCustomers(bench, SIZES[size]);
    const invoices: BenchInvoice[] = [];
    await issueBook(bench, customers, SIZES[size], (issued) => invoices.push(...issued));
    await bench.prepareBaseline();
    const before = bench.database.count.statements;
    const started = process.hrtime.bigint();
    let importSeconds = 0;
    const { result, seconds, peakMemoryMiB } = await measure(async () => {
      const imported = await bench.run((ctx) => importStatement(ctx, { fileName: 'bench.xml', source: statementBytes(invoices, customers, bench.today) }));
      importSeconds = Number(process.hrtime.bigint() - started) / 1e9;
      const applied = await applyCash((work) => bench.run(work), { mode: 'auto', fold: false });
      return { imported, applied };
    });
    const statements = bench.database.count.statements - before;
    const copy = await bench.copyBaseline();
    return {
      bench: 'statement',
      size,
      rows: copy.rows,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(copy.rows / seconds),
      copy,
      ratioToCopy: ratio(copy, seconds),
      statements,
      peakMemoryMiB,
      machine: machine(),
      details: {
        lines: result.applied.lines,
        linesPerSecond: Math.round(result.applied.lines / seconds),
        importSeconds: rounded(importSeconds),
        applySeconds: rounded(seconds - importSeconds),
        applied: result.applied.applied,
        proposed: result.applied.proposed,
        unmatched: result.applied.unmatched,
      },
    };
  } finally {
    await bench.close();
  }
}

const EUR = currency('EUR');

/** A camt.053 made while it is read. */
async function* statementBytes(invoices: readonly BenchInvoice[], customers: readonly BenchCustomer[], on: string): AsyncGenerator<Uint8Array> {
  const random = seeded(11);
  yield Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>B</MsgId></GrpHdr><Stmt><Id>BENCH</Id>' +
      '<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>',
  );
  let text = '';
  for (let i = 0; i < invoices.length; i++) {
    const invoice = invoices[i] as BenchInvoice;
    const customer = customers[invoice.customer] as BenchCustomer;
    const next = invoices[i + 1];
    let amount = invoice.gross;
    let remittance = `Rechnung ${invoice.number} vom ${invoice.issuedOn}`;
    const kind = random();
    if (kind < 0.05 && next && next.customer === invoice.customer) {
      amount += next.gross;
      remittance = `${invoice.number} ${next.number}`;
      i++;
    } else if (kind > 0.95) remittance = 'vielen Dank';
    else if (kind > 0.92) amount -= amount / 20n;
    text +=
      `<Ntry><Amt Ccy="EUR">${formatDecimal(amount, EUR)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>` +
      `<AcctSvcrRef>R${i}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>` +
      `<RltdPties><Dbtr><Pty><Nm>${customer.name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>${customer.iban}</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>${remittance}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
    if (text.length > 60_000) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(`${text}</Stmt></BkToCstmrStmt></Document>`);
}
