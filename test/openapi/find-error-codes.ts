/**
 * Which error codes each route can answer, read out of the code itself: from the route's own lines along every function that
 * is called or handed on, through ports to what implements them. It sees too much rather than too little (a code that is caught
 * on the way counts), and not what every route may answer alike: that is `describe-operations.ts`'s to say.
 */
import { join, relative } from 'node:path'
import ts from 'typescript'
import { type ErrorCode, errorKinds } from '../../contract/errors.ts'

const root = join(import.meta.dirname, '..', '..')
/** Where following ends: these lead to everything, and throw what every route may answer. */
const ends = [
  'api/db/work.ts',
  'api/db/repositories.ts',
  'api/db/memory.ts',
  'api/server.ts',
  'api/plugins/limits.ts',
]
const verbs = new Set(['get', 'post', 'put', 'patch', 'delete'])

type Found = { codes: Set<ErrorCode>; next: Set<ts.Node> }

/** Routes as Fastify names them, each with its codes in order. */
export function findErrorCodes(): Record<string, ErrorCode[]> {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    { incremental: false },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  )!
  const files = config.fileNames.filter((file) =>
    /^(contract|identity|scheduler|tracker|api|sfu)\//.test(inTree(file)),
  )
  const { tsBuildInfoFile: _, ...options } = config.options
  const program = ts.createProgram(files, { ...options, incremental: false })
  const checker = program.getTypeChecker()
  const sources = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && files.includes(file.fileName))

  const implementations = implementationsIn(sources, checker)
  const uniques = uniquesIn(sources)
  const known = new Map<ts.Node, Found>()
  const look = (node: ts.Node): Found => {
    const seen = known.get(node)
    if (seen) return seen
    const found: Found = { codes: new Set(), next: new Set() }
    known.set(node, found)
    for (const implementation of implementations.get(node) ?? [])
      if (!endsAt(implementation)) found.next.add(implementation)
    lookInto(node, found)
    return found
  }

  function lookInto(node: ts.Node, found: Found): void {
    const visit = (each: ts.Node): void => {
      if (ts.isTypeNode(each) || ts.isImportDeclaration(each)) return
      if (ts.isNewExpression(each) && each.expression.getText() === 'AppError' && each.arguments?.[0])
        for (const code of literalsOf(checker.getTypeAtLocation(each.arguments[0])))
          if (code in errorKinds) found.codes.add(code as ErrorCode)
      if (ts.isIdentifier(each)) follow(each, found)
      ts.forEachChild(each, visit)
    }
    ts.forEachChild(node, visit)
    const method = nameOf(node)
    if (
      inTree(node.getSourceFile().fileName).startsWith('api/db/repos/') &&
      /^(add|change|save|put)/.test(method)
    )
      for (const [table, code] of uniques) if (mentions(node, table)) found.codes.add(code)
  }

  function follow(name: ts.Identifier, found: Found): void {
    const symbol = checker.getSymbolAtLocation(name)
    if (!symbol) return
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    for (const declaration of target.declarations ?? []) {
      if (isOurs(declaration)) found.next.add(declaration)
      if (implementations.has(declaration)) found.next.add(declaration)
      // What was handed in by somebody else is known by its type.
      if (ts.isParameter(declaration) || ts.isBindingElement(declaration))
        for (const signature of checker.getTypeAtLocation(name).getCallSignatures())
          for (const taken of [signature.declaration].filter((one) => one !== undefined)) {
            if (isOurs(taken) || implementations.has(taken)) found.next.add(taken)
          }
    }
  }

  const routes: Record<string, ErrorCode[]> = {}
  for (const source of sources.filter(({ fileName }) => /^api\/(routes|plugins)\//.test(inTree(fileName)))) {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const { expression: on, name } = node.expression
        const [path, ...rest] = node.arguments
        if (on.getText() === 'app' && verbs.has(name.text) && path && rest.length > 0)
          for (const address of textsOf(path, checker))
            routes[`${name.text.toUpperCase()} ${address}`] = reach(rest, look)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return Object.fromEntries(Object.entries(routes).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function reach(from: readonly ts.Node[], look: (node: ts.Node) => Found): ErrorCode[] {
  const codes = new Set<ErrorCode>()
  const open: ts.Node[] = [...from]
  const seen = new Set<ts.Node>(open)
  for (let node = open.pop(); node; node = open.pop()) {
    const found = look(node)
    for (const code of found.codes) codes.add(code)
    for (const next of found.next)
      if (!seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
  }
  return [...codes].toSorted()
}

/**
 * Whatever an object has under a name that its type asks for implements that name: the repositories the ports, the parts that
 * `compose-*.ts` hands in what the routes are given.
 */
function implementationsIn(
  sources: readonly ts.SourceFile[],
  checker: ts.TypeChecker,
): Map<ts.Node, Set<ts.Node>> {
  const found = new Map<ts.Node, Set<ts.Node>>()
  const note = (type: ts.Type | undefined, member: ts.ObjectLiteralElementLike) => {
    const name = member.name && ts.isIdentifier(member.name) ? member.name.text : null
    if (!type || name === null) return
    for (const part of type.isUnionOrIntersection() ? [type, ...type.types] : [type])
      for (const declaration of part.getProperty(name)?.declarations ?? []) {
        const mine = found.getOrInsertComputed(declaration, () => new Set())
        mine.add(member)
        const shape = 'type' in declaration ? (declaration.type as ts.Node | undefined) : undefined
        if (shape && ts.isFunctionTypeNode(shape))
          found.getOrInsertComputed(shape, () => new Set()).add(member)
      }
  }
  for (const source of sources) {
    if (!/^api\/(db\/repos|adapters|plugins|compose)/.test(inTree(source.fileName))) continue
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) for (const argument of node.arguments) noteHanded(argument)
      if (ts.isObjectLiteralExpression(node))
        for (const member of node.properties) {
          note(checker.getContextualType(node), member)
          noteByCall(node, member)
        }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found

  /** What is handed in under one type and asked for under another. */
  function noteHanded(argument: ts.Expression): void {
    if (ts.isObjectLiteralExpression(argument) || ts.isFunctionLike(argument)) return
    const asked = checker.getContextualType(argument)
    const given = checker.getTypeAtLocation(argument)
    if (!asked || asked === given) return
    for (const property of asked.getProperties())
      for (const declaration of property.declarations ?? [])
        for (const there of given.getProperty(property.name)?.declarations ?? [])
          if (there !== declaration) found.getOrInsertComputed(declaration, () => new Set()).add(there)
  }

  /** An object that was put together first and is given to a route's maker later, by its variable. */
  function noteByCall(node: ts.ObjectLiteralExpression, member: ts.ObjectLiteralElementLike): void {
    const { parent } = node
    if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return
    const { text } = parent.name
    const visit = (each: ts.Node): void => {
      if (ts.isCallExpression(each))
        for (const argument of each.arguments)
          if (ts.isIdentifier(argument) && argument.text === text)
            note(checker.getContextualType(argument), member)
      ts.forEachChild(each, visit)
    }
    visit(node.getSourceFile())
  }
}

/** Names that may be given only once, by the schema of their table: `api/db/storage-errors.ts` has them. */
function uniquesIn(sources: readonly ts.SourceFile[]): [schema: string, code: ErrorCode][] {
  const source = sources.find(({ fileName }) => inTree(fileName) === 'api/db/storage-errors.ts')!
  const listed = [...source.text.matchAll(/columns: '(\w+)\.[^']*',\s+code: '([^']+)'/g)]
  if (listed.length === 0) throw new Error('storage-errors.ts no longer says what is unique as it did.')
  return listed.map(([, table, code]) => [
    `${(table === 'working_group' ? 'group' : table) ?? ''}Schema`,
    code as ErrorCode,
  ])
}

const inTree = (file: string) => relative(root, file)
const endsAt = (node: ts.Node) => {
  const file = inTree(node.getSourceFile().fileName)
  return ends.includes(file) || node.getSourceFile().isDeclarationFile || file.startsWith('node_modules')
}
const isOurs = (node: ts.Node) =>
  !endsAt(node) &&
  (ts.isFunctionLike(node) || ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node))
const nameOf = (node: ts.Node): string =>
  'name' in node && node.name && ts.isIdentifier(node.name as ts.Node)
    ? (node.name as ts.Identifier).text
    : ''
const mentions = (node: ts.Node, name: string): boolean => node.getText().includes(name)

function literalsOf(type: ts.Type): string[] {
  if (type.isStringLiteral()) return [type.value]
  return type.isUnion() && type.types.length < 20 ? type.types.flatMap(literalsOf) : []
}

/** What a path may be: one text, or one for each of the words that are put into it. */
function textsOf(path: ts.Expression, checker: ts.TypeChecker): string[] {
  if (!ts.isTemplateExpression(path)) return literalsOf(checker.getTypeAtLocation(path))
  return path.templateSpans.reduce(
    (texts, { expression, literal }) =>
      texts.flatMap((text) =>
        literalsOf(checker.getTypeAtLocation(expression)).map((word) => text + word + literal.text),
      ),
    [path.head.text],
  )
}
