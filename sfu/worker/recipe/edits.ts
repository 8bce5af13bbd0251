/** One change to one file of mediasoup's source. `find` must stand in it exactly once: a change that does not fit must be seen. */
export type Edit = { file: string; why: string; find: string; replace: string }

/** Without these the worker does not build with Debian's parts, or dies. */
export const neededEdits: Edit[] = [
  {
    file: 'meson.build',
    why: 'Debian 12 has meson 1.0.1, and nothing newer is used',
    find: "meson_version: '>= 1.1.0'",
    replace: "meson_version: '>= 1.0.0'",
  },
  {
    file: 'src/RTC/DtlsTransport.cpp',
    // The flag is or-ed into the operation. With the comparison by equality the callback answers 1 to control operations;
    // OpenSSL with kernel TLS, as Debian builds it, takes that for "kernel TLS is on", allocates no write buffer, and the
    // worker dies with SIGSEGV at the first ClientHello.
    why: 'the answer to BIO control operations must pass through unchanged',
    find: '(operationType == BIO_CB_RETURN) ?',
    replace: '((operationType & BIO_CB_RETURN) != 0) ?',
  },
]

/**
 * Files that define static names which other files define too. In a unity build (many files compiled as one, which is
 * four times faster because headers are parsed once per group) they are compiled each on its own.
 */
export const compiledAlone = {
  'meson.build': [
    'src/Settings.cpp',
    'src/handles/TcpServerHandle.cpp',
    'src/handles/UdpSocketHandle.cpp',
    'src/handles/UnixStreamSocketHandle.cpp',
    'src/RTC/PlainTransport.cpp',
    'src/RTC/WebRtcTransport.cpp',
    'src/RTC/SvcProducerStreamManager.cpp',
    'src/RTC/TransportCongestionControlServer.cpp',
    'src/RTC/BWE/TargetRateController.cpp',
    'src/RTC/RTCP/Feedback.cpp',
    'src/RTC/RTP/RtxStream.cpp',
  ],
  'deps/libwebrtc/meson.build': ['libwebrtc/modules/congestion_controller/goog_cc/trendline_estimator.cc'],
}

const list = (files: string[]) => files.map((file) => `    '${file}',\n`).join('')

/** The changes that make the unity build possible: the files above leave the source lists and come back as libraries. */
export const unityEdits: Edit[] = [
  ...Object.entries(compiledAlone).flatMap(([file, sources]) =>
    sources.map((source) => ({ file, why: 'compiled alone', find: `  '${source}',\n`, replace: '' })),
  ),
  {
    file: 'meson.build',
    why: 'the files compiled alone become a library that the worker takes whole',
    find: "executable(\n  'mediasoup-worker',\n",
    replace: `compiled_alone = static_library(
  'mediasoup-worker-compiled-alone',
  dependencies: dependencies,
  sources: [
${list(compiledAlone['meson.build'])}  ],
  include_directories: include_directories('include'),
  cpp_args: cpp_args + ['-DMS_EXECUTABLE'],
  override_options: ['unity=off'],
)

executable(
  'mediasoup-worker',
  link_whole: compiled_alone,
`,
  },
  {
    file: 'deps/libwebrtc/meson.build',
    why: 'the files compiled alone become a library that libwebrtc takes whole',
    find: "libwebrtc = library(\n  'libwebrtc',\n  libwebrtc_sources,\n",
    replace: `libwebrtc_compiled_alone = static_library(
  'libwebrtc-compiled-alone',
  sources: [
${list(compiledAlone['deps/libwebrtc/meson.build'])}  ],
  dependencies: [
    local_include_directories,
    libuv_proj.get_variable('libuv_dep'),
    openssl_proj.get_variable('openssl_dep'),
    abseil_cpp_proj.get_variable('absl_strings_dep'),
    abseil_cpp_proj.get_variable('absl_types_dep'),
    ankerl_unordered_dense_dep,
    flatbuffers_proj.get_variable('flatbuffers_dep'),
  ],
  include_directories: libwebrtc_include_directories,
  cpp_args: cpp_args,
  override_options: ['unity=off'],
)

libwebrtc = library(
  'libwebrtc',
  libwebrtc_sources,
  link_whole: libwebrtc_compiled_alone,
`,
  },
]

/** The text with every edit made; throws, naming file and reason, when an edit's context is not there exactly once. */
export const applyEdits = (text: string, edits: Edit[]): string =>
  edits.reduce((current, edit) => {
    const parts = current.split(edit.find)
    if (parts.length !== 2) {
      const found = parts.length === 1 ? 'is not there any more' : `is there ${parts.length - 1} times`
      throw new Error(
        `The media worker's source changed: in ${edit.file}, "${edit.find.trim()}" ${found} (${edit.why}). ` +
          'Adapt sfu/worker/recipe/edits.ts to this version of mediasoup.',
      )
    }
    return parts.join(edit.replace)
  }, text)
