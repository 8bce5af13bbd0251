/** The cheapest server that could be called the same: a bare Fastify route that sends bytes which it has at hand. */
import fastify from 'fastify'

export type BareSays = { port: number }

const app = fastify()
const bodies = new Map<string, string>()
app.get('/:name', (request, reply) => {
  const { name } = request.params as { name: string }
  void reply.type('application/json; charset=utf-8').send(bodies.get(name))
})
process.on('message', ([name, body]: [string, string]) => {
  bodies.set(name, body)
  process.send?.({ kept: name })
})
process.on('disconnect', () => process.exit(0))
const address = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: Number(new URL(address).port) } satisfies BareSays)
