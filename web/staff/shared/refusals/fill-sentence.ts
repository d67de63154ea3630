/** What the server gives with a refusal, by name. */
export type Figures = Readonly<Record<string, unknown>>;

/** A sentence with places for figures: `{name}`, `{name:format}` or `{name:money:currency}`; with `where`, only for those values of figures. */
export type Variant = string | { readonly where: Readonly<Record<string, string>>; readonly say: string };

/** From the most telling to the plainest: the first one counts for which every figure is there and can be read. The last needs none, so that there is always one. */
export type Sentence = string | readonly [...Variant[], string];

/** Sentences by the code of the refusal. */
export type Sentences = Readonly<Record<string, Sentence>>;

/** A figure as it is written in the language; null where it is not what it should be. `beside` is the figure after the second colon. */
export type Format = (value: unknown, beside: unknown) => string | null;

const PLACE = /\{(\w+)(?::(\w+))?(?::(\w+))?\}/g;

export type Place = { readonly figure: string; readonly format: string; readonly beside: string | null };

/** The places of a sentence, in order. */
export function placesOf(text: string): Place[] {
  return [...text.matchAll(PLACE)].map(([, figure = '', format = 'text', beside = null]) => ({ figure, format, beside }));
}

export function variantsOf(sentence: Sentence): readonly Exclude<Variant, string>[] {
  return (typeof sentence === 'string' ? [sentence] : sentence).map((one) => (typeof one === 'string' ? { where: {}, say: one } : one));
}

/** The first sentence for which every figure is there; null where there is none, which a sentence that ends without figures never is. */
export function fillSentence(sentence: Sentence, figures: Figures, formats: Readonly<Record<string, Format>>): string | null {
  for (const { where, say } of variantsOf(sentence)) {
    if (Object.entries(where).some(([name, wanted]) => figures[name] !== wanted)) continue;
    let whole = true;
    const text = say.replaceAll(PLACE, (_, figure: string, format: string = 'text', beside?: string) => {
      const written = formats[format]?.(figures[figure], beside === undefined ? undefined : figures[beside]) ?? null;
      whole &&= written !== null;
      return written ?? '';
    });
    if (whole) return text;
  }
  return null;
}
