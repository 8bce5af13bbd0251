/** Watches one transport and mends it: ICE restarts first, new transports when those do not help (`repair-media.ts`). */
import type { types } from 'mediasoup-client'
import type { IceParameters } from '#contract/conference.ts'
import { repairOf, restartTimeoutMs } from './repair-media.ts'

export type RepairPorts = {
  askIce: () => Promise<IceParameters>
  rebuild: () => void
  /** ICE begins anew: the browser has taken another answer. */
  onRestarted: () => void
  onChange: () => void
}

export class MediaRepair {
  readonly #transport: types.Transport
  readonly #ports: RepairPorts
  #attempt = 0
  #restartedAt = -Infinity
  #asking = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false
  /** Whether media does not flow although it should. */
  broken = false

  constructor(transport: types.Transport, ports: RepairPorts) {
    this.#transport = transport
    this.#ports = ports
    transport.on('connectionstatechange', () => this.#judge())
  }

  /** The line to the node is back: what could not be mended without it is tried anew. */
  again(): void {
    this.#attempt = 0
    this.#judge()
  }

  /** It is not broken as far as the browser knows, but nothing comes any more, or the network is another one. */
  suspect(): void {
    if (this.#closed || this.#asking || this.#transport.connectionState !== 'connected') return
    clearTimeout(this.#timer)
    void this.#restart()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #judge(): void {
    if (this.#closed) return
    const state = this.#transport.connectionState
    // What is being asked for is the restart that this calls for.
    if (!this.#asking) clearTimeout(this.#timer)
    if (state === 'connected') this.#attempt = 0
    const broken = state === 'disconnected' || state === 'failed'
    // While ICE is being restarted the state is `connecting`: still not flowing.
    if (state !== 'connecting' && broken !== this.broken) {
      this.broken = broken
      this.#ports.onChange()
    }
    if (this.#asking) return
    const repair = repairOf(state, this.#attempt, performance.now() - this.#restartedAt)
    if (repair.do === 'rebuild') this.#ports.rebuild()
    if (repair.do === 'restart-ice') this.#timer = setTimeout(() => void this.#restart(), repair.afterMs)
  }

  async #restart(): Promise<void> {
    this.#attempt++
    this.#restartedAt = performance.now()
    this.#asking = true
    try {
      await this.#transport.restartIce({ iceParameters: await this.#ports.askIce() })
      this.#asking = false
      this.#ports.onRestarted()
    } catch {
      this.#asking = false
      // The line is broken too (its return calls `again`), or the node no longer knows the transport.
      if (!this.#closed && navigator.onLine)
        this.#timer = setTimeout(() => this.#ports.rebuild(), restartTimeoutMs)
      return
    }
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      // Where it never was broken in the browser's eyes nothing else says that this helped.
      if (this.#transport.connectionState === 'connected') this.#attempt = 0
      else void this.#next()
    }, restartTimeoutMs)
  }

  #next(): void {
    const repair = repairOf('failed', this.#attempt)
    if (repair.do === 'rebuild') this.#ports.rebuild()
    else void this.#restart()
  }
}
