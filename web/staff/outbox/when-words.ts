import type { Item } from '../../kit/api.ts';
import { moment } from '../../kit/format.ts';
import type { outboxWords } from './words.ts';

type Message = Pick<Item<'listMessages'>, 'state' | 'sentAt' | 'sendAfter'>;

/** When a message leaves or left; one whose time has passed waits since then. */
export function whenOf({ state, sentAt, sendAfter }: Message, words: (typeof outboxWords)['en'], now = Date.now()): string {
  if (sentAt !== null) return words.left(moment(sentAt));
  if (state !== 'waiting' && state !== 'sending') return moment(sendAfter);
  return Date.parse(sendAfter) > now ? words.leaves(moment(sendAfter)) : words.waitsSince(moment(sendAfter));
}
