import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { keepFile } from './keep-file.ts';
import { defaultLetterhead, type Letterhead } from './letterhead.ts';
import { findLetterhead, saveLetterhead } from './letterhead-store.ts';
import { logoOf } from './logo.ts';
import type { LetterPrinter } from './ports.ts';

/** Sets how the company presents itself; the logo stays. Documents that were made keep the old one. */
export async function setLetterhead(ctx: Ctx, content: Letterhead): Promise<void> {
  const before = await findLetterhead(ctx);
  await saveLetterhead(ctx, content, before?.logo_file_id ?? null);
  await recordAudit(ctx, [
    { action: 'letterhead.changed', subjectKind: 'company', subjectId: ctx.company.id, before: before?.content ?? null, after: content },
  ]);
}

/** A letter of nothing but the letterhead: a logo that cannot be printed is found out before an invoice needs it. */
async function printTrial(printer: LetterPrinter, letterhead: Letterhead, logo: { mediaType: string; bytes: Uint8Array }, on: string): Promise<void> {
  try {
    await printer.letter({
      letterhead,
      logo,
      language: letterhead.language,
      addressLines: [],
      on,
      subject: letterhead.name,
      paragraphs: [],
      items: [],
      totals: [],
      payment: { lines: [], qr: null },
      closing: [],
    });
  } catch {
    throw new Refusal('logo.unreadable', 'The logo cannot be printed. Save it again as PNG, JPEG or SVG with another program, and upload that.');
  }
}

/** Sets the logo, or takes it away with null. Refuses `logo.too_large`, `logo.too_many_pixels`, `logo.unreadable`, `logo.unsafe`. */
export async function setLogo(ctx: Ctx, printer: LetterPrinter, bytes: Uint8Array | null): Promise<void> {
  const before = await findLetterhead(ctx);
  const content = before?.content ?? defaultLetterhead(ctx.company);
  let fileId: string | null = null;
  if (bytes !== null) {
    const { mediaType, extension } = logoOf(bytes);
    await printTrial(printer, content, { mediaType, bytes }, ctx.today);
    fileId = await keepFile(ctx, { name: `logo.${extension}`, mediaType, bytes });
  }
  await saveLetterhead(ctx, content, fileId);
  await recordAudit(ctx, [
    {
      action: 'letterhead.logo_changed',
      subjectKind: 'company',
      subjectId: ctx.company.id,
      before: { logoFileId: before?.logo_file_id ?? null },
      after: { logoFileId: fileId },
    },
  ]);
}
