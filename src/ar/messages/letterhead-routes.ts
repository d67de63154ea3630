import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Upload } from '../../foundation/contract/operation.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import type { letterheadOperations } from './letterhead-contract.ts';
import { logoOf, MAX_LOGO_BYTES } from './logo.ts';
import type { LetterPrinter } from './ports.ts';
import { readLetterhead } from './read-letterhead.ts';
import { setLetterhead, setLogo } from './set-letterhead.ts';

async function view(ctx: Ctx) {
  const { letterhead, logo, isDefault } = await readLetterhead(ctx);
  return { ...letterhead, addressLines: [...letterhead.addressLines], footerLines: [...letterhead.footerLines], hasLogo: logo !== null, isDefault };
}

/** The bytes of an upload, as far as a logo may have them and one more, which is too many. */
async function bytesOf(upload: Upload): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of upload.open()) {
    parts.push(part);
    size += part.byteLength;
    if (size > MAX_LOGO_BYTES) break;
  }
  return Buffer.concat(parts);
}

export function letterheadHandlers(deps: { readonly printer: LetterPrinter }): ApiHandlers<typeof letterheadOperations> {
  return {
    getLetterhead: ({ ctx }) => view(ctx),
    setLetterhead: async ({ ctx, body }) => {
      await setLetterhead(ctx, body);
      return view(ctx);
    },
    setLogo: async ({ ctx, upload }) => {
      await setLogo(ctx, deps.printer, await bytesOf(upload));
      return view(ctx);
    },
    getLogo: async ({ ctx }) => {
      const { logo } = await readLetterhead(ctx);
      if (logo === null) throw new Refusal('logo.not_set', 'The company has no logo. Upload one first.');
      return { fileName: `logo.${logoOf(logo.bytes).extension}`, contentType: logo.mediaType, body: logo.bytes };
    },
    removeLogo: ({ ctx }) => setLogo(ctx, deps.printer, null),
  };
}
