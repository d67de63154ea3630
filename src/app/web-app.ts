import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { WEB_FOLDER, webBuildId } from './web-build.ts';

/** Addresses of screens: the app itself decides what stands there. Everything else that is unknown stays a 404 of the API. */
const SCREENS = ['/', '/sign-in', '/welcome', '/invitation', '/start', '/start/*', '/c/*'];

const MISSING =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Dunlin</title><h1>The web app is not built</h1>' +
  '<p>Run <code>npm ci</code> with all packages and <code>npm run build</code>, then start again. The API works: see <a href="/api">/api</a>.</p></html>';

/** The staff app: one page for every address of a screen, and its files, compressed by the build and kept by browsers for good. */
export async function addWebApp(app: FastifyInstance): Promise<void> {
  const index = path.join(WEB_FOLDER, 'index.html');
  const build = webBuildId();
  const page = existsSync(index) ? readFileSync(index) : Buffer.from(MISSING);
  const send = (reply: FastifyReply) => reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  for (const url of SCREENS) app.get(url, { config: { rateLimit: false } }, (_request, reply) => send(reply));
  // Whoever types an address wrong is told by the app; programs get the answer of the API.
  app.get('/*', (request, reply) => {
    const forPeople = !/^\/v1([/?]|$)/.test(request.url) && (request.headers.accept ?? '').includes('text/html');
    return forPeople ? send(reply.code(404)) : reply.callNotFound();
  });
  if (build === null) return;
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-dunlin-build', build));
  await app.register(fastifyStatic, {
    root: path.join(WEB_FOLDER, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
    index: false,
  });
  for (const { url, type } of [
    { url: '/theme.js', type: 'text/javascript; charset=utf-8' },
    { url: '/icon.svg', type: 'image/svg+xml' },
    { url: '/robots.txt', type: 'text/plain; charset=utf-8' },
  ]) {
    const bytes = readFileSync(path.join(WEB_FOLDER, url.slice(1)));
    app.get(url, { config: { rateLimit: false } }, (_request, reply) => reply.header('content-type', type).header('cache-control', 'no-cache').send(bytes));
  }
}
