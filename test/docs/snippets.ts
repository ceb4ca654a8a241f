// The code in documents and docstrings: found, and written to files that the compiler and the test can take.
//
// In documents a snippet imports what it uses, as a user would. In a docstring the names of the package are there.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

/** One block of code, and where it stands. */
export interface Snippet {
  /** `README.md:12`, the line of its first line of code. */
  readonly name: string;
  readonly code: string;
  /** The file with the code as it is, for the compiler. */
  readonly file: string;
  /** The file in which values are compared with the comments behind them. */
  readonly checked: string;
}

// One for each run, as two may go on at a time.
const FOLDER = resolve(`build/snippets/${process.pid}`);
const ENTRIES: Readonly<Record<string, string>> = {
  rivulet: "src/index.ts",
  "rivulet/keras": "src/keras/index.ts",
  "rivulet/pool": "src/pool/index.ts",
};

/** The documents of the package. */
export const documents: readonly string[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md", "examples/dates/README.md"],
  ...filesIn("docs", ".md").filter((file) => !file.startsWith("docs/api/")),
];

/** Every block of TypeScript in the documents and every `@example` of the sources. */
export function findSnippets(): Snippet[] {
  const blocks = [...documents.flatMap(blocksOf), ...filesIn("src", ".ts").flatMap(examplesOf)];
  return blocks.map(({ name, code }, i) => ({
    name,
    code,
    file: `${FOLDER}/${i}.ts`,
    checked: `${FOLDER}/${i}.checked.ts`,
  }));
}

/** Writes both files of every snippet. */
export function writeSnippets(snippets: readonly Snippet[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const { code, file, checked } of snippets) {
    writeFileSync(file, fromSources(code));
    writeFileSync(checked, `import { claim } from "../../../test/docs/claim.ts";${fromSources(withClaims(code))}`);
  }
}

/** Removes what {@link writeSnippets} wrote. */
export function removeSnippets(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** What the compiler says of each file. */
export function diagnose(files: readonly string[]): Map<string, string[]> {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ".");
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file)!;
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }),
  );
}

/** The files that a document links to. */
export function linksOf(document: string): string[] {
  const links = [...readFileSync(document, "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
  return links.filter((link) => !/^\w+:/.test(link)).map((link) => join(dirname(document), link));
}

/** The options without a docstring, as `GRUOptions.units`, of all interfaces of options. */
export function undocumentedOptions(): string[] {
  return filesIn("src", ".ts").flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
    return interfaces
      .filter(({ name }) => /Options$/.test(name.text))
      .flatMap(({ name, members }) =>
        members
          .filter((member) => ts.isPropertySignature(member) && ts.getJSDocCommentsAndTags(member).length === 0)
          .map((member) => `${name.text}.${member.name!.getText()}`),
      );
  });
}

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
}

function blocksOf(file: string): { name: string; code: string }[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: code }) => ({
    name: `${file}:${lineAt(text, index) + 1}`,
    code: code!,
  }));
}

function examplesOf(file: string): { name: string; code: string }[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^ *\* @example[^\n]*\n *\* ```ts\n(.*?)^ *\* ```$/gms)].map(({ index, 1: code }) => ({
    name: `${file}:${lineAt(text, index) + 2}`,
    code: withImports(code!.replace(/^ *\* ?/gm, "")),
  }));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The code of a docstring, with an import of the names of the package that it uses. */
function withImports(code: string): string {
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  const declared = new Set([...code.matchAll(/(?:class|const|function) (\w+)/g)].map(([, name]) => name));
  const imports = Object.entries(ENTRIES).map(([entry, file]) => {
    const used = exportsOf(file).filter(({ name }) => words.has(name) && !declared.has(name));
    return used.length > 0 ? `import { ${used.map(({ specifier }) => specifier).join(", ")} } from "${entry}";` : "";
  });
  return `${imports.join("")}\n${code}`;
}

/** What an entry of the package exports by name. */
function exportsOf(file: string): { name: string; specifier: string }[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) {
      const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      const name = exported && statement.name?.text;
      return name ? [{ name, specifier: name }] : [];
    }
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) return [];
    const { exportClause, isTypeOnly } = statement;
    if (ts.isNamespaceExport(exportClause))
      return [{ name: exportClause.name.text, specifier: exportClause.name.text }];
    return exportClause.elements.map((element) => {
      const name = element.name.text;
      return { name, specifier: isTypeOnly || element.isTypeOnly ? `type ${name}` : name };
    });
  });
}

function fromSources(code: string): string {
  return code.replace(/from "(rivulet[^"]*)"/g, (all, entry: string) =>
    ENTRIES[entry] ? `from "../../../${ENTRIES[entry]}"` : all,
  );
}

/** `x.shape; // [2, 3]` as a comparison. */
function withClaims(code: string): string {
  const source = ts.createSourceFile("snippet.ts", code, ts.ScriptTarget.Latest, true);
  const edits: { at: number; insert: string }[] = [];
  for (const statement of source.statements) {
    const comment = ts.getTrailingCommentRanges(code, statement.end)?.[0];
    if (!comment || !ts.isExpressionStatement(statement)) continue;
    const expected = code.slice(comment.pos + 2, comment.end).trim();
    // Prose is not compared; what looks like a value must be one.
    if (!/^([[{"\d-]|true$|false$|null$)/.test(expected)) continue;
    const { expression } = statement;
    edits.push({ at: expression.getStart(), insert: "claim(" });
    edits.push({ at: expression.end, insert: `, ${JSON.stringify(JSON.parse(expected))})` });
  }
  let result = code;
  for (const { at, insert } of edits.reverse()) result = result.slice(0, at) + insert + result.slice(at);
  return result;
}
