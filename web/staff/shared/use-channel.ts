import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, codeOf, companyKey, type Answer, type Sent } from '../../kit/api.ts';

export type Channel = Answer<'getChannel'>;
export type ChannelName = Sent<'setChannel', 'body'>['channel'];

/** A sending account or the mailbox as it is set up; null where it is not. Only who may change it may know it: off for everybody else. */
export function useChannel(company: string, channel: ChannelName, on = true): UseQueryResult<Channel | null> {
  return useQuery({
    queryKey: companyKey(company, 'channel', channel),
    queryFn: async () => {
      try {
        return await api.getChannel({ company, params: { channel } });
      } catch (error) {
        if (codeOf(error) === 'channel.not_set') return null;
        throw error;
      }
    },
    enabled: on,
  });
}
