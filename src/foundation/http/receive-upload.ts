import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../contract/operation.ts';
import { Refusal } from '../errors/refusal.ts';

export const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('upload.too_large', `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB. Split it, or import it on the command line.`, {
    maxBytes,
  });
}

/** A file that is named and has no bytes is told by its name. */
function missing(fileName = ''): Refusal {
  if (fileName !== '')
    return new Refusal('upload.missing', `${baseNameOf(fileName)} is empty: it has no bytes. Check that the right file was chosen, or export it again.`);
  return new Refusal('upload.missing', 'No file came with this request. Send its bytes as the body, or one file part of multipart/form-data.');
}

/** A name that is safe to show and to store: no folders, no control characters, 200 characters at most. */
export function baseNameOf(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex -- control characters are what must go
  const clean = base.replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return clean === '' || clean === '.' || clean === '..' ? 'upload' : clean.slice(-200);
}

function headerName(request: FastifyRequest): string {
  const header = request.headers['x-file-name'];
  if (typeof header !== 'string') return '';
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}

async function sourceOf(request: FastifyRequest, maxBytes: number): Promise<{ stream: Readable; fileName: string; contentType: string }> {
  if (request.isMultipart()) {
    const part = await request.file({ limits: { fileSize: maxBytes + 1, files: 1, fields: 10 } });
    if (!part) throw missing();
    return { stream: part.file, fileName: part.filename, contentType: part.mimetype };
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // Without a body there is no stream at all.
  if (!(request.body instanceof Readable)) throw missing(headerName(request));
  return { stream: request.body, fileName: headerName(request) || 'upload', contentType: request.headers['content-type'] ?? 'application/octet-stream' };
}

/** Takes the file of a request to disk, counting and hashing on the way, so that no transaction is open while a slow client sends.
 *  Refuses `upload.missing` and `upload.too_large`. The caller removes it with `remove`, whatever happens. */
export async function receiveUpload(request: FastifyRequest, options: { folder: string; maxBytes: number }): Promise<Upload & { remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(options.folder, 'upload-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const source = await sourceOf(request, options.maxBytes);
    const file = path.join(folder, 'bytes');
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        done(sizeBytes > options.maxBytes ? tooLarge(options.maxBytes) : null, chunk);
      },
    });
    await pipeline(source.stream, meter, createWriteStream(file, { mode: 0o600 }));
    if (sizeBytes === 0) throw missing(request.isMultipart() ? source.fileName : headerName(request));
    return {
      fileName: baseNameOf(source.fileName),
      contentType: source.contentType,
      sizeBytes,
      sha256: hash.digest('hex'),
      path: file,
      open: () => createReadStream(file),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
