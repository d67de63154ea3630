import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../../formats/statement/statement-events.ts';
import { recordAudit } from '../access/record-audit.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { accountKey } from '../customers/customer.ts';
import { aliasKey } from '../customers/payer-name.ts';
import { openBook, postingDay, type Book } from '../ledger/book.ts';
import { loadRates, toBase, type RateLookup } from '../ledger/exchange-rate.ts';
import { signal } from '../work/signals.ts';
import { ensureBankAccount, type BankAccount } from './bank-account-store.ts';
import { packReference } from './bank-line.ts';
import { refuseSameBytes, refuseSameStatement } from './imported-before.ts';
import type { InspectedStatement } from './inspect-statement.ts';
import { createProblemList } from './problem-list.ts';
import { readStatement, type StatementSource } from './read-statement.ts';
import { balanceProblem, noStatement, undatedProblem } from './statement-problems.ts';
import { countStaged, createStaging, judgeStaged, saveStaged, stageLines, type SavedStatement, type StagedLine } from './staging-store.ts';
import { bankFileChunkTable, bankFileTable, bankStatementTable } from './tables.ts';

export type StatementImport = {
  readonly fileId: string;
  readonly format: string;
  readonly statements: readonly (InspectedStatement & { readonly id: string })[];
  /** Posted against clearing, waiting to be explained. */
  readonly lines: number;
  /** Reported by an earlier file; kept and not posted again. */
  readonly repeated: number;
  /** Not booked yet; kept and not posted. */
  readonly pending: number;
  readonly problems: readonly Problem[];
};

const CHUNK_BYTES = 1_048_576;
const STAGE_ROWS = 10_000;

type Found = { head: StatementHead; foot: StatementFoot; currency: Currency };

/** Takes a bank file into the books in one unit of work: raw bytes kept, lines posted against clearing, nothing explained yet. Memory stays flat: the file
 *  passes as a stream, lines wait in staging until its end proves it whole.
 *  Refuses `statement.already_imported` (same bytes, or the same statement in another file), `file.*`, `rate.missing`. */
export async function importStatement(ctx: Ctx, input: StatementSource & { readonly onProgress?: (bytes: number) => void }): Promise<StatementImport> {
  const book = await openBook(ctx);
  const rates = await loadRates(ctx, await knownCurrencies(ctx));
  await createStaging(ctx);
  const intake = createIntake(ctx, book, rates);
  const raw = keepBytes(ctx, input, intake.flush);
  const format = await readStatement({ ...input, source: raw.source, defaultCurrency: input.defaultCurrency ?? ctx.company.baseCurrency }, intake.sink);
  const kept = await raw.finish();
  await refuseSameBytes(ctx, kept.sha256, input.fileName);
  if (intake.found.length === 0) throw noStatement(input.fileName, intake.problems.all());
  await insertRows(ctx.tx, bankFileTable, [
    {
      company_id: ctx.company.id,
      id: kept.fileId,
      sha256: kept.sha256,
      name: input.fileName,
      format,
      bytes: kept.bytes,
      problems: intake.problems.all(),
      actor: actorText(ctx.actor),
      recorded_at: ctx.now,
    },
  ]);
  const saved = await saveStatements(ctx, intake.found, { fileId: kept.fileId, fileName: input.fileName });
  await judgeStaged(ctx, saved, format === 'csv');
  await saveStaged(ctx, saved, intake.lastSeq());
  const counts = await countStaged(ctx);
  await recordAudit(ctx, [
    {
      action: 'statement.imported',
      subjectKind: 'bank_file',
      subjectId: kept.fileId,
      after: { file: input.fileName, format, statements: saved.length, lines: Object.fromEntries(counts), problems: intake.problems.total },
    },
  ]);
  if ((counts.get('open') ?? 0) > 0) await signal(ctx, 'statement.imported', kept.fileId);
  return {
    fileId: kept.fileId,
    format,
    statements: intake.found.map(({ head, foot, currency }, index) => ({
      id: saved[index]?.id as string,
      kind: head.kind,
      account: head.account,
      reference: head.reference,
      currency,
      entries: foot.entries,
      details: foot.details,
      credits: foot.credits,
      debits: foot.debits,
      opening: foot.opening,
      closing: foot.closing,
      openingOn: foot.openingOn,
      closingOn: foot.closingOn,
      inBalance: foot.inBalance,
    })),
    lines: counts.get('open') ?? 0,
    repeated: counts.get('repeated') ?? 0,
    pending: counts.get('pending') ?? 0,
    problems: intake.problems.all(),
  };
}

async function knownCurrencies(ctx: Ctx): Promise<Currency[]> {
  const rows = await ctx.tx.rows(sql<{ currency: Currency }>`select distinct currency from exchange_rate where company_id = ${ctx.company.id}`);
  return rows.map((row) => row.currency);
}

/** Turns the reader's events into staged lines. The sink only gathers; `flush` writes, between two chunks of the file. */
function createIntake(ctx: Ctx, book: Book, rates: RateLookup) {
  const waiting: StagedLine[] = [];
  const found: Found[] = [];
  const problems = createProblemList();
  let head: StatementHead | undefined;
  let seq = 0;
  const stage = (entry: BankEntry) => {
    const bookedOn = entry.bookedOn ?? entry.valueOn;
    const undated = undatedProblem(entry);
    if (undated) problems.add(undated);
    if (bookedOn === null) return;
    seq++;
    const base = entry.booked ? toBase(entry.minor, { currency: entry.currency, base: ctx.company.baseCurrency, rate: rates(entry.currency, bookedOn) }) : 0n;
    waiting.push({
      seq,
      id: ctx.newId(),
      entry_id: ctx.newId(),
      statement: found.length,
      ordinal: entry.ordinal,
      entry: entry.entry,
      booked_on: bookedOn,
      value_on: entry.valueOn ?? bookedOn,
      posted_on: postingDay(book, bookedOn),
      minor: entry.minor,
      base_minor: base,
      currency: entry.currency,
      counterparty_name: entry.counterpartyName,
      counterparty_account: entry.counterpartyAccount,
      text: entry.text,
      refs: entry.references.map(packReference),
      bank_reference: entry.bankReference,
      code: entry.code,
      reversal: entry.reversal,
      booked: entry.booked,
      money_key: csvMoneyKey(entry, bookedOn),
      payer_key: accountKey(entry.counterpartyAccount) || aliasKey(entry.counterpartyName),
    });
  };
  const flush = async (everything: boolean) => {
    const least = everything ? 1 : STAGE_ROWS;
    while (waiting.length >= least) await stageLines(ctx, waiting.splice(0, STAGE_ROWS));
  };
  return {
    found,
    problems,
    flush,
    lastSeq: () => seq,
    sink: {
      head: (value: StatementHead) => {
        head = value;
      },
      entries: (batch: readonly BankEntry[]) => {
        for (const entry of batch) stage(entry);
      },
      foot: (foot: StatementFoot) => {
        if (!head) return;
        found.push({ head, foot, currency: foot.currency ?? head.currency ?? ctx.company.baseCurrency });
        const unbalanced = balanceProblem(head, foot, found.length);
        if (unbalanced) problems.add(unbalanced);
        head = undefined;
      },
      problem: (problem: Problem) => {
        problems.add(problem);
      },
    },
  };
}

/** For delimited files, whose lines have no entry above them: day, amount and what the line says. */
function csvMoneyKey(entry: BankEntry, bookedOn: string): string {
  const text = `${entry.text}|${entry.counterpartyName}|${entry.counterpartyAccount}|${entry.bankReference}`;
  return `${bookedOn}|${entry.minor}|${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
}

/** Passes the file through, keeping every byte in pieces of about a megabyte and letting staged lines be written between two chunks. */
function keepBytes(ctx: Ctx, input: StatementSource & { readonly onProgress?: (bytes: number) => void }, flush: (everything: boolean) => Promise<void>) {
  const fileId = ctx.newId();
  const hash = createHash('sha256');
  let piece: Uint8Array[] = [];
  let pieceBytes = 0;
  let bytes = 0;
  let pos = 0;
  const store = async () => {
    if (pieceBytes === 0) return;
    await insertRows(ctx.tx, bankFileChunkTable, [{ company_id: ctx.company.id, file_id: fileId, pos: ++pos, bytes: Buffer.concat(piece) }]);
    piece = [];
    pieceBytes = 0;
  };
  async function* tap(): AsyncGenerator<Uint8Array> {
    for await (const chunk of input.source) {
      hash.update(chunk);
      piece.push(chunk);
      pieceBytes += chunk.length;
      bytes += chunk.length;
      if (pieceBytes >= CHUNK_BYTES) await store();
      await flush(false);
      input.onProgress?.(bytes);
      yield chunk;
    }
  }
  return {
    source: tap(),
    finish: async () => {
      await flush(true);
      await store();
      return { fileId, sha256: hash.digest('hex'), bytes: BigInt(bytes) };
    },
  };
}

async function saveStatements(ctx: Ctx, found: readonly Found[], file: { fileId: string; fileName: string }): Promise<SavedStatement[]> {
  const saved: SavedStatement[] = [];
  const accounts = new Map<string, BankAccount>();
  for (const { head, currency } of found) {
    const key = `${head.account}|${currency}`;
    if (!accounts.has(key)) accounts.set(key, await ensureBankAccount(ctx, head.account, currency));
  }
  const rows = found.map(({ head, foot, currency }, index) => {
    const account = accounts.get(`${head.account}|${currency}`) as BankAccount;
    const id = ctx.newId();
    saved.push({ statement: index, id, accountId: account.id, kind: head.kind, ledgerAccount: account.ledger_account });
    return {
      company_id: ctx.company.id,
      id,
      file_id: file.fileId,
      account_id: account.id,
      pos: index + 1,
      kind: head.kind,
      reference: head.reference,
      sequence: head.sequence,
      currency,
      opening: foot.opening,
      closing: foot.closing,
      opening_on: foot.openingOn,
      closing_on: foot.closingOn,
      entries: foot.entries,
      details: foot.details,
      credits: foot.credits,
      debits: foot.debits,
      in_balance: foot.inBalance,
      recorded_at: ctx.now,
    };
  });
  await refuseSameStatement(ctx, rows, file.fileName);
  await insertRows(ctx.tx, bankStatementTable, rows);
  return saved;
}
