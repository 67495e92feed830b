// Stands in for the default application of a stock Electron in the preview runtime (see ../README.md):
// `electron [-r module]... <folder or file> [arguments]` runs the application found there.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const { _load: loadModule } = createRequire(import.meta.url)('node:module');
const commandLine = process.argv.slice(1);
let applicationPath;

for (let position = 0; position < commandLine.length; position += 1) {
  const argument = commandLine[position];
  if (argument === '-r' || argument === '--require') {
    position += 1;
    loadModule(commandLine[position], undefined, false);
  } else if (!argument.startsWith('-')) {
    applicationPath = resolve(argument);
    break;
  }
}

if (applicationPath === undefined) {
  console.error('No application given.');
  process.exit(2);
}

let main = applicationPath;
let folder = dirname(applicationPath);
if (statSync(applicationPath).isDirectory()) {
  folder = applicationPath;
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.setName(description.productName ?? description.name);
  app.setVersion(description.version);
  main = join(folder, description.main);
}
app.setAppPath(folder);
await import(pathToFileURL(main).href);
