/** What a compiler said that it could not do; for the log of the program, not for people. */
export class RenderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RenderError';
  }
}

export type RenderedPdf = { readonly bytes: Uint8Array; readonly pages: number };
