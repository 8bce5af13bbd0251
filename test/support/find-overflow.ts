import type { Page } from 'playwright-core'

/**
 * What of a page does not fit its width: the page itself, what would have to be scrolled sideways, and what could be pressed
 * if it did not stand outside the window. Boxes that hide what overflows them hide it from the page's own width too.
 */
export const findOverflow = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    const found = scrollWidth > clientWidth ? ['the page: ' + (scrollWidth - clientWidth) + ' px'] : []
    const name = (element) => element.cloneNode().outerHTML.slice(0, 120)
    for (const element of document.querySelectorAll('body *')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden')) continue
      const over = element.scrollWidth - element.clientWidth
      const scrolls = element.matches('.call') || /auto|scroll/.test(getComputedStyle(element).overflowX)
      if (scrolls && over > 1) found.push(name(element) + ': ' + over + ' px')
      if (!element.matches('a, button, input, select, textarea, [role^=menuitem], [popover], dialog')) continue
      const { left, right } = element.getBoundingClientRect()
      if (left < -0.5 || right > clientWidth + 0.5) found.push(name(element) + ': outside')
    }
    return found
  })()`)
