// Import directions (design: shared <- renderer, shared <- electron; processes never import one another).
/** @param {string[]} folders */
const onlyFrom = (folders) => ({
  pathNot: folders.map((folder) => `^${folder}/`),
  path: '^(shared|electron|renderer|scripts|tests)/',
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'shared-is-pure', severity: 'error', from: { path: '^shared/' }, to: onlyFrom(['shared']) },
    {
      name: 'shared-uses-pure-libraries',
      comment:
        'zod and libraries without input or output; no Node built-ins: the window loads this code too.',
      severity: 'error',
      from: { path: '^shared/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '(^|/)node_modules/(zod|temporal-polyfill|date-holidays|uuid|csv-parse)/',
      },
    },
    {
      name: 'renderer-only-shared',
      severity: 'error',
      from: { path: '^renderer/' },
      to: onlyFrom(['renderer', 'shared']),
    },
    {
      name: 'renderer-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-no-electron',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '(^|/)node_modules/electron/' },
    },
    {
      name: 'no-feature-imports-another',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-lib-stores-below-features',
      severity: 'error',
      from: { path: '^renderer/(ui|lib|stores)/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'features-below-app',
      severity: 'error',
      from: { path: '^renderer/features/' },
      to: { path: '^renderer/app/' },
    },
    {
      name: 'ui-without-calls',
      comment: 'The design system knows no inter-process calls.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/lib/(ipc-client|live-query|use-live-query|use-command)' },
    },
    {
      name: 'main-no-sql-no-rules',
      severity: 'error',
      from: { path: '^electron/(main|preload)/' },
      to: {
        path: '^electron/(data|hub|cli)/|(^|/)node_modules/(better-sqlite3|pg|drizzle-orm|@electric-sql)/',
      },
    },
    {
      name: 'data-not-hub',
      severity: 'error',
      from: { path: '^electron/data/' },
      to: { path: '^electron/(main|preload|hub|cli)/' },
    },
    {
      name: 'hub-not-data',
      severity: 'error',
      from: { path: '^electron/hub/' },
      to: { path: '^electron/(main|preload|data|cli)/' },
    },
    {
      name: 'electron-lib-is-below-all',
      severity: 'error',
      from: { path: '^electron/lib/' },
      to: { path: '^electron/(main|preload|data|hub|cli)/' },
    },
    {
      name: 'electron-only-in-main-and-preload',
      comment: 'data and hub also run without Electron: in tests, in `desk`, as a headless hub.',
      severity: 'error',
      from: { path: '^(electron/(data|hub|cli|lib)|shared)/' },
      to: { path: '(^|/)node_modules/electron/' },
    },
    {
      name: 'data-layers',
      comment: 'domains -> db, outbox; sync -> all of them. db gathers every table.ts into the schema.',
      severity: 'error',
      from: { path: '^electron/data/(domains|db|outbox)/' },
      to: { path: '^electron/data/sync/', pathNot: '/table[.]ts$' },
    },
    {
      name: 'data-base-below-domains',
      severity: 'error',
      from: { path: '^electron/data/(db|outbox)/' },
      to: { path: '^electron/data/domains/', pathNot: '/table[.]ts$' },
    },
    {
      name: 'product-without-tests-and-scripts',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // electron-vite resolves these while building.
      to: { couldNotResolve: true, pathNot: '[?](nodeWorker|asset|url|raw)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release)/' },
    // The compiler this project uses has no JavaScript API yet.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
