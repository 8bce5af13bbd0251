/**
 * Many changes in a moment, such as forty mails that leave, as one: `act` runs once they pause for `ms`, and at the latest
 * after four times that. `stop` forgets what has not run yet.
 */
export function gather(act: () => void, ms = 200): { soon: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let since: number | undefined
  const run = () => {
    timer = since = undefined
    act()
  }
  return {
    soon() {
      since ??= Date.now()
      clearTimeout(timer)
      timer = setTimeout(run, Math.max(0, Math.min(ms, since + ms * 4 - Date.now())))
    },
    stop: () => clearTimeout(timer),
  }
}
