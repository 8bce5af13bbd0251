import { getContext, setContext } from 'svelte'

/** What a `Field` tells the control inside it; the control spreads it on its element. */
export type FieldAttributes = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
  readonly 'aria-required': 'true' | undefined
}

const key = Symbol('field')

export const provideField = (attributes: () => FieldAttributes): void => {
  setContext(key, attributes)
}

/** The surrounding field's attributes; an empty object where a control stands alone and is named by `aria-label`. */
export const useField = (): (() => Partial<FieldAttributes>) =>
  getContext<(() => FieldAttributes) | undefined>(key) ?? (() => ({}))
