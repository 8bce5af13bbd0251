/**
 * Lets a page be told, as its node would, that none of the pictures it asks for fits its line: `holdPictures()`. Run in
 * the page before its own scripts.
 */
export const shortLine = `(() => {
  window.WebSocket = class extends window.WebSocket {
    send(data) {
      super.send(data)
      if (typeof data !== 'string' || !data.includes('"view:set"')) return
      const [, { pictures }] = JSON.parse(data.slice(data.indexOf('[')))
      const [place] = data.match(/\\/[a-z]+,/) ?? ['']
      const told = ['pictures:held', { producerIds: pictures.map(({ producerId }) => producerId) }]
      window.holdPictures = () =>
        this.dispatchEvent(new MessageEvent('message', { data: '42' + place + JSON.stringify(told) }))
    }
  }
})()`
