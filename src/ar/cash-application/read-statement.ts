import type { Currency } from '../../foundation/money/currency.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { readBankCsv } from '../../formats/bank-csv/read-bank-csv.ts';
import { createCamtReader } from '../../formats/camt/camt-reader.ts';
import type { Profile } from '../../formats/csv/profile.ts';
import { createMt940Reader } from '../../formats/mt940/mt940-reader.ts';
import { describeFile } from '../../formats/statement/describe-file.ts';
import { DETECTION_BYTES, detectFormat, type DetectedFormat } from '../../formats/statement/detect-format.ts';
import type { StatementReader, StatementSink } from '../../formats/statement/statement-events.ts';

export type StatementSource = {
  readonly fileName: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Column names of a delimited file that is no known layout. */
  readonly profile?: Profile;
  /** The own account, where the file does not name it. */
  readonly account?: string;
  readonly defaultCurrency?: Currency;
};

/** What a bank file was read as. */
export type ReadFormat = 'camt' | 'mt940' | 'mt942' | 'csv';

/** Reads a bank file of any format we can, as a stream, into the sink. Returns the format.
 *  Refuses `file.format_unsupported` and what the format's reader refuses. */
export async function readStatement(input: StatementSource, sink: StatementSink): Promise<ReadFormat> {
  const { format, head, replayed, close } = await peekFormat(input);
  if (format === 'csv' || (input.profile && !NO_TABLES.has(format))) {
    await readBankCsv(replayed, sink, {
      ...(input.profile ? { profile: input.profile } : {}),
      ...(input.account ? { account: input.account } : {}),
      ...(input.defaultCurrency ? { defaultCurrency: input.defaultCurrency } : {}),
    });
    return 'csv';
  }
  if (format === 'camt') {
    await readThrough(createCamtReader(sink), replayed);
    return 'camt';
  }
  if (format === 'mt940') {
    const reader = createMt940Reader(sink, {
      ...(input.account ? { account: input.account } : {}),
      ...(input.defaultCurrency ? { defaultCurrency: input.defaultCurrency } : {}),
    });
    await readThrough(reader, replayed);
    return reader.isReport() ? 'mt942' : 'mt940';
  }
  // A source that nobody reads on would keep its file open.
  await close();
  const { looksLike, remedy } = describeFile(format, head);
  throw new Refusal('file.format_unsupported', `${input.fileName} is ${looksLike}. ${remedy}.`, { format });
}

/** Formats that no profile makes a table of. */
const NO_TABLES: ReadonlySet<DetectedFormat> = new Set(['pdf', 'zip', 'xlsx', 'image', 'html']);

async function readThrough(reader: StatementReader, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) reader.write(chunk);
  reader.end();
}

type Peeked = { readonly format: DetectedFormat; readonly head: Uint8Array; readonly replayed: AsyncIterable<Uint8Array>; readonly close: () => Promise<void> };

async function peekFormat(input: StatementSource): Promise<Peeked> {
  const iterator = input.source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < DETECTION_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(next.value);
    size += next.value.length;
  }
  if (size === 0) throw new Refusal('file.empty', `${input.fileName} is empty. Download it from the bank again.`, {});
  const head = held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held);
  const format = detectFormat(head, input.fileName);
  async function* replay(): AsyncGenerator<Uint8Array> {
    try {
      yield* held;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { format, head: head.subarray(0, DETECTION_BYTES), replayed: replay(), close: async () => void (await iterator.return?.()) };
}
