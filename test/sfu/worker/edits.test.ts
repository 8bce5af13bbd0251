import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { afterSilenceEdits } from '../../../sfu/worker/recipe/after-silence.ts'
import { askedLayerEdits } from '../../../sfu/worker/recipe/asked-layers.ts'
import { applyEdits, neededEdits, unityEdits } from '../../../sfu/worker/recipe/edits.ts'
import { mediasoupPackage } from '../../../sfu/worker/worker-place.ts'

const edit = { file: 'src/a.cpp', why: 'it crashes', find: 'before', replace: 'after' }

describe('the edits of the media worker’s source', () => {
  it('makes each change once', () => {
    expect(applyEdits('one before two', [edit])).toBe('one after two')
  })

  it('fails loudly, with the file and the reason, when the context of a change is gone', () => {
    expect(() => applyEdits('something else', [edit])).toThrow(/src\/a\.cpp.*not there any more.*it crashes/)
  })

  it('fails loudly when the context is there twice, since it may be the other place', () => {
    expect(() => applyEdits('before and before', [edit])).toThrow(/there 2 times/)
  })

  it('fit the installed mediasoup', () => {
    const { folder } = mediasoupPackage()
    for (const [file, edits] of Map.groupBy(
      [...neededEdits, ...askedLayerEdits, ...afterSilenceEdits, ...unityEdits],
      ({ file }) => file,
    )) {
      const text = readFileSync(join(folder, 'worker', file), 'utf8')
      expect(applyEdits(text, edits)).not.toBe(text)
    }
  })

  it('lets control operations through OpenSSL’s callback, with which kernel TLS would otherwise crash the worker', () => {
    const { folder } = mediasoupPackage()
    const file = 'src/RTC/DtlsTransport.cpp'
    const text = applyEdits(
      readFileSync(join(folder, 'worker', file), 'utf8'),
      neededEdits.filter((needed) => needed.file === file),
    )
    expect(text).toContain('((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1')
  })
})
