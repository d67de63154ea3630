import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, companyKey, type Item, type Sent } from '../../kit/api.ts';

export type Channel = Item<'listChannels'>;
export type ChannelName = Sent<'setChannel', 'body'>['channel'];

/** A sending account or the mailbox as it is set up; null where it is not. Only who may change it may know it: off for everybody else. */
export function useChannel(company: string, channel: ChannelName, on = true): UseQueryResult<Channel | null> {
  return useQuery({
    queryKey: companyKey(company, 'channels'),
    queryFn: () => api.listChannels({ company }),
    select: ({ items }) => items.find((one) => one.channel === channel) ?? null,
    enabled: on,
  });
}
