import { expect, it } from 'vitest';
import { crashCampaign } from './crash-campaign.ts';

const KILLS = 20;

it('twenty kills of program and database lose no acknowledged write, do nothing twice, and leave verify clean', { timeout: 900_000 }, async () => {
  const result = await crashCampaign({ kills: KILLS, seed: 20 });
  expect(result.broken, `seed ${result.seed}, kills ${JSON.stringify(result.kills)}`).toEqual([]);
  expect(result.kills).toHaveLength(KILLS);
  for (const victim of ['program', 'postmaster', 'database', 'both']) expect(result.kills.filter((kill) => kill.victim === victim)).toHaveLength(KILLS / 4);
  // The kills hit work, not pauses, and work was done between them.
  expect(result.kills.filter((kill) => kill.inTheMiddle).length).toBeGreaterThan(KILLS / 4);
  expect(result.promises).toBeGreaterThan(KILLS * 2);
  expect(result.rows['allocation']).toBeGreaterThan(100);
});
