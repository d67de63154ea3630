import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { camtText } from '../../tests/support/camt-text.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { saveProfile } from '../ar/cash-application/import-profiles.ts';
import { findWatchedFolder, setWatchedFolder, switchOffWatchedFolder } from '../ar/cash-application/watched-folder.ts';
import { openLog } from '../foundation/log/log.ts';
import { migrateJobs } from './job-queues.ts';
import type { CompanyRunner } from './run-context.ts';
import { createFolderWatch, type FolderWatch } from './watch-folder.ts';
import { claimFolder, MARK, releaseFolder } from './watched-files.ts';
import { startWorker } from './worker.ts';

let db: TestDatabase;
let t: TestCompany;
let root: string;
let folder: string;
let watch: FolderWatch;
let nowMs: number;

beforeAll(async () => {
  db = await testDatabase();
  await migrateJobs({ ownerUrl: db.ownerUrl, now: new Date() });
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-03-31' });
  root = mkdtempSync(path.join(os.tmpdir(), 'dunlin-watch-'));
  mkdirSync(path.join(root, 'bank'));
  folder = await claimFolder(path.join(root, 'bank'), t.company.id);
  await t.run((ctx) => setWatchedFolder(ctx, { folder, profile: '' }));
  nowMs = Date.UTC(2026, 2, 31, 9);
  watch = createFolderWatch({ clock: () => new Date(nowMs) });
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const look = (by: FolderWatch = watch): Promise<number> => by.look({ company: t.company, run: t.run, read: t.run } satisfies CompanyRunner);

async function lookAfter(seconds: number): Promise<number> {
  nowMs += seconds * 1_000;
  return look();
}

/** Looks as often as a file needs that stands still. */
async function lookTwice(): Promise<number> {
  return (await look()) + (await lookAfter(11));
}

const put = (name: string, content: string): void => writeFileSync(path.join(folder, name), content);
const names = (inner = ''): string[] =>
  readdirSync(path.join(folder, inner))
    .filter((name) => name !== MARK && name !== 'done' && name !== 'refused')
    .toSorted();
const camt = (reference: string): string => camtText({ reference, lines: [{ minor: 500n, bookedOn: '2026-03-20', text: `Invoice of ${reference}` }] });
const MT940 = ':20:MT-1\n:25:10020030/1234567\n:28C:1/1\n:60F:C260301EUR0,\n:61:2603020302C7,5NTRFNONREF//B1\n:86:Invoice 1\n:62F:C260302EUR7,50\n-\n';

const files = () =>
  t.run((ctx) => ctx.tx.rows(sql<{ name: string; format: string }>`select name, format from bank_file where company_id = ${ctx.company.id} order by id`));
const told = () =>
  t.run(async (ctx) =>
    (await ctx.tx.rows(sql<{ kind: string; text: string }>`select kind, text from notification where company_id = ${ctx.company.id} order by id`)).map(
      ({ kind, text }) => `${kind}: ${text}`,
    ),
  );
const setting = () => t.run(findWatchedFolder);

describe('a bank file in the watched folder', () => {
  it('is imported once it stood still, moves to done, and is told', async () => {
    put('a.xml', camt('A'));
    expect(await look()).toBe(0);
    expect(await lookAfter(5)).toBe(0);
    expect(await lookAfter(6)).toBe(1);
    expect([names(), names('done'), names('refused')]).toEqual([[], ['a.xml'], []]);
    expect(await files()).toEqual([{ name: 'a.xml', format: 'camt' }]);
    expect(await told()).toEqual(['bank_file.taken: 1 bank lines were posted from a.xml.']);
    expect(await t.run((ctx) => ctx.tx.rows(sql`select event from signal where company_id = ${ctx.company.id}`))).toEqual([{ event: 'statement.imported' }]);
  });

  it('waits as long as it grows or changes, whatever its own time says', async () => {
    const long = camt('GROWS');
    put('a.xml', long.slice(0, 300));
    await look();
    nowMs += 9_000;
    put('a.xml', long.slice(0, 600));
    expect(await lookAfter(2)).toBe(0);
    nowMs += 9_000;
    put('a.xml', long);
    utimesSync(path.join(folder, 'a.xml'), new Date(0), new Date(0));
    expect(await lookAfter(2)).toBe(0);
    expect(await lookAfter(11)).toBe(1);
    expect([names('done'), names('refused')]).toEqual([['a.xml'], []]);
  });

  it('is left alone while its name says that it is on its way, or is hidden, or is no file of the folder', async () => {
    writeFileSync(path.join(root, 'outside.xml'), camt('OUTSIDE'));
    for (const name of ['.hidden.xml', 'b.xml.part', 'c.tmp', 'd.FILEPART']) put(name, camt(name));
    symlinkSync(path.join(root, 'outside.xml'), path.join(folder, 'link.xml'));
    mkdirSync(path.join(folder, 'inner'));
    writeFileSync(path.join(folder, 'inner', 'x.xml'), camt('INNER'));
    expect(await lookTwice()).toBe(0);
    expect(await files()).toEqual([]);
    expect(names()).toEqual(['.hidden.xml', 'b.xml.part', 'c.tmp', 'd.FILEPART', 'inner', 'link.xml']);
  });

  it('is not followed when a link took its place after it was seen', async () => {
    writeFileSync(path.join(root, 'outside.xml'), camt('OUTSIDE'));
    put('a.xml', camt('A'));
    await look();
    renameSync(path.join(folder, 'a.xml'), path.join(root, 'gone.xml'));
    symlinkSync(path.join(root, 'outside.xml'), path.join(folder, 'a.xml'));
    expect(await lookAfter(11)).toBe(0);
    expect(await files()).toEqual([]);
  });

  it('that is broken moves to refused with the sentence, an audit event and a notification; nothing of it is kept', async () => {
    put('broken.xml', camt('B').slice(0, 500));
    expect(await lookTwice()).toBe(1);
    expect(names('refused')).toEqual(['broken.xml', 'broken.xml.problem.txt']);
    const sentence = readFileSync(path.join(folder, 'refused', 'broken.xml.problem.txt'), 'utf8');
    expect(sentence).toMatch(/^The file ends .*\.\n$/);
    expect(await files()).toEqual([]);
    expect(await told()).toEqual([`bank_file.refused: broken.xml was refused: ${sentence.trim()}`]);
    expect(
      await t.run((ctx) =>
        ctx.tx.rows(
          sql`select after->>'file' as file, after->>'code' as code from audit_event where company_id = ${ctx.company.id} and action = 'bank_file.refused'`,
        ),
      ),
    ).toEqual([{ file: 'broken.xml', code: 'file.truncated' }]);
  });

  it('that came before is refused as known, and never written over another one', async () => {
    for (const name of ['a.xml', 'a.xml', 'a.xml']) {
      put(name, camt('A'));
      expect(await lookTwice()).toBe(1);
    }
    put('a.xml', camt('B'));
    await lookTwice();
    expect([names('done'), names('refused')]).toEqual([
      ['a-2.xml', 'a.xml'],
      ['a-2.xml', 'a-2.xml.problem.txt', 'a.xml', 'a.xml.problem.txt'],
    ]);
    expect(readFileSync(path.join(folder, 'refused', 'a-2.xml.problem.txt'), 'utf8')).toMatch(/already imported on 2026-03-31 as a\.xml/);
    expect(readFileSync(path.join(folder, 'done', 'a.xml'), 'utf8')).toBe(camt('A'));
    expect(readFileSync(path.join(folder, 'done', 'a-2.xml'), 'utf8')).toBe(camt('B'));
    expect(await files()).toHaveLength(2);
  });

  it('of any format is taken; the profile is for delimited files alone', async () => {
    const content = { columns: { bookedOn: 'When', amount: 'How much', text: 'What' }, constants: { currency: 'EUR', account: 'DE02120300000000202051' } };
    await t.run(async (ctx) => {
      await saveProfile(ctx, { name: 'mine', kind: 'statement', content });
      await setWatchedFolder(ctx, { folder, profile: 'mine' });
    });
    put('a.xml', camt('A'));
    put('b.sta', MT940);
    put('c.csv', 'When,How much,What\n2026-03-02,12.50,Invoice 9\n');
    expect(await lookTwice()).toBe(3);
    expect(names('refused')).toEqual([]);
    expect(await files()).toEqual([
      { name: 'a.xml', format: 'camt' },
      { name: 'b.sta', format: 'mt940' },
      { name: 'c.csv', format: 'csv' },
    ]);
  });

  it('that is empty gets a while before it is refused', async () => {
    put('empty.xml', '');
    expect(await lookTwice()).toBe(0);
    expect(await lookAfter(120)).toBe(1);
    expect(names('refused')).toEqual(['empty.xml', 'empty.xml.problem.txt']);
  });

  it('is not taken by a worker that sees it for the first time', async () => {
    put('a.xml', camt('A'));
    await look();
    nowMs += 11_000;
    expect(await look(createFolderWatch({ clock: () => new Date(nowMs) }))).toBe(0);
  });
});

describe('a bank file that is touched while it is taken', () => {
  /** Something happens just before or after the units of work of a look. */
  const meddled = (before: () => void, after: () => void): CompanyRunner => ({
    company: t.company,
    read: t.run,
    run: async (work) => {
      before();
      const result = await t.run(work);
      after();
      return result;
    },
  });

  it('is not kept when somebody wrote to it, and is taken when it stands still again', async () => {
    put('a.xml', camt('A'));
    await look();
    nowMs += 11_000;
    let units = 0;
    const writes = meddled(
      () => (++units === 2 ? put('a.xml', camt('LATER')) : undefined),
      () => undefined,
    );
    expect(await watch.look(writes)).toBe(0);
    expect([await files(), names(), names('refused')]).toEqual([[], ['a.xml'], []]);
    expect(await lookTwice()).toBe(1);
    expect(readFileSync(path.join(folder, 'done', 'a.xml'), 'utf8')).toBe(camt('LATER'));
    expect(await files()).toHaveLength(1);
  });

  it('stays and is told where it cannot be moved away, and is not read again', async () => {
    put('a.xml', camt('A'));
    await look();
    nowMs += 11_000;
    const takesTheFolder = meddled(
      () => undefined,
      () => rmSync(path.join(folder, 'done'), { recursive: true, force: true }),
    );
    expect(await watch.look(takesTheFolder)).toBe(1);
    expect((await setting())?.lastProblem).toBe('The file a.xml was imported, but could not be moved away (ENOENT). Move it yourself.');
    for (const seconds of [11, 60, 600]) expect(await lookAfter(seconds)).toBe(0);
    expect([names(), names('refused')]).toEqual([['a.xml'], []]);
    rmSync(path.join(folder, 'a.xml'));
    await look();
    expect((await setting())?.lastProblem).toBe('');
  });

  it('gets another turn after a failure that is no refusal, which is told meanwhile', async () => {
    put('a.xml', camt('A'));
    await look();
    nowMs += 11_000;
    let units = 0;
    const fails = meddled(
      () => {
        if (++units === 2) throw new Error('the database went away');
      },
      () => undefined,
    );
    await expect(watch.look(fails)).rejects.toThrow('the database went away');
    expect(await lookAfter(5)).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/a\.xml could not be taken because of a failure/);
    expect(await lookAfter(60)).toBe(1);
    expect((await setting())?.lastProblem).toBe('');
  });
});

describe('a watched folder', () => {
  it('that is gone or lost its mark takes nothing, says so once, and goes on when it is back', async () => {
    put('a.xml', camt('A'));
    await look();
    renameSync(path.join(folder, MARK), path.join(root, MARK));
    for (const seconds of [11, 5, 5]) expect(await lookAfter(seconds)).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/has no file .dunlin-watch; perhaps its drive is not mounted/);
    expect(await told()).toHaveLength(1);
    renameSync(path.join(root, MARK), path.join(folder, MARK));
    expect(await lookTwice()).toBe(1);
    expect((await setting())?.lastProblem).toBe('');
    rmSync(folder, { recursive: true });
    expect(await look()).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/is not there/);
  });

  it('whose inner folder is a link to elsewhere takes nothing', async () => {
    put('a.xml', camt('A'));
    rmSync(path.join(folder, 'done'), { recursive: true });
    symlinkSync(root, path.join(folder, 'done'));
    expect(await lookTwice()).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/can't be used \(done is no folder\)/);
    expect(await files()).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be written takes nothing and says so', async () => {
    put('a.xml', camt('A'));
    chmodSync(path.join(folder, 'done'), 0o500);
    expect(await lookTwice()).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/can't be used \(EACCES\)/);
    chmodSync(path.join(folder, 'done'), 0o700);
  });

  it('that is switched off takes nothing', async () => {
    put('a.xml', camt('A'));
    await t.run(switchOffWatchedFolder);
    expect(await lookTwice()).toBe(0);
    expect(names()).toEqual(['a.xml']);
  });

  it('belongs to one company, until that gives it back', async () => {
    const other = await testCompany(db, { today: '2026-03-31' });
    await expect(claimFolder(folder, other.company.id)).rejects.toMatchObject({ code: 'watch.folder_taken' });
    await releaseFolder(folder, t.company.id);
    await expect(claimFolder(folder, other.company.id)).resolves.toBe(folder);
    put('a.xml', camt('A'));
    expect(await lookTwice()).toBe(0);
    expect((await setting())?.lastProblem).toMatch(/watched for another company/);
  });

  it('must be a folder', async () => {
    put('file', '');
    for (const given of [path.join(root, 'none'), path.join(folder, 'file')])
      await expect(claimFolder(given, t.company.id)).rejects.toMatchObject({ code: 'watch.folder_not_found' });
  });
});

describe('the worker', { timeout: 90_000 }, () => {
  it('takes a file from the folder by itself', async () => {
    const worker = await startWorker({
      database: db.database,
      connection: { url: db.appUrl, role: undefined },
      log: openLog({ level: 'silent' }),
      dataFolder: mkdtempSync(path.join(os.tmpdir(), 'dunlin-worker-')),
    });
    try {
      put('a.xml', camt('A'));
      await expect.poll(() => existsSync(path.join(folder, 'done', 'a.xml')), { timeout: 60_000, interval: 250 }).toBe(true);
      expect(await files()).toEqual([{ name: 'a.xml', format: 'camt' }]);
    } finally {
      await worker.stop();
    }
  });
});
