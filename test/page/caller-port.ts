/** What a test can ask of the caller in its browser. Everything passes as JSON. */
import type {
  Answers,
  CallSnapshot,
  Handshake,
  PicturePlace,
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

/** A picture that a page shows. */
export type Look = { seatId: string; source: Source; width: number; place: PicturePlace }

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
  /** What is shown from now on; everything, and large, unless this is said. */
  look(shown: Look[] | 'everything'): void
  /** Frames that this source has encoded so far, by layer, the smallest first. */
  encoded(source: Source): Promise<number[]>
  /** What this source is encoded with, e.g. `video/VP8`. */
  codecOf(source: Source): string | null
  /** The producer of this source, if it is sent. */
  producerOf(source: Source): string | null
  ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]>
  /** The bodies of everything that the node told under this name; null for those without. */
  told(name: string): unknown[]
  /** The call as it was when this caller came in, or got new transports. */
  call(): CallSnapshot | null
  received(): Promise<Received[]>
  /** How a direction's packets are protected, e.g. `AEAD_AES_256_GCM`, once they are. */
  srtpCipher(direction: 'send' | 'receive'): Promise<string | null>
  /** The protocol over which media arrives, once it does. */
  protocol(): Promise<string | null>
}
