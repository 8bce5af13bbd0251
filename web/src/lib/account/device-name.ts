/** A browser's own description in words a person knows: "Chrome, Windows". Undefined parts are left out. */
export function deviceName(userAgent: string): string {
  const browser = /\bEdg(?:e|A|iOS)?\//.test(userAgent)
    ? 'Edge'
    : /\bOPR\//.test(userAgent)
      ? 'Opera'
      : /\b(?:Firefox|FxiOS)\//.test(userAgent)
        ? 'Firefox'
        : /(?:Chrome|CriOS|Chromium)\//.test(userAgent)
          ? 'Chrome'
          : /\bSafari\//.test(userAgent)
            ? 'Safari'
            : undefined
  const system = /\biPhone\b/.test(userAgent)
    ? 'iPhone'
    : /\biPad\b/.test(userAgent)
      ? 'iPad'
      : /\bAndroid\b/.test(userAgent)
        ? 'Android'
        : /\bWindows\b/.test(userAgent)
          ? 'Windows'
          : /\bMac OS X\b/.test(userAgent)
            ? 'macOS'
            : /\bLinux\b|\bX11\b/.test(userAgent)
              ? 'Linux'
              : undefined
  return [browser, system].filter(Boolean).join(', ') || userAgent.slice(0, 60)
}
