import { figure } from './measure.ts';
import { BATCH_ROWS, filledTeam } from './team.ts';
import type { Section } from './world.ts';

/** Payments on their way into the team database, in the batches in which `desk import` sends them. */
export const importing: Section = {
  name: 'import',
  async run(world) {
    const { importing } = await filledTeam(world);
    const rates = (batches: readonly number[]) =>
      batches.map((milliseconds) => (BATCH_ROWS / milliseconds) * 1000);
    return [
      figure({
        name: 'import.payments',
        what: `payments through api.import_payments, ${BATCH_ROWS} a call, with customers, applications, events, attempts and identifiers`,
        unit: 'rows/s',
        ours: rates(importing.ours),
        floor: {
          what: 'the same JSON put into a table of texts by one statement',
          values: rates(importing.floor),
        },
      }),
    ];
  },
};
