import { expect, it } from 'vitest'
import { Turns } from '#lib/conference/take-turns.ts'

it('does one thing after the other for one key, also after a failure', async () => {
  const turns = new Turns<string>()
  const done: string[] = []
  let finishFirst = () => {}
  const first = turns.take('camera', () => new Promise<void>((resolve) => (finishFirst = resolve)))
  const second = turns.take('camera', async () => {
    done.push('second')
    throw new Error('no')
  })
  const third = turns.take('camera', async () => done.push('third'))
  const other = turns.take('microphone', async () => done.push('other'))
  await other
  expect(done).toEqual(['other'])
  finishFirst()
  await first
  await expect(second).rejects.toThrow('no')
  await third
  expect(done).toEqual(['other', 'second', 'third'])
})
