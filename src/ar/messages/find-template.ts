import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { GERMAN_TEXTS } from './default-texts-de.ts';
import { ENGLISH_TEXTS, type DefaultTexts } from './default-texts-en.ts';
import type { MessageChannel } from './message.ts';
import type { TemplateCode, TemplateText } from './template.ts';

const BUILT_IN: Readonly<Record<string, DefaultTexts>> = { en: ENGLISH_TEXTS, de: GERMAN_TEXTS };

export const BUILT_IN_LANGUAGES: readonly string[] = Object.keys(BUILT_IN);

/** The text that the program brings; undefined where it brings none (a letter for a status message). */
export function builtInTemplate(code: TemplateCode, channel: MessageChannel, language: string): TemplateText | undefined {
  const text = BUILT_IN[language]?.[code][channel];
  return text ? { code, channel, language, version: 0, ...text } : undefined;
}

/** The texts in use by a company, read once for many messages. */
export type TemplateBook = {
  /** The company's own text in the language, in its plain form (`de` for `de-AT`), in the company's language, in English; then the built-in one in the same order.
   *  An own text in another language comes behind a built-in one in the recipient's. Undefined where there is none at all. */
  readonly find: (code: TemplateCode, channel: MessageChannel, language: string) => TemplateText | undefined;
  /** Refuses `template.not_found`. */
  readonly require: (code: TemplateCode, channel: MessageChannel, language: string) => TemplateText;
};

/** Reads every active text of the company with one statement. */
export async function loadTemplates(ctx: Ctx): Promise<TemplateBook> {
  const rows = await ctx.tx.rows(sql<TemplateText>`
    select distinct on (code, channel, language) code, channel, language, version, subject, body from message_template
    where company_id = ${ctx.company.id} and state = 'active' order by code, channel, language, version desc`);
  const head = await ctx.tx.first(
    sql<{ language: string | null }>`select content ->> 'language' as language from letterhead where company_id = ${ctx.company.id}`,
  );
  return templateBook(rows, head?.language ?? languageOfCountry(ctx.company.country));
}

function languageOfCountry(country: string): string {
  return country === 'DE' || country === 'AT' || country === 'LI' ? 'de' : 'en';
}

/** A book of own texts over the built-in ones. */
export function templateBook(own: readonly TemplateText[], companyLanguage: string): TemplateBook {
  const texts = new Map(own.map((text) => [`${text.code} ${text.channel} ${text.language}`, text]));
  const find: TemplateBook['find'] = (code, channel, language) => {
    const plain = language.slice(0, 2);
    for (const tried of new Set([language, plain, companyLanguage, 'en'])) {
      const found = texts.get(`${code} ${channel} ${tried}`) ?? builtInTemplate(code, channel, tried);
      if (found) return found;
    }
    return undefined;
  };
  return {
    find,
    require: (code, channel, language) => {
      const found = find(code, channel, language);
      if (!found)
        throw new Refusal(
          'template.not_found',
          `There is no ${channel} text "${code}", neither of the company nor built in. Write one: dunlin templates set.`,
          {
            code,
            channel,
            language,
          },
        );
      return found;
    },
  };
}
