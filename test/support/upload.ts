import type { Answer, Browser } from './browser.ts'

/** Sends a small PDF by that name, as a browser's form does. */
export function upload(
  browser: Browser,
  path: string,
  name: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const boundary = 'sfat-test'
  const part = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf`
  return browser.send('POST', path, `--${boundary}\r\n${part}\r\n\r\n%PDF\r\n--${boundary}--\r\n`, {
    origin: browser.url,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    ...headers,
  })
}
