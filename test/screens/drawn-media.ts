/** Cameras that show drawn people and screens that show a page, for pictures of the call: nobody's face belongs in a repository. */

export type Face = { wall: string; coat: string; skin: string; hair: string }

export const faces: Face[] = [
  { wall: '#cfd9e6', coat: '#28456b', skin: '#e7b998', hair: '#3b2a20' },
  { wall: '#e4d8c6', coat: '#7a2f3d', skin: '#f0c9a8', hair: '#7b4a21' },
  { wall: '#d3e0d2', coat: '#2f4f3d', skin: '#d9a57f', hair: '#1f1b18' },
  { wall: '#ddd3e6', coat: '#40365f', skin: '#edc3a2', hair: '#a9a4a0' },
]

/**
 * To be run in every page of a context: its camera is `face`, its shared screen a table with this title. The microphone
 * stays the browser's own.
 */
export const drawnMedia = (face: Face, title: string): string => `(() => {
  const face = ${JSON.stringify(face)}, title = ${JSON.stringify(title)}
  const film = (width, height, draw) => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width, height })
    const pen = canvas.getContext('2d')
    let turn = 0
    const tick = () => { draw(pen, turn++) }
    tick()
    setInterval(tick, 200)
    return canvas.captureStream(5).getVideoTracks()[0]
  }
  const shape = (pen, colour, path) => { pen.fillStyle = colour; pen.fill(new Path2D(path)) }
  const portrait = (pen, turn) => {
    pen.fillStyle = face.wall; pen.fillRect(0, 0, 1280, 720)
    pen.save(); pen.scale(2, 2)
    pen.fillStyle = 'rgb(255 255 255 / 45%)'; pen.fillRect(440, 40, 130, 170)
    pen.fillStyle = 'rgb(0 0 0 / 12%)'; pen.fillRect(60, 230, 150, 8)
    shape(pen, face.coat, 'M150 360c10-86 80-116 170-116s160 30 170 116z')
    pen.translate(0, turn % 8 === 0 ? 1 : 0)
    shape(pen, face.skin, 'M286 214h68v44c0 22-68 22-68 0z')
    pen.fillStyle = face.skin; pen.beginPath(); pen.ellipse(320, 152, 62, 78, 0, 0, 7); pen.fill()
    shape(pen, face.hair, 'M254 150c-6-70 38-96 70-94 44 2 70 34 62 96-12-34-30-50-60-52-34-2-58 16-72 50z')
    pen.restore()
  }
  const table = (pen, turn) => {
    pen.fillStyle = '#fff'; pen.fillRect(0, 0, 1600, 900)
    pen.fillStyle = '#28456b'; pen.fillRect(0, 0, 1600, 70)
    pen.fillStyle = '#fff'; pen.font = '600 32px sans-serif'; pen.fillText(title, 40, 46)
    pen.font = '26px sans-serif'
    for (let row = 0; row < 12; row++) {
      pen.fillStyle = row % 2 ? '#f1f4f8' : '#fff'; pen.fillRect(40, 110 + row * 60, 1520, 60)
      pen.fillStyle = '#222'
      pen.fillText('Indicatorul ' + (row + 1), 60, 150 + row * 60)
      pen.fillText(String(1200 + row * 37) + ' locuințe', 620, 150 + row * 60)
      pen.fillText((48 + row * 3) + ' %', 1200, 150 + row * 60)
    }
    pen.fillStyle = turn % 2 ? '#fff' : '#28456b'; pen.fillRect(1570, 880, 8, 8)
  }
  const devices = navigator.mediaDevices
  const ask = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted)
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track)
      track.stop()
      stream.addTrack(film(1280, 720, portrait))
    }
    return stream
  }
  devices.getDisplayMedia = async () => {
    const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]
    return new MediaStream([film(1600, 900, table), sound])
  }
})()`
