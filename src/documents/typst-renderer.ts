import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NodeCompiler, type NodeError, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { RenderError, type RenderedPdf } from './render-error.ts';
import type { Logo, Sheet } from './sheet.ts';

const TEMPLATES = path.join(import.meta.dirname, 'templates');
const FONTS = ['400Regular/Inter_400Regular.ttf', '500Medium/Inter_500Medium.ttf', '600SemiBold/Inter_600SemiBold.ttf'];
/** PDF/A-3b as the compiler's options name it. Source: its type definitions, PdfStandard. */
const STANDARD = 'a-3b';
/** Every so many documents the compiler forgets what it worked out and was not asked for since the last time but one. */
const DOCUMENTS_A_SWEEP = 4;
const MAX_CACHE_AGE = 1;
const MAX_LOGOS = 16;

const EXTENSIONS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' };

/** How the compiler names a sign that no font has. */
const UNPRINTABLE = /the text \\?"(.*?)\\?" could not be displayed/gs;
const MAX_UNPRINTABLE = 2_000;
const MAX_TRIES = 12;
/** Letters, digits and signs that Inter has: what is left when a text is full of others. */
const SURELY_PRINTABLE = /[^\n\u0020-\u007e\u00a0-\u017f\u0390-\u03ce\u0410-\u044f\u200b\u2013\u2014\u2018-\u201e\u2026\u20ac]/gu;
const INSTEAD = '?';
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

export type Renderer = { render(sheet: Sheet): RenderedPdf };

function fontBlobs(): Buffer[] {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('@expo-google-fonts/inter/package.json'));
  return FONTS.map((name) => readFileSync(path.join(folder, name)));
}

function withoutSigns(text: string, signs: ReadonlySet<string>): string {
  const hit = [...signs].filter((sign) => text.includes(sign));
  if (hit.length === 0) return text;
  // A whole cluster goes: what joins to a missing sign (an accent, a joiner of emoji) has no font alone either.
  return [...clusters.segment(text)].map(({ segment }) => (hit.some((sign) => segment.includes(sign)) ? INSTEAD : segment)).join('');
}

/** The data with every text changed. */
function withTexts(data: unknown, change: (text: string) => string): object {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    return value;
  };
  return walk(data) as object;
}

/** The signs that an error of the compiler names, unescaped. */
function unprintableIn(message: string): string[] {
  return [...message.matchAll(UNPRINTABLE)].flatMap(([, quoted = '']) => {
    const text = quoted.replaceAll(/\\+u\{([0-9a-f]+)\}/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
    return text.trim() === '' || text === INSTEAD ? [] : [text];
  });
}

/** A compiler with its templates and fonts, for one thread. Rendering is synchronous, touches no network and no file but the templates.
 *  Signs that Inter lacks are taken from fonts of the machine; those that no font has are left out, since PDF/A refuses them. */
export function openRenderer(): Renderer {
  const compiler = NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontBlobs: fontBlobs() }] });
  const logos = new Map<string, string>();
  const unprintable = new Set<string>();
  let rendered = 0;

  const pathOf = (logo: Logo): string => {
    const hash = createHash('sha256').update(logo.bytes).digest('hex');
    const known = logos.get(hash);
    if (known !== undefined) return known;
    const [oldest] = logos;
    if (logos.size >= MAX_LOGOS && oldest) {
      compiler.unmapShadow(path.join(TEMPLATES, oldest[1]));
      logos.delete(oldest[0]);
    }
    const name = `/logo-${hash}.${EXTENSIONS[logo.mediaType] ?? 'png'}`;
    compiler.mapShadow(path.join(TEMPLATES, name), Buffer.from(logo.bytes));
    logos.set(hash, name);
    return name;
  };

  const said = (error: NodeError | null): string => {
    const found = error === null ? [] : (compiler.fetchDiagnostics(error) as { message?: unknown; hints?: unknown }[]);
    return found.map((one) => String(one.message)).join('; ') || 'no reason given';
  };

  const compile = (sheet: Sheet, data: string): NodeTypstDocument => {
    const outcome = compiler.compile({ mainFilePath: path.join(TEMPLATES, `${sheet.template}.typ`), inputs: { data } });
    const { result } = outcome;
    if (result === null || outcome.hasError()) throw new RenderError(`${sheet.template}: ${said(outcome.takeError())}`);
    return result;
  };

  const print = (sheet: Sheet, data: string): RenderedPdf => {
    const document = compile(sheet, data);
    return { bytes: compiler.pdf(document, { pdfStandard: STANDARD }), pages: document.numOfPages };
  };

  /** Prints, and prints again without the signs that the compiler names as having no font; it names some of them at a time. */
  const printWhatCanBe = (sheet: Sheet, logo: string | null): RenderedPdf => {
    for (let tries = 1; ; tries++) {
      const shown = unprintable.size === 0 ? sheet.data : withTexts(sheet.data, (text) => withoutSigns(text, unprintable));
      const data = JSON.stringify({ ...(tries < MAX_TRIES ? shown : withTexts(shown, (text) => text.replace(SURELY_PRINTABLE, INSTEAD))), logo });
      try {
        return print(sheet, data);
      } catch (error) {
        const found = tries < MAX_TRIES ? unprintableIn(String(error)) : [];
        if (found.length === 0) throw error;
        if (unprintable.size > MAX_UNPRINTABLE) unprintable.clear();
        for (const sign of found) unprintable.add(sign);
      }
    }
  };

  return {
    render(sheet) {
      try {
        return printWhatCanBe(sheet, sheet.logo === null ? null : pathOf(sheet.logo));
      } catch (error) {
        throw error instanceof RenderError ? error : new RenderError(String(error));
      } finally {
        if (++rendered % DOCUMENTS_A_SWEEP === 0) compiler.evictCache(MAX_CACHE_AGE);
      }
    },
  };
}
