import { TextSaver, type TextState } from './text-saver.ts'

/** A `TextSaver` as a field draws it. */
export class SavedText {
  readonly saver: TextSaver
  shown: TextState

  constructor(
    saved: ConstructorParameters<typeof TextSaver>[0],
    deps: Omit<ConstructorParameters<typeof TextSaver>[1], 'changed'>,
  ) {
    this.saver = new TextSaver(saved, { ...deps, changed: (state) => (this.shown = state) })
    this.shown = $state.raw(this.saver.state)
  }
}
