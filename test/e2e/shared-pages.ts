/** Of the screen that is shared, in pixels. */
export const sharedSize = { width: 1280, height: 720 } as const

/**
 * A screen to share where there is none: pages of a document, of which another one comes every eight seconds, with a line
 * that moves all the time, as somebody shows who turns pages and points at words.
 */
export const sharedPages = `(() => {
  const { width, height } = ${JSON.stringify(sharedSize)}
  const words = 'proiectul de hotărâre privind măsurile pentru digitalizarea serviciilor publice se aprobă cu observații'.split(' ')
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const pen = canvas.getContext('2d')
    let frame = 0
    const draw = () => {
      const page = Math.floor(frame / 80)
      pen.fillStyle = 'white'
      pen.fillRect(0, 0, width, height)
      pen.fillStyle = 'black'
      pen.font = '22px sans-serif'
      for (let line = 0; line < 18; line++) {
        const text = Array.from({ length: 10 }, (_, at) => words[(page * 5 + line * 3 + at * at) % words.length])
        pen.fillText(text.join(' '), 60, 60 + line * 36)
      }
      pen.fillRect(60, 66 + (Math.floor(frame / 4) % 18) * 36, 900, 3)
      frame++
    }
    draw()
    setInterval(draw, 100)
    return canvas.captureStream(10)
  }
})()`
