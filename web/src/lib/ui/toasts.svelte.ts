/** Short words after something was done, with a way back. They leave by themselves unless pointed at or focused. */
export type Toast = {
  id: number
  words: string
  tone: 'good' | 'info' | 'bad'
  undo?: { label: string; run: () => void | Promise<void> }
  /** Milliseconds it stays; WCAG 2.2 §2.2.1 asks for enough time, so an undo stays twice as long. */
  stays: number
}

class Toasts {
  list = $state<Toast[]>([])
  #next = 1

  say(words: string, options: Partial<Pick<Toast, 'tone' | 'undo' | 'stays'>> = {}): number {
    const id = this.#next++
    const stays = options.stays ?? (options.undo || options.tone === 'bad' ? 12_000 : 6_000)
    this.list = [
      ...this.list.slice(-2),
      { id, words, tone: options.tone ?? 'good', stays, ...(options.undo && { undo: options.undo }) },
    ]
    return id
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()
