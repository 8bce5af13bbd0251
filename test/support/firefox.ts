/** Debian's Firefox as it is, over WebDriver BiDi, with a camera and a microphone that are always there and never ask. */
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { until } from './until.ts'

export function openFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX_BIN'] ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'intl.accept_languages': 'ro-RO, ro',
    },
  })
}

/** Presses the button of this name as soon as it is there and may be pressed. */
export async function press(page: Page, name: string): Promise<void> {
  const script = `(() => {
    const button = [...document.querySelectorAll('button')].find(
      (one) => (one.ariaLabel ?? one.textContent.trim()) === ${JSON.stringify(name)} && !one.disabled,
    )
    button?.click()
    return button !== undefined
  })()`
  await until(`the button "${name}"`, () => page.evaluate(script), 60_000)
}
