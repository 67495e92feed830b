import { describe, expect, it } from 'vitest';
import { storableTicket } from '../../../electron/lib/team/storable-ticket.ts';
import { cardNumberMarker, hasLuhnCheckDigit } from '../../../shared/lib/card-number.ts';
import { attachmentImportRow, messageImportRow, ticketImportRow } from '../../support/team-tickets.ts';

/** Made here: no card number is written down. */
function cardNumber(): string {
  const body = '4'.padEnd(15, '1');
  return body + '0123456789'.split('').find((digit) => hasLuhnCheckDigit(body + digit));
}

describe('an imported ticket that may be written down', () => {
  it('holds no card number where people write', () => {
    const text = `my card ${cardNumber()}!`;
    const clean = `my card ${cardNumberMarker}!`;
    const row = storableTicket(
      ticketImportRow({
        ...{ subject: text, tags: [cardNumber()] },
        messages: [
          messageImportRow({
            ...{ author: text, body: `${text}\u0000\ud800` },
            attachments: [attachmentImportRow(Buffer.from('x'), { name: `${text}.txt` })],
          }),
        ],
      }),
    );
    expect(row).toMatchObject({ subject: clean, tags: [cardNumberMarker] });
    expect(row.messages).toMatchObject([
      { author: clean, body: `${clean}\ufffd`, attachments: [{ name: `${clean}.txt` }] },
    ]);
  });

  it('keeps ids, hashes and bytes, in which digits are no card number', () => {
    const number = cardNumber();
    const row = ticketImportRow({
      ...{ external_id: number, customer_ref: number, gateway: 'stripe', gateway_ref: number },
      messages: [
        messageImportRow({
          external_id: number,
          attachments: [
            attachmentImportRow(Buffer.from('x'), {
              ...{ external_id: number, hash: number.padEnd(64, 'a'), data_base64: `AB/${number}` },
            }),
          ],
        }),
      ],
    });
    expect(storableTicket(row)).toEqual(row);
  });
});
