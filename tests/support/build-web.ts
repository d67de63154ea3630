import { ensureWebBuild } from '../../src/app/web-build.ts';

/** Whether tests of screens are among those that were asked for; without names all are. */
function wantsScreens(): boolean {
  const named = process.argv.slice(2).filter((word) => word !== 'run' && !word.startsWith('-'));
  return named.length === 0 || named.some((word) => word.includes('browser') || word === 'tests');
}

/** Before the first test: the web app as it stands in the sources, because browsers are served what was built. */
export async function setup(): Promise<void> {
  if (wantsScreens()) await ensureWebBuild((sentence) => console.log(sentence));
}
