import { describe, expect, it } from 'vitest';
import { channelSettings } from './channel.ts';

const email = {
  channel: 'email',
  host: 'smtp.example.com',
  port: 587,
  security: 'starttls',
  auth: { kind: 'password', user: 'billing@example.com', password: 'open-sesame' },
  from: { address: 'billing@example.com', name: 'Example Ltd' },
};

function wrongPlaces(settings: object): readonly string[] {
  return (channelSettings.safeParse(settings).error?.issues ?? []).map(({ path }) => path.join('/'));
}

describe('settings of a channel that cannot be used', () => {
  it('are told by every place that is wrong, a missing one as well', () => {
    expect(wrongPlaces(email)).toEqual([]);
    expect(wrongPlaces({ ...email, host: 'https://smtp.example.com', port: undefined, from: { address: 'nobody' }, dkimSelectors: ['s 1'] })).toEqual([
      'host',
      'port',
      'from/address',
      'dkimSelectors/0',
    ]);
    expect(wrongPlaces({ ...email, security: 'none' })).toEqual(['security']);
    expect(wrongPlaces({ ...email, channel: 'fax' })).toEqual(['channel']);
  });
});
