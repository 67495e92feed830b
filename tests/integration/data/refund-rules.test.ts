import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { CallInput } from '../../../shared/ipc/contract.ts';
import { cardNumberMarker, hasLuhnCheckDigit } from '../../../shared/lib/card-number.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makeApplication, makePayment, minute, testId } from '../../support/wire-rows.ts';

let world: DataWorld;
let service: DataService;

const charge = { applicationId: testId(50), cardFingerprint: 'fp1', amountMinor: 2500 };
const [kept, extra, third] = [testId(1), testId(2), testId(3)];

beforeEach(async () => {
  world = createDataWorld();
  const { team } = world;
  team.put('application', makeApplication(50));
  team.put('payment', makePayment(1, { ...charge, capturedMinor: 2500, createdAt: minute(1) }));
  team.put('payment', makePayment(2, { ...charge, capturedMinor: 2500, createdAt: minute(1) + 11_000 }));
  // The customer tried a third time, and the bank holds that amount.
  const held = { status: 'authorised', capturedMinor: 0, capturedAt: null } as const;
  team.put('payment', makePayment(3, { ...charge, ...held, createdAt: minute(1) + 40_000 }));
  service = await world.open();
  await service.syncNow();
  await service.judged();
});
afterEach(() => world.close());

function form(
  duplicateOf: string | null,
  changes: Partial<CallInput<'refunds.submit'>> = {},
): Parameters<DataService['handlers']['refunds.submit']>[0] {
  return {
    commandId: testId(100),
    refundId: testId(1_000),
    paymentId: extra,
    amountMinor: 2500,
    currency: 'USD',
    reason: 'duplicate',
    note: '',
    ...changes,
    evidence: {
      duplicateOf,
      verdict: 'CONFIRMED_DUPLICATE',
      newApplicationNo: changes.evidence?.newApplicationNo ?? null,
      document: changes.evidence?.document ?? null,
    },
  };
}

describe('a double charge beside a third attempt that is only held', () => {
  test('goes back because of the charge that stays, not because of the held one', async () => {
    const { duplicates } = await service.handlers['payments.page']({ id: extra });
    expect(duplicates.map(({ pair, other }) => [pair.verdict, other.id])).toEqual(
      expect.arrayContaining([
        ['CONFIRMED_DUPLICATE', kept],
        ['PENDING_HOLD', third],
      ]),
    );
    await expect(service.handlers['refunds.submit'](form(third))).rejects.toMatchObject({
      details: { guard: 'G11' },
    });
    expect(await service.handlers['refunds.submit'](form(kept))).toMatchObject({ commandId: testId(100) });
  });

  test('does not go back when the other half does', async () => {
    world.team.put(
      'payment',
      makePayment(1, { ...charge, capturedMinor: 2500, refundedMinor: 2500, ver: 2 }),
    );
    await service.syncNow();
    await expect(service.handlers['refunds.submit'](form(kept))).rejects.toMatchObject({
      code: 'other-charge-returned',
    });
  });
});

test('a card number that somebody types reaches no file and no other desktop', async () => {
  const body = '411111111111111';
  const card = body + '0123456789'.split('').find((digit) => hasLuhnCheckDigit(body + digit));
  const spellings = [card, card.replace(/(\d{4})(?=\d)/g, '$1 '), card.replace(/(\d{4})(?=\d)/g, '$1\n')];
  const typed = spellings.join(' and ');
  const { handlers } = service;
  await handlers['drafts.save']({ key: 'refund:1', body: JSON.stringify({ note: typed, document: card }) });
  await handlers['drafts.save']({ key: 'other', body: `no JSON: ${typed}` });
  await handlers['refunds.submit'](
    form(null, {
      reason: 'trip_cancelled',
      note: typed,
      evidence: { document: `scan of ${card}`, newApplicationNo: card },
    }),
  );
  await handlers['lookup.search']({ text: card, limit: 5 });
  await service.syncNow();
  await service.stop();
  expect(world.team.all('refund')).toMatchObject([
    {
      note: [cardNumberMarker, cardNumberMarker, cardNumberMarker].join(' and '),
      evidence: { document: `scan of ${cardNumberMarker}`, newApplicationNo: cardNumberMarker },
    },
  ]);
  for (const file of readdirSync(world.folder())) {
    const content = readFileSync(join(world.folder(), file), 'latin1');
    for (const spelling of [...spellings, JSON.stringify(spellings[2]).slice(1, -1)]) {
      expect(content.includes(spelling), file).toBe(false);
    }
  }
  expect(world.log.lines.join('\n')).not.toContain(card);
});
