import { simulateYear } from './simulate-year.ts';
import { soakSeeds } from './soak-seeds.ts';

/** `npm run soak:simulation -- 200` from seed 1, or `-- 50 1000` fifty from seed 1000. */
await soakSeeds((db, seed) => simulateYear(db, seed));
