import type { Command } from 'commander';
import { readLetterhead } from '../../ar/messages/read-letterhead.ts';
import { letterheadContent, type Letterhead } from '../../ar/messages/letterhead.ts';
import { MAX_LOGO_BYTES } from '../../ar/messages/logo.ts';
import { setLetterhead, setLogo } from '../../ar/messages/set-letterhead.ts';
import { openDocumentPrinter } from '../../documents/document-printer.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { inputFile } from './input-file.ts';
import { visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type SetOptions = CompanyOptions & { readonly logo?: string; readonly removeLogo?: boolean };

/** Whole small files; a unit of work may be tried again, so they are read before it. Refuses `file.not_found` and its kin. */
async function bytesOf(given: string, maxBytes: number): Promise<Uint8Array> {
  const input = await inputFile(given);
  try {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of input.read().source) {
      parts.push(part);
      size += part.byteLength;
      if (size > maxBytes) break;
    }
    return Buffer.concat(parts);
  } finally {
    input.dispose();
  }
}

const MAX_SETTINGS_BYTES = 100_000;

async function contentOf(file: string): Promise<Letterhead> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(await bytesOf(file, MAX_SETTINGS_BYTES)).toString('utf8'));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('letterhead.invalid', `${file} cannot be read as JSON: ${(error as Error).message}. Nothing was changed.`, { file });
  }
  const checked = letterheadContent.safeParse(parsed);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new Refusal(
    'letterhead.invalid',
    `${file}: ${issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'no letterhead'}. Nothing was changed.`,
    {
      file,
    },
  );
}

async function runShow(session: CompanySession): Promise<void> {
  const { letterhead, logo, isDefault } = await session.runner.read(readLetterhead);
  const rows = (found: Letterhead): string =>
    [
      found.name,
      ...found.addressLines,
      `${found.postalCode} ${found.city}`.trim(),
      `Layout ${found.layout}, colour ${found.colour}, language ${found.language}, ${logo === null ? 'no logo' : `logo ${logo.mediaType}`}`,
      found.bank.iban === '' ? 'No bank account: documents do not say where to pay. Set one: dunlin letterhead set FILE.json' : `Pays to ${found.bank.iban}`,
      ...(isDefault ? ['Nothing was set yet; this is the name of the company alone.'] : []),
    ]
      .filter((line) => line !== '')
      .map((line) => `${visible(line)}\n`)
      .join('');
  await show(session, { ...letterhead, hasLogo: logo !== null, isDefault }, () => rows(letterhead));
}

async function runSet(session: CompanySession, file: string | undefined, options: SetOptions): Promise<void> {
  const content = file === undefined ? undefined : await contentOf(file);
  const logo = options.logo === undefined ? undefined : await bytesOf(options.logo, MAX_LOGO_BYTES);
  const printer = openDocumentPrinter({ threads: 1 });
  try {
    await session.runner.run(async (ctx) => {
      if (content) await setLetterhead(ctx, content);
      if (logo) await setLogo(ctx, printer, logo);
      else if (options.removeLogo === true) await setLogo(ctx, printer, null);
    });
  } finally {
    await printer.close();
  }
  await runShow(session);
}

export function addLetterheadCommands(program: Command, cli: Cli): void {
  const group = program.command('letterhead').description('how the company presents itself on documents');
  companyLeaf(group, 'show', 'show the letterhead').action(async (options: CompanyOptions) => withCompany(cli, options, runShow));
  companyLeaf(group, 'set [file]', 'set it from a JSON file ("-" reads standard input); what is left out becomes empty, the logo stays')
    .option('--logo <file>', 'PNG, JPEG or plain SVG')
    .option('--remove-logo', 'print without a logo')
    .action(async (file: string | undefined, options: SetOptions) => withCompany(cli, options, (session) => runSet(session, file, options)));
}
