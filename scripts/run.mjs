// Every npm script enters here. Plain JavaScript on purpose: a Node that is too old to run TypeScript must
// still be able to say so.
const needed = 24;
const task = process.argv[2];
const major = Number(process.versions.node.split('.')[0]);

if (major < needed) {
  console.error(
    `VisaDesk's scripts run on Node ${needed}, which \`npm ci\` installs into node_modules; this is Node ` +
      `${process.versions.node}.\nStart them through npm (npm start, npm test, npm run desk -- --help). If npm brought ` +
      'you here, run `npm ci` again with install scripts allowed: the "node" package fetches its binary in one.',
  );
  process.exit(1);
}
if (!['start', 'desk', 'test', 'pack', 'bench'].includes(task ?? '')) {
  console.error(`Unknown task "${task ?? ''}".`);
  process.exit(2);
}
process.argv.splice(2, 1);
await import(`./${task}.ts`);
