import { Option, type Command } from 'commander';
import { listTemplates, retireTemplate, saveTemplate, templateVersions, type ListedTemplate, type TemplateKey } from '../../ar/messages/change-templates.ts';
import { companyData } from '../../ar/messages/company-data.ts';
import { loadTemplates } from '../../ar/messages/find-template.ts';
import { lintTemplate, type TemplateProblem } from '../../ar/messages/lint-template.ts';
import { templateView } from '../../ar/messages/message-views.ts';
import { renderTemplate } from '../../ar/messages/render-template.ts';
import { sampleData } from '../../ar/messages/sample-data.ts';
import { TEMPLATE_CHANNELS, TEMPLATE_CODES, type TemplateCode } from '../../ar/messages/template.ts';
import { EXIT } from './exit-code.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';
import { textOfFile } from './text-file.ts';

type KeyOptions = CompanyOptions & { readonly code: TemplateCode; readonly channel: (typeof TEMPLATE_CHANNELS)[number]; readonly language: string };
type TextOptions = KeyOptions & { readonly subject: string };

/** A command that is about one text. */
function keyLeaf(group: Command, nameAndArguments: string, description: string): Command {
  return companyLeaf(group, nameAndArguments, description)
    .addOption(new Option('--code <code>', 'which text').choices(TEMPLATE_CODES).makeOptionMandatory())
    .addOption(new Option('--channel <channel>', 'for which channel').choices(TEMPLATE_CHANNELS).default('email'))
    .option('--language <language>', 'like de or en-GB', 'en');
}

function keyOf({ code, channel, language }: KeyOptions): TemplateKey {
  return { code, channel, language };
}

function problemLines(problems: readonly TemplateProblem[]): string {
  return problems.map(({ part, line, column, message }) => `${part} ${line}:${column}  ${visible(message)}\n`).join('');
}

async function runSet(session: CompanySession, file: string, options: TextOptions & { readonly draft?: boolean }): Promise<void> {
  const text = { ...keyOf(options), subject: options.subject, body: textOfFile(file), activate: options.draft !== true };
  const { version, problems } = await session.runner.run((ctx) => saveTemplate(ctx, text));
  await show(
    session,
    { version, problems },
    () => `Saved version ${version}${text.activate ? ', in use from now on' : ' as a draft'}.\n${problemLines(problems)}`,
  );
}

async function runPreview(session: CompanySession, options: KeyOptions): Promise<void> {
  const shown = await session.runner.read(async (ctx) => {
    const template = (await loadTemplates(ctx)).require(options.code, options.channel, options.language);
    return renderTemplate(template, { ...sampleData(options.code), ...(await companyData(ctx)) });
  });
  await show(
    session,
    shown,
    () => `${shown.subject === '' ? '' : `Subject: ${visible(shown.subject)}\n\n`}${shown.bodyText.split('\n').map(visible).join('\n')}\n`,
  );
}

export function addTemplatesCommands(program: Command, cli: Cli): void {
  const group = program.command('templates').description('the texts of messages');
  companyLeaf(group, 'list', 'list the texts in use').action(async (options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const templates = await session.runner.read(listTemplates);
      await show(session, { templates: templates.map(templateView) }, () =>
        renderTable<ListedTemplate>(
          [
            { title: 'Code', value: (t) => t.code },
            { title: 'Channel', value: (t) => t.channel },
            { title: 'Language', value: (t) => t.language },
            { title: 'Version', value: (t) => (t.version === 0 ? 'built in' : String(t.version)) },
            { title: 'Subject', value: (t) => t.subject },
          ],
          templates,
        ),
      );
    }),
  );
  keyLeaf(group, 'show', 'show a text with its versions').action(async (options: KeyOptions) =>
    withCompany(cli, options, async (session) => {
      const versions = await session.runner.read((ctx) => templateVersions(ctx, keyOf(options)));
      await show(session, { versions: versions.map(templateView) }, () =>
        versions.length === 0
          ? 'There is no such text. Write one: dunlin templates set FILE.\n'
          : versions
              .map(
                (t) =>
                  `# version ${t.version}, ${t.state}, by ${t.createdBy}\nSubject: ${visible(t.subject)}\n\n${t.body.split('\n').map(visible).join('\n')}\n`,
              )
              .join('\n'),
      );
    }),
  );
  keyLeaf(group, 'set <file>', 'use the text of a file from now on')
    .option('--subject <text>', 'the subject, with placeholders', '')
    .option('--draft', 'keep it without using it')
    .action(async (file: string, options: TextOptions & { readonly draft?: boolean }) =>
      withCompany(cli, options, (session) => runSet(session, file, options)),
    );
  keyLeaf(group, 'retire', 'go back to the built-in text').action(async (options: KeyOptions) =>
    withCompany(cli, options, async (session) => {
      const retired = await session.runner.run((ctx) => retireTemplate(ctx, keyOf(options)));
      await show(session, { retired }, () => (retired ? 'The built-in text counts again.\n' : 'There was no text of your own in use.\n'));
    }),
  );
  keyLeaf(group, 'lint <file>', 'check a text without saving it')
    .option('--subject <text>', 'the subject, with placeholders', '')
    .action(async (file: string, options: TextOptions) =>
      withCompany(cli, options, async (session) => {
        const problems = lintTemplate({ ...keyOf(options), subject: options.subject, body: textOfFile(file) });
        await show(session, { problems }, () => (problems.length === 0 ? 'Nothing is wrong with it.\n' : problemLines(problems)));
        return problems.length === 0 ? EXIT.ok : EXIT.refused;
      }),
    );
  keyLeaf(group, 'preview', 'show the text in use, filled with invented values').action(async (options: KeyOptions) =>
    withCompany(cli, options, (session) => runPreview(session, options)),
  );
}
