/**
 * Reads a domain's folder and says of each use case, an exported function that is told who asks (`actor`), whether it asks
 * a policy of its own domain: itself, or through functions of the domain that it calls.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

type Found = { name: string; exported: boolean; asked: boolean; calls: Set<string> }

/** `policies` are the files whose functions are asked. Answers with the names of use cases, as `file: function`. */
export function findUseCases(
  folder: string,
  policies: readonly string[],
): { all: string[]; unasked: string[] } {
  const functions = new Map<string, Found>()
  const asking = new Set<string>()
  const imported = new Map<string, string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(folder, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    for (const statement of source.statements) {
      for (const [local, from] of importsOf(statement)) imported.set(`${file}: ${local}`, from)
      for (const [name, body, parameters] of functionsOf(statement)) {
        const key = `${file}: ${name}`
        if (policies.includes(file)) asking.add(key)
        functions.set(key, {
          name: key,
          exported: isExported(statement),
          asked: parameters.some((parameter) => /^_?actor$/.test(parameter.name.getText(source))),
          calls: new Set([...namesIn(body)].map((called) => `${file}: ${called}`)),
        })
      }
    }
  }
  const resolve = (key: string) => imported.get(key) ?? key
  const reaches = (key: string, seen = new Set<string>()): boolean => {
    if (asking.has(key)) return true
    if (seen.has(key)) return false
    seen.add(key)
    return [...(functions.get(key)?.calls ?? [])].some((called) => reaches(resolve(called), seen))
  }
  const useCases = [...functions.values()].filter(
    ({ name, exported, asked }) => exported && asked && !asking.has(name),
  )
  return {
    all: useCases.map(({ name }) => name),
    unasked: useCases.filter(({ name }) => !reaches(name)).map(({ name }) => name),
  }
}

/** What a file calls something, and what it is in the file of the same folder that it comes from. */
function importsOf(statement: ts.Statement): [string, string][] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return []
  const [, file] = /^\.\/([\w-]+\.ts)$/.exec(statement.moduleSpecifier.text) ?? []
  const bindings = statement.importClause?.namedBindings
  if (file === undefined || !bindings || !ts.isNamedImports(bindings)) return []
  return bindings.elements.map((each) => [
    each.name.text,
    `${file}: ${(each.propertyName ?? each.name).text}`,
  ])
}

type Function = [name: string, body: ts.Node, parameters: readonly ts.ParameterDeclaration[]]

function functionsOf(statement: ts.Statement): Function[] {
  if (ts.isFunctionDeclaration(statement) && statement.name && statement.body)
    return [[statement.name.text, statement.body, statement.parameters]]
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap(({ name, initializer }): Function[] => {
    if (!ts.isIdentifier(name) || !initializer) return []
    const parameters = ts.isArrowFunction(initializer) ? initializer.parameters : []
    return [[name.text, initializer, parameters]]
  })
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

/** Every name that is used: a policy may be called, or handed on to what calls it. */
function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>()
  const look = (each: ts.Node): void => {
    if (ts.isIdentifier(each)) names.add(each.text)
    ts.forEachChild(each, look)
  }
  look(node)
  return names
}
