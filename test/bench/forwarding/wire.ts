/** What the benchmark asks of the two servers that it compares, each in a process of its own. */
import type {
  ConsumerOffer,
  DtlsParameters,
  RtpCapabilities,
  RtpParameters,
  TransportOffer,
} from '../../../contract/conference.ts'

/** Requests to the bare server. The product is asked through its own signalling. */
export type BareRequests = {
  capabilities: { ask: Record<string, never>; answer: RtpCapabilities }
  transport: { ask: Record<string, never>; answer: TransportOffer }
  dtls: { ask: { transportId: string; dtlsParameters: DtlsParameters }; answer: null }
  produce: {
    ask: { transportId: string; kind: 'audio' | 'video'; rtpParameters: RtpParameters }
    answer: { producerId: string }
  }
  consume: {
    ask: { transportId: string; producerId: string; rtpCapabilities: RtpCapabilities }
    answer: Pick<ConsumerOffer, 'consumerId' | 'rtpParameters'>
  }
}

/** What a server process says once it is there: how it is reached, and whose processor time counts. */
export type Started = { url: string; workerPid: number }

/** What every receiver says that it can do: nothing about its line, so that a worker sends as much as there is. */
export function withoutFeedback(capabilities: RtpCapabilities): RtpCapabilities {
  return {
    codecs: capabilities.codecs.map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
        ({ type }) => type !== 'transport-cc' && type !== 'goog-remb',
      ),
    })),
    headerExtensions: capabilities.headerExtensions.filter(({ uri }) => !uri.includes('transport-wide-cc')),
  }
}

export const secret = 'a secret that only this benchmark knows'
export const nodeId = 'bench'
