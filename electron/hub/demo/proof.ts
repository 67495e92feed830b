import { createHash } from 'node:crypto';
import type { AttachmentImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { seeded } from './seeded.ts';

const DAY_MS = 86_400_000;
const LEFT = 56;
const TOP = 770;
const LEADING = 22;

/**
 * An airline's notice that a flight was cancelled, a PDF of one page in the invented airline's English. The same seed
 * and moment (milliseconds UTC) give the same bytes.
 */
export function cancellationNotice(seed: string, cancelledAt: number): AttachmentImportRow {
  const random = seeded(`${seed} notice`);
  const day = (at: number): string =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const bytes = pdfPage([
    'EXAMPLE AIR - Customer information',
    '',
    'NOTICE OF FLIGHT CANCELLATION',
    '',
    `Booking reference: ${random.text(6, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789')}`,
    `Flight: XE ${100 + random.below(900)}`,
    `Date of departure: ${day(cancelledAt + (6 + random.below(20)) * DAY_MS)}`,
    '',
    'We regret to inform you that the flight named above has been cancelled.',
    'Your ticket is refunded in full to the original form of payment.',
    '',
    `Issued on ${day(cancelledAt)}`,
    'Example Air, customer relations, https://example.org/',
  ]);
  return {
    external_id: 'cancellation-notice',
    name: 'airline-cancellation-notice.pdf',
    type: 'application/pdf',
    size: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
    data_base64: bytes.toString('base64'),
  };
}

/** A PDF with one A4 page of these lines (ASCII), after ISO 32000-1: objects, their places, the trailer. */
function pdfPage(lines: readonly string[]): Buffer {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const content = `BT /F1 14 Tf ${LEADING} TL ${LEFT} ${TOP} Td\n${shown}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  text += `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n`;
  return Buffer.from(`${text}${text.indexOf('xref\n0 ')}\n%%EOF\n`, 'latin1');
}
