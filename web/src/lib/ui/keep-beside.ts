import { placeBeside, type Align, type Side } from './place-beside.ts'

/** Keeps `panel` (fixed, in the top layer) beside `anchor` until the returned function is called. */
export function keepBeside(
  panel: HTMLElement,
  anchor: () => Element | null | undefined,
  wanted: { side: Side; align: Align; matchWidth?: boolean },
): () => void {
  const place = () => {
    const target = anchor()
    if (!target) return
    const box = target.getBoundingClientRect()
    if (wanted.matchWidth) panel.style.minWidth = `${box.width}px`
    const { left, top } = placeBeside(
      box,
      { width: panel.offsetWidth, height: panel.offsetHeight },
      { width: document.documentElement.clientWidth, height: window.innerHeight },
      wanted,
    )
    panel.style.left = `${left}px`
    panel.style.top = `${top}px`
  }
  place()
  const sizes = new ResizeObserver(place)
  sizes.observe(panel)
  window.addEventListener('scroll', place, { capture: true, passive: true })
  window.addEventListener('resize', place)
  return () => {
    sizes.disconnect()
    window.removeEventListener('scroll', place, { capture: true })
    window.removeEventListener('resize', place)
  }
}
