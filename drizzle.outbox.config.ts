import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config drizzle.outbox.config.ts --name what_changed`; then add STRICT by hand. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './electron/data/db/outbox-schema.ts',
  out: './migrations/outbox',
});
