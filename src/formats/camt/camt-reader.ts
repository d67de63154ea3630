import { Refusal } from '../../foundation/errors/refusal.ts';
import type { StatementHead, StatementReader, StatementSink } from '../statement/statement-events.ts';
import { readDetail, type CamtDetail } from './camt-detail.ts';
import type { CamtNode } from './camt-node.ts';
import { createCamtStatement, type CamtStatement } from './camt-statement.ts';
import { createXmlElements } from './xml-elements.ts';

/** Message element to what its blocks are. Version 1 repeats the version in the name. */
const BLOCKS: Readonly<Record<string, { readonly block: string; readonly kind: StatementHead['kind'] }>> = {
  BkToCstmrStmt: { block: 'Stmt', kind: 'statement' },
  BkToCstmrStmtV01: { block: 'Stmt', kind: 'statement' },
  BkToCstmrAcctRpt: { block: 'Rpt', kind: 'report' },
  BkToCstmrAcctRptV01: { block: 'Rpt', kind: 'report' },
  BkToCstmrDbtCdtNtfctn: { block: 'Ntfctn', kind: 'notification' },
  BkToCstmrDbtCdtNtfctnV01: { block: 'Ntfctn', kind: 'notification' },
};

/** Children of a block that are held and read; anything else is passed over. */
const RECORDS = new Set(['Id', 'ElctrncSeqNb', 'LglSeqNb', 'CreDtTm', 'FrToDt', 'Acct', 'Bal', 'Ntry']);

/** Parts of an entry that say nothing about whose money it is and what it pays: never held. */
const PASSED_OVER = new Set(
  (
    'PstlAdr CtctDtls RltdAgts Chrgs SplmtryData RltdDts CcyXchg Purp Tax RltdPric RltdQties FinInstrmId CorpActn SfkpgAcct CshDpst CardTx Intrst TechInptChanl ' +
    'InitgPty TradgPty Invcr Invcee GrnshmtRmt TaxRmt Svcr Btch RfrdDocAmt LclInstrm PrvtId OrgId'
  ).split(' '),
);

/** Elements of one entry or detail that may be held at once. */
const MAX_NODES = 100_000;
const MAX_ELEMENT_CHARS = 1_000_000;
/** Details of one entry that are held to be taken apart. */
const MAX_DETAILS = 200_000;
const MESSAGE_NAMESPACE = /camt\.05[234]\./;

/** Reads camt.052, .053 and .054 of versions 1 to 13, with or without namespace, from bytes in chunks of any size; memory stays flat whatever the number of entries.
 *  Refusals: those of `createXmlElements`, `file.not_camt` for another document, `file.too_large` for an element beyond the limits.
 *  Source: ISO 20022 Bank-to-Customer Cash Management messages. */
export function createCamtReader(sink: StatementSink): StatementReader {
  const elements = createCamtElements(sink);
  const xml = createXmlElements(elements);
  return {
    write: (chunk) => xml.write(chunk),
    end() {
      xml.end();
      elements.finish();
    },
  };
}

type CamtElements = Parameters<typeof createXmlElements>[0] & { finish(): void };

function createCamtElements(sink: StatementSink): CamtElements {
  let depth = 0;
  let message: { readonly block: string; readonly kind: StatementHead['kind']; readonly depth: number } | null = null;
  let statement: CamtStatement | null = null;
  let statements = 0;
  let messages = 0;
  let namesCamt = false;
  /** The open nodes of the record being built, outermost first. */
  const open: CamtNode[] = [];
  let nodes = 0;
  let nodesBeforeDetail = 0;
  let held: CamtDetail[] = [];
  let details = 0;

  function openNode(name: string, currencyCode: string): void {
    if (isDetail(name, open.length)) nodesBeforeDetail = nodes;
    if (++nodes > MAX_NODES) throw tooLarge(`one entry has more than ${MAX_NODES} elements`);
    const node: CamtNode = { name, currencyCode, text: '', children: null };
    const parent = open.at(-1);
    if (parent) (parent.children ??= []).push(node);
    open.push(node);
  }

  function isDetail(name: string, level: number): boolean {
    return name === 'TxDtls' && level === 2 && open[0]?.name === 'Ntry' && open[1]?.name === 'NtryDtls';
  }

  function closeNode(): void {
    const node = open.pop();
    if (!node || !statement) return;
    if (isDetail(node.name, open.length)) {
      // Only what is needed of a detail stays until its entry ends.
      open[1]?.children?.pop();
      nodes = nodesBeforeDetail;
      if (++details <= MAX_DETAILS) held.push(readDetail(node));
    } else if (node.name === 'NtryDtls' && open.length === 1) {
      open[0]?.children?.pop();
      nodes--;
    }
    if (open.length > 0) return;
    if (node.name === 'Ntry') {
      statement.entry(node, { held, count: details });
      held = [];
      details = 0;
    } else statement.record(node);
    nodes = 0;
  }

  function openOutside(name: string, attributes: Readonly<Record<string, string>>): void {
    const found = Object.hasOwn(BLOCKS, name) ? BLOCKS[name] : undefined;
    if (found) {
      message = { ...found, depth };
      messages++;
    } else if (name === 'Document') namesCamt ||= Object.entries(attributes).some(([key, value]) => key.startsWith('xmlns') && MESSAGE_NAMESPACE.test(value));
  }

  return {
    open(name, attributes) {
      if (open.length > 0) {
        if (PASSED_OVER.has(name)) return false;
        openNode(name, name.endsWith('Amt') ? (attributes['Ccy'] ?? '') : '');
      } else if (statement) {
        if (!RECORDS.has(name)) return false;
        openNode(name, '');
      } else if (message) {
        if (name !== message.block) return false;
        statement = createCamtStatement(sink, message.kind, ++statements);
      } else {
        openOutside(name, attributes);
      }
      depth++;
      return true;
    },
    text(piece) {
      const node = open.at(-1);
      // White space between elements is no text of theirs.
      if (!node || node.children) return;
      node.text = node.text === '' ? piece : node.text + piece;
      if (node.text.length > MAX_ELEMENT_CHARS) throw tooLarge(`one element holds more than ${MAX_ELEMENT_CHARS} characters`);
    },
    close() {
      depth--;
      if (open.length > 0) closeNode();
      else if (statement) {
        statement.finish();
        statement = null;
      } else if (message && depth === message.depth) message = null;
    },
    finish() {
      if (messages === 0 && !namesCamt) {
        throw new Refusal('file.not_camt', 'The file is XML, but no camt.052, camt.053 or camt.054 account statement; choose another file or another format.');
      }
      if (statements === 0)
        sink.problem({ where: 'file', message: 'There is no statement in the file. Nothing was read; ask the bank whether there were movements.' });
    },
  };
}

function tooLarge(what: string): Refusal {
  return new Refusal('file.too_large', `The file is refused: ${what}; no bank sends that. Ask the bank for the file again.`);
}
