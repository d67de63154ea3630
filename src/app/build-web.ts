import { ensureWebBuild } from './web-build.ts';

// `npm run build`: what `dunlin start` does by itself, for installations that are to carry the built app with them.
await ensureWebBuild((sentence) => process.stdout.write(`${sentence}\n`));
