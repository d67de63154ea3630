import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { lettersAtPrinter, settleLetters } from '../../ar/messages/print-letters.ts';
import { openDocumentPrinter } from '../../documents/document-printer.ts';
import { printLetters } from '../print-letters.ts';
import { countOption } from './option-values.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';
import { makeFolder, writeWhole } from './written-file.ts';

type PrintOptions = CompanyOptions & { readonly out: string; readonly limit?: number };
type SettleOptions = CompanyOptions & { readonly all?: boolean };

async function runPrint(session: CompanySession, options: PrintOptions): Promise<void> {
  makeFolder(options.out);
  const printer = openDocumentPrinter();
  try {
    const printed = await printLetters(session.runner, printer, options.limit === undefined ? {} : { limit: options.limit });
    const letters = printed.map(({ messageId, to, name, bytes }) => {
      const file = path.join(options.out, name);
      writeWhole(file, bytes);
      return { messageId, to, file };
    });
    await show(session, { letters }, () =>
      letters.length === 0
        ? 'No letter waits.\n'
        : `${letters.map(({ file }) => `Wrote ${file}`).join('\n')}\nWhen they are on their way: dunlin letters printed --all. To put them back: dunlin letters give-back --all.\n`,
    );
  } finally {
    await printer.close();
  }
}

async function runSettle(session: CompanySession, ids: readonly string[], options: SettleOptions & { as: 'printed' | 'given_back' }): Promise<void> {
  if ((ids.length === 0) === (options.all !== true)) throw new InvalidArgumentError('Name letters by their ids, or --all that are at the printer.');
  const settled = await session.runner.run(async (ctx) => settleLetters(ctx, ids.length > 0 ? ids : await lettersAtPrinter(ctx), options.as));
  await show(
    session,
    { letters: settled },
    () => `${settled} ${settled === 1 ? 'letter' : 'letters'} ${options.as === 'printed' ? 'marked as sent' : 'back in the outbox'}.\n`,
  );
}

/** Letters leave by hand: printed in a batch, then said to be on their way. */
export function addLetterCommands(program: Command, cli: Cli): void {
  const group = program.command('letters').description('letters that wait: print them, and say when they are on their way');
  companyLeaf(group, 'print', 'print the letters that wait, one PDF each, in the order of the batch')
    .requiredOption('--out <folder>', 'folder for the PDFs')
    .option('--limit <n>', 'so many at most', countOption)
    .action(async (options: PrintOptions) => withCompany(cli, options, (session) => runPrint(session, options)));
  for (const [name, as, what] of [
    ['printed', 'printed', 'they are on their way'],
    ['give-back', 'given_back', 'back into the outbox'],
  ] as const) {
    companyLeaf(group, `${name} [ids...]`, what)
      .option('--all', 'all that are at the printer')
      .action(async (ids: readonly string[], options: SettleOptions) => withCompany(cli, options, (session) => runSettle(session, ids, { ...options, as })));
  }
}
