import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const FILES = [
  { url: '/api', name: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/api-page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/api-page.mjs', name: 'page.mjs', type: 'text/javascript; charset=utf-8' },
  { url: '/document.mjs', name: 'document.mjs', type: 'text/javascript; charset=utf-8' },
] as const;

/** The page at `/api`: first-run set-up, sign-in, and a reader of the API document with which one can try every operation.
 *  Our own small files and nothing from other hosts, so that the strict content policy holds. */
export function addApiPage(app: FastifyInstance): void {
  for (const { url, name, type } of FILES) {
    const bytes = readFileSync(path.join(import.meta.dirname, 'api-page', name));
    app.get(url, (_request, reply) => reply.header('content-type', type).header('cache-control', 'no-cache').send(bytes));
  }
}
