/**
 * The least that a page can do to take part in a mediasoup room: no lobby, no names, no repair, no tiles. The benchmark
 * `join` holds the product's page against it, so it does before the click what the product's page does (connect, load
 * the device, open camera and microphone) and sends the same.
 */
import { Device, type types } from 'mediasoup-client'
import { io } from 'socket.io-client'
import { cameraEncodings } from '../../web/src/lib/conference/encodings.ts'

type Joined = {
  send: types.TransportOptions
  receive: types.TransportOptions
  offers: types.ConsumerOptions[]
}

const socket = io({ transports: ['websocket'], forceNew: true })
const ask = async <T>(name: string, body: object): Promise<T> =>
  (await socket.timeout(10_000).emitWithAck(name, body)) as T

let device: Device
let stream: MediaStream
let receive: types.Transport

async function prepare(): Promise<void> {
  const [capabilities, opened, loaded] = await Promise.all([
    ask<types.RtpCapabilities>('capabilities', {}),
    navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      // The one who is in before the others sends no more than the sender in the product's call.
      video: location.search.includes('small')
        ? { width: 640, height: 360, frameRate: 15 }
        : { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } },
    }),
    Device.factory(),
  ])
  stream = opened
  device = loaded
  await device.load({ routerRtpCapabilities: capabilities })
}

async function consume(offer: types.ConsumerOptions): Promise<void> {
  const consumer = await receive.consume(offer)
  const element = document.createElement(offer.kind ?? 'video')
  element.srcObject = new MediaStream([consumer.track])
  element.autoplay = true
  document.body.append(element)
  await ask('resume', { consumerId: offer.id })
}

async function join(): Promise<void> {
  const joined = await ask<Joined>('join', { rtpCapabilities: device.recvRtpCapabilities })
  receive = device.createRecvTransport(joined.receive)
  const send = device.createSendTransport(joined.send)
  for (const transport of [receive, send])
    transport.on('connect', async ({ dtlsParameters }, done) => {
      await ask('dtls', { transportId: transport.id, dtlsParameters })
      done()
    })
  send.on('produce', async ({ kind, rtpParameters }, done) =>
    done(await ask('produce', { kind, rtpParameters })),
  )
  for (const offer of joined.offers) void consume(offer)
  socket.on('offer', (offer: types.ConsumerOptions) => void consume(offer))
  for (const track of stream.getTracks())
    await send.produce({
      track,
      stopTracks: false,
      ...(track.kind === 'video' ? { encodings: cameraEncodings(track.getSettings().width ?? 1280) } : {}),
    })
}

const button = document.createElement('button')
button.textContent = 'Join'
button.disabled = true
button.addEventListener('click', () => void join())
document.body.append(button)
void prepare().then(() => (button.disabled = false))
