import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { builtInTemplate, BUILT_IN_LANGUAGES } from './find-template.ts';
import { lintTemplate, type TemplateProblem } from './lint-template.ts';
import type { MessageChannel } from './message.ts';
import { isLanguage, TEMPLATE_CHANNELS, TEMPLATE_CODES, type TemplateCode, type TemplateState, type TemplateText } from './template.ts';
import { messageTemplateTable } from './tables.ts';

export type TemplateKey = { readonly code: TemplateCode; readonly channel: MessageChannel; readonly language: string };

export type ListedTemplate = TemplateText & { readonly state: TemplateState; readonly createdBy: string; readonly createdAt: Date | null };

/** Keeps a text as a new version: as a draft, or in use at once. What was in use before stays in the list as retired.
 *  Refuses `template.invalid` for a text that would be used with problems (the first ones are told), `template.language_invalid`, `template.changed_meanwhile`. */
export async function saveTemplate(
  ctx: Ctx,
  text: TemplateKey & { readonly subject: string; readonly body: string; readonly activate: boolean },
): Promise<{ version: number; problems: TemplateProblem[] }> {
  if (!isLanguage(text.language))
    throw new Refusal('template.language_invalid', `"${text.language}" is no language; write it like de or en-GB.`, { language: text.language });
  const problems = lintTemplate(text);
  if (text.activate) requireClean(problems);
  await lockTemplate(ctx, text);
  const newest = await ctx.tx.first(sql<{ version: number }>`
    select coalesce(max(version), 0)::int as version from message_template where ${whereKey(ctx, text)}`);
  const version = (newest?.version ?? 0) + 1;
  if (text.activate) await retireActive(ctx, text);
  const stored = await insertRows(
    ctx.tx,
    messageTemplateTable,
    [
      {
        company_id: ctx.company.id,
        code: text.code,
        channel: text.channel,
        language: text.language,
        version,
        subject: text.subject,
        body: text.body,
        state: text.activate ? 'active' : 'draft',
        created_by: actorText(ctx.actor),
        created_at: ctx.now,
      },
    ],
    'on conflict do nothing',
  );
  if (stored === 0)
    throw new Refusal('template.changed_meanwhile', 'Somebody else saved this text at the same moment; yours was not saved. Look at theirs, then save again.', {
      version,
    });
  await audit(ctx, text, text.activate ? 'template.activated' : 'template.saved', version);
  return { version, problems };
}

/** Puts a version into use. Refuses `template.version_not_found`, `template.invalid`. */
export async function activateTemplate(ctx: Ctx, key: TemplateKey & { readonly version: number }): Promise<void> {
  await lockTemplate(ctx, key);
  const found = await ctx.tx.first(sql<TemplateText>`
    select code, channel, language, version, subject, body from message_template where ${whereKey(ctx, key)} and version = ${key.version}`);
  if (!found)
    throw new Refusal('template.version_not_found', `There is no version ${key.version} of this text. List the versions: dunlin templates show.`, {
      version: key.version,
    });
  requireClean(lintTemplate(found));
  await retireActive(ctx, key);
  await ctx.tx.run(sql`update message_template set state = 'active' where ${whereKey(ctx, key)} and version = ${key.version}`);
  await audit(ctx, key, 'template.activated', key.version);
}

/** Takes the company's own text out of use: the built-in one counts again. Answers whether there was one. */
export async function retireTemplate(ctx: Ctx, key: TemplateKey): Promise<boolean> {
  await lockTemplate(ctx, key);
  const retired = await retireActive(ctx, key);
  if (retired > 0) await audit(ctx, key, 'template.retired', null);
  return retired > 0;
}

function whereKey(ctx: Ctx, key: TemplateKey) {
  return sql`company_id = ${ctx.company.id} and code = ${key.code} and channel = ${key.channel} and language = ${key.language}`;
}

/** One change of a text after the other; the texts in use are read without waiting. */
async function lockTemplate(ctx: Ctx, key: TemplateKey): Promise<void> {
  const { code, channel, language } = key;
  await ctx.tx.rows(sql`
    select version from message_template
    where company_id = ${ctx.company.id} and code = ${code} and channel = ${channel} and language = ${language} order by version for update`);
}

async function retireActive(ctx: Ctx, key: TemplateKey): Promise<number> {
  return ctx.tx.run(sql`update message_template set state = 'retired' where ${whereKey(ctx, key)} and state = 'active'`);
}

async function audit(ctx: Ctx, key: TemplateKey, action: string, version: number | null): Promise<void> {
  const { code, channel, language } = key;
  await recordAudit(ctx, [{ action, subjectKind: 'template', subjectId: `${code}/${channel}/${language}`, after: { code, channel, language, version } }]);
}

function requireClean(problems: readonly TemplateProblem[]): void {
  if (problems.length === 0) return;
  const told = problems.slice(0, 5).map(({ part, line, column, message }) => `${part} ${line}:${column} ${message}`);
  throw new Refusal('template.invalid', `The text can't be used yet. ${told.join(' ')}${problems.length > 5 ? ` And ${problems.length - 5} more.` : ''}`, {
    problems: problems.length,
  });
}

/** Every version of one text, the newest first, the built-in one last. */
export async function templateVersions(ctx: Ctx, key: TemplateKey): Promise<ListedTemplate[]> {
  const own = await ctx.tx.rows(sql<ListedTemplate>`
    select code, channel, language, version, subject, body, state, created_by as "createdBy", created_at as "createdAt"
    from message_template where ${whereKey(ctx, key)} order by version desc`);
  const builtIn = builtInTemplate(key.code, key.channel, key.language);
  if (!builtIn) return own;
  const inUse = own.some(({ state }) => state === 'active') ? 'retired' : 'active';
  return [...own, { ...builtIn, state: inUse, createdBy: 'dunlin', createdAt: null }];
}

/** The text in use for each code, channel and language: the company's own, else the built-in one. */
export async function listTemplates(ctx: Ctx): Promise<ListedTemplate[]> {
  const own = await ctx.tx.rows(sql<ListedTemplate>`
    select distinct on (code, channel, language) code, channel, language, version, subject, body, state, created_by as "createdBy", created_at as "createdAt"
    from message_template where company_id = ${ctx.company.id} and state = 'active' order by code, channel, language, version desc`);
  const texts = new Map(own.map((text) => [`${text.code} ${text.channel} ${text.language}`, text]));
  for (const code of TEMPLATE_CODES)
    for (const channel of TEMPLATE_CHANNELS)
      for (const language of BUILT_IN_LANGUAGES) {
        const builtIn = builtInTemplate(code, channel, language);
        const key = `${code} ${channel} ${language}`;
        if (builtIn && !texts.has(key)) texts.set(key, { ...builtIn, state: 'active', createdBy: 'dunlin', createdAt: null });
      }
  return [...texts.values()].toSorted((a, b) => {
    const [left, right] = [`${a.code} ${a.channel} ${a.language}`, `${b.code} ${b.channel} ${b.language}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
