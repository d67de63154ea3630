import { queries } from '../../kit/api.ts';
import { forgetDrafts } from '../../kit/draft.ts';

const PERSON = 'dunlin.person';

/** What another person was answered is not shown to whoever signs in. */
export function forgetAnswers(): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
}

/** Forms that another person began in this tab are not handed on; one's own outlive a session that ended. */
export function rememberPerson(id: string): void {
  try {
    const before = sessionStorage.getItem(PERSON);
    if (before !== null && before !== id) forgetDrafts();
    sessionStorage.setItem(PERSON, id);
  } catch {
    // Storage that is closed to us keeps no drafts either.
  }
}
