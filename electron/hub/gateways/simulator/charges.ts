import { z } from 'zod';
import type { SimulatorDatabase } from './simulator-database.ts';

/** A captured charge in the simulated gateway's books; minor units. */
export type SimulatorCharge = {
  readonly gateway: string;
  readonly gatewayRef: string;
  readonly capturedMinor: number;
  readonly currency: string;
};

const chargeSchema = z.object({
  gateway: z.string(),
  gatewayRef: z.string(),
  capturedMinor: z.int(),
  currency: z.string(),
});

/**
 * Tells the gateway of charges that VisaDesk imports as if from its export: in the demo nobody pays at it. A charge
 * that it knows stays as it is.
 */
export function registerCharges(database: SimulatorDatabase, charges: readonly SimulatorCharge[]): void {
  const insert = database.prepare(
    `INSERT INTO charge (gateway, gateway_ref, captured_minor, currency)
     VALUES (@gateway, @gatewayRef, @capturedMinor, @currency) ON CONFLICT DO NOTHING`,
  );
  database
    .transaction(() => {
      for (const charge of charges) insert.run(charge);
    })
    .immediate();
}

/** A charge that is there. */
export function readCharge(
  database: SimulatorDatabase,
  gateway: string,
  gatewayRef: string,
): SimulatorCharge {
  return chargeSchema.parse(
    database
      .prepare(
        `SELECT gateway, gateway_ref AS gatewayRef, captured_minor AS capturedMinor, currency
         FROM charge WHERE gateway = ? AND gateway_ref = ?`,
      )
      .get(gateway, gatewayRef),
  );
}
