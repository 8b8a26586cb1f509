import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A function of a module, exported or not, with the functions that it names. */
interface Declared {
  readonly exported: boolean;
  /** As `lib/db/audit.ts#noteAudit`. */
  readonly names: ReadonlySet<string>;
}

/** The functions that a folder exports, as `folder/file.ts#name`, in order. */
export function exportedFunctions(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder))
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .flatMap((file) => {
      const place = `${folder}/${file}`;
      const exported = [...declaredIn(place)].filter(([, declared]) => declared.exported);
      return exported.map(([name]) => `${place}#${name}`);
    });
}

/** Whether a function names another one, itself or through what it names, within `lib`. */
export function reaches(from: string, wanted: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === wanted) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const [place = "", name = ""] = next.split("#");
    open.push(...(declaredIn(place).get(name)?.names ?? []));
  }
  return false;
}

const known = new Map<string, ReadonlyMap<string, Declared>>();

function declaredIn(place: string): ReadonlyMap<string, Declared> {
  const before = known.get(place);
  if (before) return before;
  const text = readFileSync(path.join(ROOT, place), "utf8");
  const source = ts.createSourceFile(place, text, ts.ScriptTarget.Latest, true);
  const statements = source.statements.flatMap(namedFunctions);
  const imported = new Map(source.statements.flatMap((statement) => importsOf(statement, place)));
  const own = new Map(statements.map(({ name }) => [name, `${place}#${name}`]));
  const found = new Map<string, Declared>();
  for (const { name, node, exported } of statements) {
    const names = identifiersIn(node).flatMap((id) => own.get(id) ?? imported.get(id) ?? []);
    found.set(name, { exported, names: new Set(names) });
  }
  known.set(place, found);
  return found;
}

interface Named {
  readonly name: string;
  readonly node: ts.Node;
  readonly exported: boolean;
}

/** `function f() {}`, and `const f = () => …`. */
function namedFunctions(statement: ts.Statement): Named[] {
  const exported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (ts.isFunctionDeclaration(statement) && statement.name) {
    return [{ name: statement.name.text, node: statement, exported }];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    ts.isIdentifier(name) && initializer && ts.isArrowFunction(initializer)
      ? [{ name: name.text, node: initializer, exported }]
      : [],
  );
}

/** The names that a module imports from another one of ours, and what they are there. */
function importsOf(statement: ts.Statement, place: string): [name: string, target: string][] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) {
    return [];
  }
  const target = path.posix.join(path.posix.dirname(place), `${statement.moduleSpecifier.text}.ts`);
  const bindings = statement.importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings) || !existsSync(path.join(ROOT, target))) return [];
  return bindings.elements.map(({ name, propertyName }) => [
    name.text,
    `${target}#${(propertyName ?? name).text}`,
  ]);
}

function identifiersIn(node: ts.Node): string[] {
  const found: string[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) found.push(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}
