/** How fast a channel goes, and how long it rests after it was down. Kept by the process that delivers. */
export type ChannelPace = {
  /** How many messages may be handed over now. */
  room(key: string, now: Date, perMinute: number): number;
  sent(key: string, now: Date, messages: number): void;
  /** The channel is down: it rests, longer each time. */
  down(key: string, now: Date): { readonly times: number; readonly until: Date };
  /** The channel takes messages. Answers whether that is news: after a rest, and the first time in the life of this process. */
  up(key: string): boolean;
};

const MINUTE_MS = 60_000;
const REST_MINUTES: readonly number[] = [1, 2, 5, 15, 30];

type State = { times: number; restUntil: number; seenUp: boolean; sent: { at: number; messages: number }[] };

export function channelPace(): ChannelPace {
  const states = new Map<string, State>();
  const stateOf = (key: string): State => {
    const known = states.get(key) ?? { times: 0, restUntil: 0, seenUp: false, sent: [] };
    states.set(key, known);
    return known;
  };
  return {
    room(key, now, perMinute) {
      const state = stateOf(key);
      if (now.getTime() < state.restUntil) return 0;
      state.sent = state.sent.filter(({ at }) => at > now.getTime() - MINUTE_MS);
      const used = state.sent.reduce((sum, { messages }) => sum + messages, 0);
      // The first try after a rest is one message.
      return Math.max(0, Math.min(state.times > 0 ? 1 : perMinute, perMinute - used));
    },
    sent(key, now, messages) {
      if (messages > 0) stateOf(key).sent.push({ at: now.getTime(), messages });
    },
    down(key, now) {
      const state = stateOf(key);
      const minutes = REST_MINUTES[Math.min(state.times, REST_MINUTES.length - 1)] ?? 30;
      state.times++;
      state.restUntil = now.getTime() + minutes * MINUTE_MS;
      return { times: state.times, until: new Date(state.restUntil) };
    },
    up(key) {
      const state = stateOf(key);
      const news = state.times > 0 || !state.seenUp;
      state.times = 0;
      state.restUntil = 0;
      state.seenUp = true;
      return news;
    },
  };
}
