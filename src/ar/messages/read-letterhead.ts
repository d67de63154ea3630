import type { Ctx } from '../access/context.ts';
import { readFile } from './keep-file.ts';
import { defaultLetterhead, type Letterhead } from './letterhead.ts';
import { findLetterhead } from './letterhead-store.ts';

export type Logo = { readonly mediaType: string; readonly bytes: Uint8Array };

/** How the company presents itself: what was set, else its name alone. */
export async function readLetterhead(ctx: Ctx): Promise<{ letterhead: Letterhead; logo: Logo | null; isDefault: boolean }> {
  const stored = await findLetterhead(ctx);
  if (!stored) return { letterhead: defaultLetterhead(ctx.company), logo: null, isDefault: true };
  if (stored.logo_file_id === null) return { letterhead: stored.content, logo: null, isDefault: false };
  const { mediaType, bytes } = await readFile(ctx, stored.logo_file_id);
  return { letterhead: stored.content, logo: { mediaType, bytes }, isDefault: false };
}
