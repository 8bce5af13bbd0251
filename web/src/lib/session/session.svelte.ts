/** Who is signed in, and what the installation told about itself. Loaded once before the first page that needs it. */
import type { Boot, Me, Role } from '#contract/identity.ts'
import { getBoot, signOut } from '#lib/api/account.ts'
import { whenSignedOut } from '#lib/api/request.ts'
import { preferences } from '#lib/preferences/preferences.svelte.ts'

class Session {
  #boot = $state.raw<Boot>()
  #loading: Promise<Boot> | undefined

  /** Asks the server once; later callers get the same answer until `reload`. */
  async load(): Promise<Boot> {
    if (this.#boot) return this.#boot
    this.#loading ??= this.reload().finally(() => (this.#loading = undefined))
    return this.#loading
  }

  async reload(): Promise<Boot> {
    const boot = await getBoot()
    this.#boot = boot
    preferences.defaultTo(boot.me?.person.locale ?? boot.defaults.locale)
    return boot
  }

  get boot(): Boot | undefined {
    return this.#boot
  }

  get me(): Me | null {
    return this.#boot?.me ?? null
  }

  /** The zone that times are shown in: the installation's, since its rooms stand there. */
  get zone(): string {
    return this.#boot?.defaults.zone ?? 'Europe/Bucharest'
  }

  /** Whether there are monitoring reports for the person: to write, or to read. */
  get reports(): boolean {
    return this.#boot?.reports ?? false
  }

  /** Whether the person has at least one of the roles. The server decides; this only draws. */
  has(...roles: Role[]): boolean {
    return this.me?.roles.some((role) => roles.includes(role)) ?? false
  }

  async signOut(): Promise<void> {
    await signOut()
    this.forget()
  }

  /** The session ended elsewhere: keep what is known of the installation, forget the person. */
  forget(): void {
    if (this.#boot) this.#boot = { ...this.#boot, me: null, reports: false }
  }
}

export const session = new Session()

whenSignedOut(() => session.forget())
