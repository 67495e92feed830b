import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_SCHEME, findAppFile, listAppFiles } from './app-files.ts';

/**
 * What the window may do. Styles come from files (no `unsafe-inline`), nothing is fetched, nothing is framed.
 * Pictures may be blobs and data: attachments and QR codes are made in the window.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
}

/** Serves the window's files under app://visadesk/. */
export function serveAppFiles(rendererFolder: string): void {
  const manifest = listAppFiles(rendererFolder);
  protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? findAppFile(manifest, request.url) : undefined;
    if (!file) return new Response('Not found', { status: 404, headers: SECURITY_HEADERS });
    return new Response(await readFile(file.path), {
      headers: { ...SECURITY_HEADERS, 'Content-Type': file.mediaType },
    });
  });
}
