import fc from 'fast-check';

// `npm run test:full`: property tests that do not ask for a number of runs of their own get twenty times as many.
if (process.env.TEST_EFFORT === 'full') fc.configureGlobal({ numRuns: 2000 });
