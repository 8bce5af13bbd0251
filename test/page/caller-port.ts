/** What a test can ask of the caller in its browser. Everything passes as JSON. */
import type {
  Answers,
  CallSnapshot,
  Handshake,
  RequestBody,
  RequestName,
  Source,
  Welcome,
} from '../../contract/conference.ts'

/** What has arrived from somebody's source so far. */
export type Received = {
  seatId: string
  source: Source
  framesDecoded: number
  /** Of the picture now, in pixels; 0 for sound and before the first frame. */
  width: number
  /** Since the beginning, as in the `totalAudioEnergy` of RTCInboundRtpStreamStats. */
  audioEnergy: number
  bytes: number
}

export interface CallerPort {
  /** Takes a seat and gets ready to enter. With `only`, media tries no other protocol. */
  arrive(url: string, handshake: Handshake, only?: 'udp' | 'tcp' | null): Promise<Welcome>
  /** Enters; false when that led to the lobby. */
  enter(): Promise<boolean>
  /** Breaks the connection and comes back to the seat. */
  reconnect(): Promise<Welcome>
  /** Asks for new transports, and sends again what was being sent. */
  rebuild(): Promise<void>
  /** Sends the fake camera or microphone as this source; answers with the producer's id. */
  publish(source: Source, layers?: number): Promise<string>
  ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]>
  /** The bodies of everything that the node told under this name; null for those without. */
  told(name: string): unknown[]
  /** The call as it was when this caller came in, or got new transports. */
  call(): CallSnapshot | null
  received(): Promise<Received[]>
  /** The consumer that plays this source of this seat. */
  consumerOf(seatId: string, source: Source): string | null
  /** How a direction's packets are protected, e.g. `AEAD_AES_256_GCM`, once they are. */
  srtpCipher(direction: 'send' | 'receive'): Promise<string | null>
  /** The protocol over which media arrives, once it does. */
  protocol(): Promise<string | null>
}
