import { z } from 'zod';

/** Ids made on a desktop or by the team database: UUID version 7 (sortable by time). */
export const idSchema = z.uuid();

/** Milliseconds since 1970 in UTC. The team database stamps them; a desktop's clock never orders anything. */
export const instantSchema = z.int();

/** A calendar day, `2026-11-22`, without a time zone. */
export const dateSchema = z.iso.date();

/** Integer minor units of an ISO 4217 currency (cents, yen, fils). */
export const minorSchema = z.int();

/** ISO 4217 code, upper case. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/);

/** ISO 3166-1 alpha-2, upper case. */
export const countrySchema = z.string().regex(/^[A-Z]{2}$/);

/** Version of a row in the team database: rises by one with each change. 0 = not there yet (only queued here). */
export const verSchema = z.int().min(0);

/** Empty input. */
export const nothingSchema = z.strictObject({});

/** Empty answer. */
export const doneSchema = z.strictObject({});
