import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { StatementReader, StatementSink } from '../statement/statement-events.ts';
import { createMt940Fields, type Mt940Field } from './mt940-fields.ts';
import { createMt940Lines } from './mt940-lines.ts';
import { createMt940Statement, type Mt940Statement } from './mt940-statement.ts';

export type Mt940Options = {
  /** For lines that no balance gives a currency; without it they are left out. */
  readonly defaultCurrency?: Currency;
  /** The own account, where the file does not name it. */
  readonly account?: string;
};

export type Mt940Reader = StatementReader & {
  /** After `end`: was every message an interim report (MT942)? */
  isReport(): boolean;
};

/** Reads MT940 and MT942 from bytes in chunks of any size, with or without SWIFT blocks; memory stays flat whatever the number of lines.
 *  One statement per :20:; lines without any :20: before them are one too. Credits positive; lines of MT942 are not booked.
 *  Refuses `file.nul_byte`, `file.record_too_large`, `file.too_large`, and `file.no_statement` for a file with neither :20: nor :61:.
 *  Source: SWIFT Standards MT, Category 9, MT940 and MT942. */
export function createMt940Reader(sink: StatementSink, options: Mt940Options = {}): Mt940Reader {
  let statement: Mt940Statement | null = null;
  let kind: 'statement' | 'report' = 'statement';
  const early: Mt940Field[] = [];
  let number = 0;
  let reports = 0;

  const counting: StatementSink = {
    ...sink,
    head(head) {
      if (head.kind === 'report') reports++;
      sink.head(head);
    },
  };

  function begin(): Mt940Statement {
    statement?.finish();
    statement = createMt940Statement(counting, { defaultCurrency: options.defaultCurrency, account: options.account ?? '', kind, number: ++number });
    return statement;
  }

  function field(given: Mt940Field): void {
    if (given.tag === '{2:' || given.tag === '940' || given.tag === '942') {
      if (/\{2:[IO]942|^942$/.test(given.tag === '{2:' ? (given.lines[0] ?? '') : given.tag)) kind = 'report';
      else kind = 'statement';
    } else if (given.tag === '20') begin().field(given);
    else if (statement) statement.field(given);
    else if (given.tag === '61') {
      const begun = begin();
      for (const each of early) begun.field(each);
      begun.field(given);
    } else if (early.length < MAX_EARLY) early.push(given);
  }

  const fields = createMt940Fields(field);
  const lines = createMt940Lines((text, at) => fields.line(text, at));
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      lines.end();
      fields.finish();
      statement?.finish();
      statement = null;
      if (number === 0) {
        throw new Refusal(
          'file.no_statement',
          'The file holds no MT940 statement: there is neither a beginning (:20:) nor a line (:61:) in it. It may be a piece of one; ask the bank for the whole file.',
        );
      }
    },
    isReport: () => reports > 0 && reports === number,
  };
}

/** Head fields of a piece of a statement that come before its first line. */
const MAX_EARLY = 20;
