import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Router } from 'express';

import { compressPages } from './compress-pages';

/** Path of the files that pages load. */
export const ASSETS_PATH = '/assets';

const YEAR_SECONDS = 31_536_000;

/** The files that pages load. Each file is read once, when the service starts. */
const FILES = [
  { name: 'style.css', type: 'text/css; charset=utf-8' },
  { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { name: 'htmx.js', type: 'text/javascript; charset=utf-8', from: 'htmx.org/dist/htmx.min.js' },
].map(({ name, type, from }) => {
  const content = readFileSync(pathOf(name, from));
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { name, type, content, url: `${ASSETS_PATH}/${version}/${name}` };
});

/** URL of a file. The URL changes whenever the file's content changes. */
export function assetUrl(name: (typeof FILES)[number]['name']): string {
  const file = FILES.find((each) => each.name === name);
  if (!file) throw new Error(`there is no asset ${name}`);
  return file.url;
}

/** Serves the files that pages load. Browsers may keep a file for a year, because changed content gets a new URL. */
export function assetRoutes(): Router {
  const router = Router();
  router.use(compressPages);
  for (const { type, content, url } of FILES) {
    router.get(url.slice(ASSETS_PATH.length), (_req, res) => {
      res.set({ 'Cache-Control': `public, max-age=${YEAR_SECONDS}, immutable`, 'Content-Type': type }).send(content);
    });
  }
  return router;
}

/** Path of a file on disk. In a bundle, files of other packages are in the same folder as the service's own files. */
function pathOf(name: string, from: string | undefined): string {
  const own = join(__dirname, 'assets', name);
  return from === undefined || existsSync(own) ? own : require.resolve(from);
}
