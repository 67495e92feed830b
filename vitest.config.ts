import { defineConfig } from 'vitest/config';

// TEST_EFFORT=full multiplies what generators and simulations do (npm run test:full).
const full = process.env.TEST_EFFORT === 'full';

export default defineConfig({
  test: {
    maxWorkers: 2,
    setupFiles: ['tests/support/effort.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          // A real PostgreSQL is initialised and started on the way.
          testTimeout: full ? 300_000 : 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          testTimeout: full ? 1_800_000 : 110_000,
        },
      },
    ],
  },
});
