import { LiquidError } from 'liquidjs';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { htmlOf, plainTextOf } from './message-layout.ts';
import { oneLine, parseTemplate, plainData, runTemplate } from './template-engine.ts';
import type { TemplateData, TemplateText } from './template.ts';

export type RenderedText = { readonly subject: string; readonly bodyText: string; readonly bodyHtml: string | null };

/** Fills a template: subject in one line, plain text, and for e-mail the same text as HTML. Values are data whatever they contain. Pure and synchronous;
 *  parsed texts are kept, so rendering many messages of one text is cheap.
 *  Refuses `template.failed` with line and column where a name, a value or a limit does not allow it. */
export function renderTemplate(template: Pick<TemplateText, 'code' | 'channel' | 'language' | 'subject' | 'body'>, data: TemplateData): RenderedText {
  const values = plainData(data);
  const subject = template.channel === 'sms' ? '' : oneLine(filled(template.subject, values, template, 'subject').replaceAll('\ue000', '|')).trim();
  const body = filled(template.body, values, template, 'body');
  if (template.channel === 'sms') return { subject: '', bodyText: body.replaceAll('\ue000', '|').replaceAll(/\s+/g, ' ').trim(), bodyHtml: null };
  return { subject, bodyText: plainTextOf(body), bodyHtml: template.channel === 'email' ? htmlOf(body, template.language) : null };
}

function filled(text: string, values: TemplateData, template: Pick<TemplateText, 'code' | 'channel' | 'language'>, part: 'subject' | 'body'): string {
  try {
    return runTemplate(parseTemplate(text, template.language), values, template.language);
  } catch (error) {
    const { line, column, sentence } = templateFault(error);
    throw new Refusal(
      'template.failed',
      `The ${template.channel} text "${template.code}" (${template.language}) can't be filled: ${part} line ${line}, column ${column}: ${sentence}. Check it: dunlin templates lint.`,
      { code: template.code, channel: template.channel, language: template.language, part, line, column },
    );
  }
}

/** Where and why a template can't be read or filled, without what the engine adds for developers. */
export function templateFault(error: unknown): { readonly line: number; readonly column: number; readonly sentence: string } {
  // The engine gives up on whole texts (too long, nested too deeply) with errors that know no place.
  if (!LiquidError.is(error)) return { line: 1, column: 1, sentence: error instanceof Error ? error.message : 'it cannot be read' };
  const token = error.token as { getPosition?: () => number[] } | undefined;
  const [line = 1, column = 1] = token?.getPosition?.() ?? [];
  const sentence = (error.originalError?.message ?? error.message).split('\n')[0] ?? '';
  return { line, column, sentence: sentence.replace(/, line:\d+, col:\d+$/, '') };
}
