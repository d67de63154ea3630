import { ensureWebBuild } from '../../src/app/web-build.ts';

/** Before any test: the web app as it stands in the sources, because browsers are served what was built. */
export async function setup(): Promise<void> {
  await ensureWebBuild((sentence) => console.log(sentence));
}
