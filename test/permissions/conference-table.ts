/** Who may ask what in a running conference: by where they are in it and, in the call, by their role. */
import type { RequestName } from '../../contract/conference.ts'

export const places = ['preview', 'lobby', 'guest', 'participant', 'host'] as const
export type Place = (typeof places)[number]

export const whereTheyAre: Readonly<Record<Place, string>> = {
  preview: 'looks at their own picture and has not entered',
  lobby: 'waits to be let in',
  guest: 'came by the guest link and was let in',
  participant: 'has an account or was invited',
  host: 'leads the meeting',
}

export const answers = {
  yes: 'may',
  'wrong moment': 'finds no such request where they are',
  'not allowed': 'lacks the right',
} as const
export type Reply = keyof typeof answers

const at = (lobby: Reply, guest: Reply, host: Reply, preview: Reply = 'wrong moment') => ({
  ...{ preview, lobby, guest, participant: guest, host },
})
const inTheCall = at('wrong moment', 'yes', 'yes')
const hostAlone = at('wrong moment', 'not allowed', 'yes')

export const conferenceTable: Readonly<Record<RequestName, Readonly<Record<Place, Reply>>>> = {
  enter: at('wrong moment', 'wrong moment', 'wrong moment', 'yes'),
  leave: at('yes', 'yes', 'yes', 'yes'),
  'transport:connect': inTheCall,
  'transport:restart-ice': inTheCall,
  'transport:rebuild': inTheCall,
  'producer:create': inTheCall,
  'producer:pause': inTheCall,
  'producer:resume': inTheCall,
  'producer:close': inTheCall,
  'voice:begin': inTheCall,
  'consumer:resume': inTheCall,
  'view:set': inTheCall,
  'hand:set': inTheCall,
  'chat:send': inTheCall,
  // For those alone who are back after a restart of the node.
  'chat:hand-back': at('wrong moment', 'wrong moment', 'wrong moment'),
  'lobby:admit': hostAlone,
  'lobby:deny': hostAlone,
  'peer:mute': hostAlone,
  'peer:remove': hostAlone,
  'call:end': hostAlone,
}
