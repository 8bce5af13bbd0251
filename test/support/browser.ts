/** What a browser does besides drawing: it keeps cookies and says where a request comes from. */
export type Answer = {
  status: number
  headers: Headers
  // What a test makes of an answer is its own affair: it compares, and a wrong guess fails.
  body: unknown
  text: string
}

export type Browser = {
  url: string
  /** Cookies by name, as they would be sent. */
  cookies: Map<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Anything at all, with the body as it is. */
  send(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Record<string, string>,
  ): Promise<Answer>
  /** The cookie header, for sockets. */
  cookieHeader(): string
}

export function createBrowser(url: string): Browser {
  const cookies = new Map<string, string>()
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  async function send(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Record<string, string>,
  ) {
    const response = await fetch(new URL(path, url), {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { ...(cookies.size > 0 ? { cookie: cookieHeader() } : {}), ...headers },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /;\s*max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /[/+]json(;|$)/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as unknown) : text,
      text,
    }
  }

  const ask =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, path, body === undefined ? undefined : JSON.stringify(body), {
        origin: url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      })

  return {
    url,
    cookies,
    cookieHeader,
    send,
    get: (path, headers = {}) => send('GET', path, undefined, headers),
    post: ask('POST'),
    put: ask('PUT'),
    patch: ask('PATCH'),
    delete: (path, headers = {}) => ask('DELETE')(path, undefined, headers),
  }
}
