import { describe, expect, it } from 'vitest';
import {
  missingRequirements,
  packageNames,
  requirements,
  type SystemFacts,
} from '../../../scripts/lib/system-packages.ts';

const everything: SystemFacts = {
  libraries: new Set(requirements.flatMap(({ probe }) => ('library' in probe ? [probe.library] : []))),
  commands: new Set(requirements.flatMap(({ probe }) => ('command' in probe ? [probe.command] : []))),
  fontLanguages: new Set(requirements.flatMap(({ probe }) => ('font' in probe ? [probe.font] : []))),
  hasDisplay: false,
};
const nothing: SystemFacts = {
  libraries: new Set(),
  commands: new Set(),
  fontLanguages: new Set(),
  hasDisplay: false,
};

describe('missingRequirements', () => {
  it('is empty on a machine that has everything, and everything on a bare one', () => {
    expect(missingRequirements(everything)).toEqual([]);
    expect(missingRequirements(nothing)).toEqual(requirements);
  });

  it('asks for a virtual display only where there is no real one', () => {
    const names = missingRequirements({ ...nothing, hasDisplay: true }).map((each) => each.package);
    expect(names).not.toContain('xvfb');
    expect(names).toContain('libgtk-3-0');
  });

  it('names a single missing library', () => {
    const libraries = new Set(everything.libraries);
    libraries.delete('libnss3.so');
    expect(missingRequirements({ ...everything, libraries }).map((each) => each.package)).toEqual([
      'libnss3',
    ]);
  });
});

describe('packageNames', () => {
  it('uses the names that this release of Debian or Ubuntu has, each once', () => {
    const known = new Set(['libgtk-3-0t64', 'libasound2t64', 'libnss3', 'fonts-noto-core']);
    const missing = requirements.filter(({ package: name }) =>
      ['libgtk-3-0', 'libasound2', 'libnss3', 'fonts-noto-core'].includes(name),
    );
    expect(packageNames(missing, known)).toEqual([
      'libgtk-3-0t64',
      'libnss3',
      'libasound2t64',
      'fonts-noto-core',
    ]);
  });
});
