import { expect, test } from 'vitest';
import { engineFailed, folderTrouble } from './refusals.ts';

test('a server that found no space says so instead of "could not be started"', () => {
  const log = '2026-01-31 09:00:00 UTC [7] FATAL:  could not write lock file "postmaster.pid": No space left on device';
  expect(engineFailed('start', '/srv/dunlin', log)).toMatchObject({ code: 'database.disk_full', details: { folder: '/srv/dunlin' } });
  expect(engineFailed('start', '/srv/dunlin', log).message).toContain('postmaster.pid');
});

test('any other failure of the engine keeps its step and its last lines', () => {
  expect(engineFailed('start', '/srv/dunlin', 'FATAL:  out of memory')).toMatchObject({ code: 'database.start_failed' });
  expect(engineFailed('set up', '/srv/dunlin', 'FATAL:  out of memory').message).toMatch(/set up.*\nFATAL: {2}out of memory$/);
});

test.each([
  ['ENOSPC', 'database.disk_full'],
  ['EDQUOT', 'database.disk_full'],
  ['EACCES', 'database.folder_not_writable'],
  ['EROFS', 'database.folder_not_writable'],
])('a system call that failed with %s becomes %s', (code, expected) => {
  expect(folderTrouble('/srv/dunlin', Object.assign(new Error(code), { code }))).toMatchObject({ code: expected });
});

test('an error that is no matter of the folder stays what it is', () => {
  const error = new Error('something else');
  expect(folderTrouble('/srv/dunlin', error)).toBe(error);
});
