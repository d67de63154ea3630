import { crashCampaign } from '../../tests/crash/crash-campaign.ts';

/** npm run soak:crash [-- KILLS [SEED]]: kills the program and its database again and again under load; ends with 1 when a promise was broken. */
const kills = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);

process.stderr.write(`${kills} kills, seed ${seed}\n`);
const result = await crashCampaign({
  kills,
  seed,
  onKill: (kill, count) => void process.stderr.write(`${count}/${kills} ${kill.victim} ${kill.inTheMiddle ? 'in' : 'after'} ${kill.step}\n`),
});
const { kills: done, ...rest } = result;
process.stdout.write(
  `${JSON.stringify({ soak: 'crash', kills: done.length, inTheMiddle: done.filter((kill) => kill.inTheMiddle).length, ...rest }, null, 2)}\n`,
);
process.exitCode = result.broken.length === 0 && done.length === kills ? 0 : 1;
