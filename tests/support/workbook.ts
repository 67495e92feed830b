import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractZip } from '../../scripts/lib/zip.ts';

/** A cell as the file has it: its text, or its number and the format that it is shown in. */
export type SheetCell = {
  readonly address: string;
  readonly text: string | null;
  readonly number: number | null;
  readonly format: string;
  /** Whether it stays text when somebody edits it. */
  readonly isQuoted: boolean;
};

export type Sheet = {
  readonly name: string;
  /** The first column stands at the right. */
  readonly rightToLeft: boolean;
  readonly rows: readonly (readonly SheetCell[])[];
};

type Node = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
};

/** Reads a workbook by its own means: the archive with yauzl, its XML by the few rules that such files need. */
export async function readWorkbook(file: string): Promise<readonly Sheet[]> {
  const folder = mkdtempSync(join(tmpdir(), 'visadesk-workbook-'));
  try {
    await extractZip(file, folder, (name) => name);
    const part = (path: string): Node => parseXml(readFileSync(join(folder, path), 'utf8'));
    const targets = new Map(
      part('xl/_rels/workbook.xml.rels').children.map(({ attributes }) => [attributes.Id, attributes.Target]),
    );
    const formats = readFormats(part('xl/styles.xml'));
    const types = part('[Content_Types].xml').children.map(({ attributes }) => attributes.PartName);
    return child(part('xl/workbook.xml'), 'sheets').children.map(({ attributes }) => {
      const path = `xl/${targets.get(attributes['r:id'] ?? '')}`;
      if (!types.includes(`/${path}`)) throw new Error(`${path} has no content type`);
      const sheet = part(path);
      const [view] = child(sheet, 'sheetViews').children;
      return {
        name: attributes.name ?? '',
        rightToLeft: view?.attributes.rightToLeft === '1',
        rows: readRows(sheet, formats),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Format = { readonly code: string; readonly isQuoted: boolean };

const BUILT_IN: Readonly<Record<string, string>> = { '0': 'General', '1': '0', '2': '0.00', '49': '@' };

function readFormats(styles: Node): readonly Format[] {
  const own = new Map(
    child(styles, 'numFmts').children.map(({ attributes }) => [attributes.numFmtId, attributes.formatCode]),
  );
  const list = child(styles, 'cellXfs');
  if (list.attributes.count !== String(list.children.length)) throw new Error('cellXfs counts wrongly');
  return list.children.map(({ attributes }) => ({
    code: own.get(attributes.numFmtId) ?? BUILT_IN[attributes.numFmtId ?? ''] ?? 'unknown',
    isQuoted: attributes.quotePrefix === '1',
  }));
}

function readRows(sheet: Node, formats: readonly Format[]): Sheet['rows'] {
  return child(sheet, 'sheetData').children.map((row, index) => {
    if (row.attributes.r !== String(index + 1))
      throw new Error(`Row ${index + 1} says it is ${row.attributes.r}`);
    return row.children.map(({ attributes, children }): SheetCell => {
      const address = attributes.r ?? '';
      if (!address.endsWith(String(index + 1))) throw new Error(`${address} stands in row ${index + 1}`);
      const format = formats[Number(attributes.s ?? 0)];
      const [content] = children;
      if (!format || !content) throw new Error(`${address} has no format or no content`);
      const isText = attributes.t === 'inlineStr';
      return {
        address,
        text: isText ? unescapeCell(child(content, 't').text) : null,
        number: isText ? null : Number(content.text),
        format: format.code,
        isQuoted: format.isQuoted,
      };
    });
  });
}

/** Excel's way to write what XML can not hold. */
function unescapeCell(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function child(node: Node, name: string): Node {
  const found = node.children.find((each) => each.name === name);
  if (!found) throw new Error(`<${node.name}> has no <${name}>`);
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML 1.0 forbids make a file unreadable.
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text) || !text.isWellFormed()) {
    throw new Error('A character that XML does not have');
  }
  const plain = text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  if (/&/.test(text.replace(/&(?:amp|lt|gt|quot|apos);/g, ''))) throw new Error('A bare ampersand');
  return plain;
}

/** Elements, attributes and text; anything that is not well-formed throws. */
function parseXml(source: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open: Node[] = [root];
  const body = source.replace(/^<\?xml [^?]*\?>\s*/, '');
  const token = /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of body.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, name = '', attributeText = '', empty, text] = match;
    const parent = open.at(-1);
    if (!parent) throw new Error('More is closed than was opened');
    if (text !== undefined) {
      // As XML readers do, who also drop white space at the ends unless told to keep it.
      const keeps = parent.attributes['xml:space'] === 'preserve';
      const plain = unescapeXml(text).replace(/\r\n?/g, '\n');
      parent.text += keeps ? plain : plain.trim();
    } else if (closing) {
      if (parent.name !== name) throw new Error(`<${parent.name}> is closed by </${name}>`);
      open.pop();
    } else {
      const node: Node = { name, attributes: attributesOf(attributeText), children: [], text: '' };
      parent.children.push(node);
      if (!empty) open.push(node);
    }
  }
  const [only] = root.children;
  if (end !== body.length || open.length !== 1 || !only || root.children.length !== 1) {
    throw new Error(`Not well-formed near ${body.slice(end, end + 40)}`);
  }
  return only;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value = '']) => [name, unescapeXml(value)]),
  );
}
