import type { Log } from '../foundation/log/log.ts';
import type { OpenedDatabase } from './open-database.ts';

const LOOK_MS = 2_000;

/** Looks at the embedded database every two seconds and starts it again when it is gone: a server that outlives its database would answer with errors only.
 *  A database that we were given is somebody else's to run. */
export function watchDatabase(opened: OpenedDatabase, log: Log): { stop(): Promise<void> } {
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await opened.database.pool.query('select 1');
    } catch (error) {
      log.warn({ err: error }, 'the database does not answer; starting it again');
      await opened.revive().then(
        (same) => log.info({ same }, same ? 'the database runs again' : 'the database runs again on another port; restart this program'),
        (failure: unknown) => log.error({ err: failure }, 'the database could not be started again'),
      );
    }
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look().finally(() => {
      busy = false;
    });
  }, LOOK_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
