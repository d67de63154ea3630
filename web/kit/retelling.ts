import type { ProblemBody } from '../../src/foundation/contract/problem.ts';
import { language, type Language } from './words.ts';

/** What can be said in another language than the server's own: the code of a problem, and of its body what there is. */
export type Told = Pick<ProblemBody, 'code'> & Partial<ProblemBody>;

/** Says a problem in one language; null where it has no words for it, and the server's own sentence counts. */
export type Retelling = (told: Told) => string | null;

const retellings = new Map<Language, Retelling>();

/** The catalogues are large and know the whole product: they come from outside of the kit, when a language needs one. */
export function retellIn(in_: Language, retelling: Retelling): void {
  retellings.set(in_, retelling);
}

/** The problem in the language in use; null where nothing is known to say in it. */
export function retold(told: Told): string | null {
  return retellings.get(language())?.(told) ?? null;
}
