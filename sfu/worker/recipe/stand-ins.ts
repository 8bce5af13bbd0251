/**
 * What takes the place of each `subprojects/NAME.wrap`: meson uses a folder of that name if there is one, so a folder that
 * hands out Debian's library keeps the build away from the network.
 */
export type StandIn = {
  /** Folder under `subprojects/`. */
  name: string
  /** Variable of the main build file → what it stands for: names known to pkg-config. */
  dependencies: Record<string, string[]>
  /** Variables that the main build file passes to `link_whole`, which takes only real targets: each is an empty library. */
  libraries: string[]
  /** Options that the main build file sets on the subproject; meson refuses the ones it does not know. */
  options: Record<string, 'boolean' | 'string'>
  /** Our header that stands for the library's own: file of this folder → path by which the source includes it. */
  header?: { from: string; to: string }
  /** The name under which `dependency(…)` finds this stand-in. */
  provides?: string
}

export const standIns: StandIn[] = [
  {
    name: 'libuv',
    dependencies: { libuv_dep: ['libuv'] },
    libraries: ['libuv'],
    options: { build_tests: 'boolean', build_benchmarks: 'boolean' },
  },
  {
    name: 'openssl',
    dependencies: { openssl_dep: ['openssl'] },
    libraries: ['libcrypto_lib', 'libssl_lib'],
    options: {},
  },
  {
    name: 'flatbuffers',
    dependencies: { flatbuffers_dep: ['flatbuffers'] },
    libraries: ['flatbuffers_lib'],
    options: {},
  },
  {
    name: 'abseil-cpp',
    dependencies: {
      absl_container_dep: ['absl_flat_hash_map', 'absl_flat_hash_set'],
      absl_strings_dep: ['absl_strings'],
      absl_types_dep: ['absl_optional', 'absl_memory'],
    },
    libraries: ['absl_container_lib'],
    options: {},
  },
  {
    name: 'libsrtp3',
    dependencies: { libsrtp3_dep: ['libsrtp2', 'libcrypto'] },
    libraries: ['libsrtp3'],
    options: { 'crypto-library': 'string', 'crypto-library-kdf': 'string', tests: 'string' },
    header: { from: 'srtp.h', to: 'srtp.h' },
  },
  {
    name: 'unordered_dense',
    dependencies: { unordered_dense_dep: ['absl_flat_hash_map', 'absl_flat_hash_set', 'absl_hash'] },
    libraries: [],
    options: {},
    header: { from: 'unordered_dense.h', to: 'ankerl/unordered_dense.h' },
    provides: 'unordered_dense',
  },
]

/** The stand-in's files by path inside its folder; `readHeader` gives the text of a header of the recipe. */
export const writeStandIn = (standIn: StandIn, readHeader: (name: string) => string): Map<string, string> => {
  const quoted = (names: string[]) => names.map((name) => `dependency('${name}')`).join(', ')
  const include = standIn.header ? ", include_directories: include_directories('include')" : ''
  const lines = [`project('${standIn.name}', ['c', 'cpp'])`]
  for (const [variable, names] of Object.entries(standIn.dependencies)) {
    lines.push(`${variable} = declare_dependency(dependencies: [${quoted(names)}]${include})`)
  }
  for (const variable of standIn.libraries) {
    lines.push(`${variable} = static_library('${standIn.name}_${variable}_empty', 'empty.c')`)
  }
  if (standIn.provides) {
    const [variable] = Object.keys(standIn.dependencies)
    lines.push(`meson.override_dependency('${standIn.provides}', ${variable})`)
  }
  const files = new Map([['meson.build', `${lines.join('\n')}\n`]])
  const options = Object.entries(standIn.options).map(
    ([name, type]) => `option('${name}', type: '${type}', value: ${type === 'boolean' ? 'false' : "''"})\n`,
  )
  if (options.length > 0) files.set('meson_options.txt', options.join(''))
  if (standIn.libraries.length > 0)
    files.set('empty.c', `int sfat_${standIn.name.replaceAll('-', '_')}_empty;\n`)
  if (standIn.header) files.set(`include/${standIn.header.to}`, readHeader(standIn.header.from))
  return files
}
