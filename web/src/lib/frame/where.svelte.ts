/** Where the reader is: set by each page, shown by the top bar and the window's title. */
export type Crumb = { label: string; href: string }

class Where {
  /** The pages above this one, outermost first. */
  trail = $state.raw<Crumb[]>([])
  title = $state('')
}

export const where = new Where()
