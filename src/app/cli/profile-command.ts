import { Option, type Command } from 'commander';
import { listProfiles, PROFILE_KINDS, saveProfile, type ListedProfile, type ProfileKind } from '../../ar/cash-application/import-profiles.ts';
import { profileFileContent } from './load-profile.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions } from './session.ts';

export function addProfileCommands(program: Command, cli: Cli): void {
  const group = program.command('profile').description('how files of other programs are written');
  companyLeaf(group, 'save <name> <file>', 'keep a profile file under a name, for --profile of imports')
    .addOption(new Option('--kind <kind>', 'what it is for').choices(PROFILE_KINDS).makeOptionMandatory())
    .action(async (name: string, file: string, options: CompanyOptions & { readonly kind: ProfileKind }) => {
      const content = profileFileContent(file);
      await withCompany(cli, options, async (session) => {
        const done = await session.runner.run((ctx) => saveProfile(ctx, { name, kind: options.kind, content }));
        await show(
          session,
          { name: name.trim(), kind: options.kind, replaced: done === 'changed' },
          () => `Saved the profile ${visible(name.trim())} for ${options.kind}${done === 'changed' ? ', in place of the one before' : ''}.\n`,
        );
      });
    });
  companyLeaf(group, 'list', 'list the saved profiles').action(async (options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const profiles = await session.runner.read(listProfiles);
      await show(session, { profiles }, () =>
        profiles.length === 0
          ? 'No profile is saved. Save one: dunlin profile save NAME FILE.json --kind invoices.\n'
          : renderTable<ListedProfile>(
              [
                { title: 'Name', value: (p) => p.name },
                { title: 'For', value: (p) => p.kind },
                { title: 'Changed', value: (p) => p.changedAt.toISOString() },
              ],
              profiles,
            ),
      );
    }),
  );
}
