/** Debian's packages that the build takes its tools and libraries from. */
export const buildPackages = [
  'meson',
  'ninja-build',
  'g++',
  'pkg-config',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'libabsl-dev',
]

/** How mediasoup itself builds a release, but for -O2, which compiles in less time than -O3. */
export const mesonArguments = (unity: boolean): string[] => [
  '--buildtype=release',
  '-Doptimization=2',
  '-Db_ndebug=true',
  '--wrap-mode=nodownload',
  ...(unity ? ['--unity=on', '--unity-size=10'] : []),
]

/** The only target we need; the others are test programs. */
export const target = 'mediasoup-worker'
