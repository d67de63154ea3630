import { retellIn } from '../../../kit/retelling.ts';
import { language, setLanguage, type Language } from '../../../kit/words.ts';

let german: Promise<void> | null = null;

async function loadGerman(): Promise<void> {
  try {
    const { retellInGerman } = await import('./german/retell.ts');
    retellIn('de', retellInGerman);
  } catch {
    // The server's own sentences are understood as well: nobody waits for better ones, and the next to ask tries again.
    german = null;
  }
}

/** Resolves when what the server refuses can be said in the language: at once in the server's own. Never rejects. */
export function sentencesReady(in_: Language = language()): Promise<void> {
  if (in_ === 'en') return Promise.resolve();
  german ??= loadGerman();
  return german;
}

/** Changes the language of the app once everything in it can be said, so that nothing is seen half in one and half in the other. */
export async function speak(next: Language): Promise<void> {
  await sentencesReady(next);
  setLanguage(next);
}
