import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config drizzle.cache.config.ts --name what_changed`; then add STRICT by hand. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './electron/data/db/cache-schema.ts',
  out: './migrations/cache',
});
