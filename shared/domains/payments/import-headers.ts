/** Files that `desk import` reads. */
export type ImportKind = 'payments' | 'stripe-payments';

/** Why a file is not of the kind it was said to be. */
export type HeaderProblem = {
  readonly missing: readonly string[];
  readonly repeated: readonly string[];
  /** English sentence. */
  readonly reason: string;
};

/** Columns without which a row is no payment. */
const requiredColumns: Readonly<Record<ImportKind, readonly string[]>> = {
  payments: ['payment_id', 'amount_minor', 'currency', 'status', 'created_at'],
  'stripe-payments': ['id', 'Created date (UTC)', 'Amount', 'Currency', 'Status'],
};

/** Older Dashboard exports name columns differently. */
const olderNames: ReadonlyMap<string, string> = new Map([
  ['created(utc)', 'createddate(utc)'],
  ['cardtype', 'cardbrand'],
]);

/** A column name without case, spaces and byte order mark; older names by their present ones. */
export function normaliseHeader(header: string): string {
  const plain = header.replace(/[\s\ufeff]+/g, '').toLowerCase();
  return olderNames.get(plain) ?? plain;
}

/** A file has a few dozen headers and a hundred thousand rows. */
const headerCache = new Map<string, string>();
const headerCacheLimit = 2000;

/** The row with normalised column names. */
export function normaliseRecord(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const normalised: Record<string, string> = {};
  for (const header of Object.keys(record)) {
    let name = headerCache.get(header);
    if (name === undefined) {
      name = normaliseHeader(header);
      if (headerCache.size >= headerCacheLimit) headerCache.clear();
      headerCache.set(header, name);
    }
    normalised[name] = record[header] ?? '';
  }
  return normalised;
}

/** Says why these headers are not those of the named kind of file; null if they are. */
export function headerProblems(kind: ImportKind, headers: readonly string[]): HeaderProblem | null {
  const present = headers.map(normaliseHeader);
  const missing = missingColumns(kind, present);
  const repeated = headers.filter((header, index) => {
    const name = normaliseHeader(header);
    return name !== '' && present.indexOf(name) !== index;
  });
  if (missing.length > 0) {
    const other: ImportKind = kind === 'payments' ? 'stripe-payments' : 'payments';
    const hint = missingColumns(other, present).length === 0 ? ` It looks like a ${other} file.` : '';
    return {
      missing,
      repeated,
      reason: `This is not a ${kind} file: ${listed('column', missing)} missing.${hint}`,
    };
  }
  if (repeated.length > 0) {
    return { missing, repeated, reason: `The file is ambiguous: ${listed('column', repeated)} there twice.` };
  }
  return null;
}

function missingColumns(kind: ImportKind, present: readonly string[]): string[] {
  return requiredColumns[kind].filter((column) => !present.includes(normaliseHeader(column)));
}

function listed(noun: string, names: readonly string[]): string {
  return names.length === 1 ? `${noun} ${names[0]} is` : `${noun}s ${names.join(', ')} are`;
}
