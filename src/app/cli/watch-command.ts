import path from 'node:path';
import type { Command } from 'commander';
import {
  findWatchedFolder,
  listFilesBroughtBy,
  setWatchedFolder,
  switchOffWatchedFolder,
  type TakenFile,
  type WatchedFolder,
} from '../../ar/cash-application/watched-folder.ts';
import { claimFolder, filesIn, namesIn, REFUSED, releaseFolder } from '../watched-files.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

/** Who the worker is when it takes a file. */
const TAKEN_BY = 'automation:look-into-folders';
const SHOWN_FILES = 20;

function settingJson(of: WatchedFolder): Record<string, unknown> {
  return { folder: of.folder, profile: of.profile === '' ? null : of.profile, state: of.state };
}

async function runSet(session: CompanySession, given: string, profile: string | undefined): Promise<void> {
  const { company, run } = session.runner;
  const before = await run(findWatchedFolder);
  const folder = await claimFolder(path.resolve(given), company.id);
  let set: WatchedFolder;
  try {
    set = await run((ctx) => setWatchedFolder(ctx, { folder, profile: profile?.trim() ?? '' }));
  } catch (error) {
    if (before?.folder !== folder || before.state === 'off') await releaseFolder(folder, company.id);
    throw error;
  }
  if (before && before.folder !== folder) await releaseFolder(before.folder, company.id);
  await show(session, settingJson(set), () => `A running worker takes bank files from ${visible(folder)}.\n`);
}

async function runOff(session: CompanySession): Promise<void> {
  const off = await session.runner.run(switchOffWatchedFolder);
  await releaseFolder(off.folder, session.runner.company.id);
  await show(session, settingJson(off), () => `No more files are taken from ${visible(off.folder)}.\n`);
}

async function runShow(session: CompanySession): Promise<void> {
  const { watched, taken } = await session.runner.read(async (ctx) => ({
    watched: await findWatchedFolder(ctx),
    taken: await listFilesBroughtBy(ctx, TAKEN_BY, SHOWN_FILES),
  }));
  if (!watched) {
    await show(
      session,
      { folder: null, profile: null, state: 'off', lastLookedAt: null, lastProblem: null, waiting: [], refused: [], taken },
      () => 'No folder is watched. Name one: dunlin watch set DIR.\n',
    );
    return;
  }
  const waiting = (await filesIn(watched.folder).catch(() => [])).map(({ name }) => name);
  const refused = await namesIn(watched.folder, REFUSED);
  const value = {
    ...settingJson(watched),
    lastLookedAt: watched.lastLookedAt,
    lastProblem: watched.lastProblem === '' ? null : watched.lastProblem,
    waiting,
    refused,
    taken,
  };
  await show(session, value, () => shownText(watched, { waiting, refused, taken }));
}

function shownText(watched: WatchedFolder, files: { waiting: readonly string[]; refused: readonly string[]; taken: readonly TakenFile[] }): string {
  const looked = watched.lastLookedAt === null ? 'no worker has looked yet' : `last look ${watched.lastLookedAt.toISOString()}`;
  const lines = [
    `${visible(watched.folder)}: ${watched.state}${watched.state === 'on' ? `, ${looked}` : ''}`,
    ...(watched.profile === '' ? [] : [`Profile for delimited files: ${visible(watched.profile)}`]),
    ...(watched.lastProblem === '' ? [] : [visible(watched.lastProblem)]),
    `${files.waiting.length} waiting, ${files.refused.length} refused`,
  ];
  const table =
    files.taken.length === 0
      ? ''
      : renderTable<TakenFile>(
          [
            { title: 'Taken', value: (t) => t.at.toISOString() },
            { title: 'File', value: (t) => t.file },
            { title: 'Format', value: (t) => t.format },
            { title: 'Problems', value: (t) => String(t.problems), align: 'right' },
          ],
          files.taken,
        );
  return `${lines.join('\n')}\n${table}`;
}

export function addWatchCommands(program: Command, cli: Cli): void {
  const group = program.command('watch').description('a folder from which bank files are taken');
  companyLeaf(group, 'set <folder>', 'take bank files from this folder of the server')
    .option('--profile <profile>', 'saved profile of the delimited files in it')
    .action(async (folder: string, options: CompanyOptions & { readonly profile?: string }) =>
      withCompany(cli, options, (session) => runSet(session, folder, options.profile)),
    );
  companyLeaf(group, 'show', 'the folder, how the last look went, and what was taken').action(async (options: CompanyOptions) =>
    withCompany(cli, options, runShow),
  );
  companyLeaf(group, 'off', 'take no more files').action(async (options: CompanyOptions) => withCompany(cli, options, runOff));
}
