/** Keeps the screen from going dark during a call, where the browser can (Screen Wake Lock). */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  let over = false
  const take = async () => {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    // Refused on a low battery: then the screen may sleep.
    lock = await navigator.wakeLock.request('screen').catch(() => undefined)
    if (over) void lock?.release()
  }
  // The browser lets go of it whenever the page is hidden.
  const again = () => void take()
  document.addEventListener('visibilitychange', again)
  void take()
  return () => {
    over = true
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
