/** Who and what there is in the demonstration. The people are invented; their addresses are in `.example` (RFC 2606). */
import type { Role } from '../../contract/identity.ts'
import type { AddRoom } from '../../contract/scheduling.ts'

export const organisations = [
  { shortName: 'ME', name: 'Ministerul Educației și Cercetării', domain: 'edu.example' },
  { shortName: 'ADR', name: 'Autoritatea pentru Digitalizarea României', domain: 'adr.example' },
  { shortName: 'STS', name: 'Serviciul de Telecomunicații Speciale', domain: 'sts.example' },
  { shortName: 'MF', name: 'Ministerul Finanțelor', domain: 'mf.example' },
  { shortName: 'ISMB', name: 'Inspectoratul Școlar al Municipiului București', domain: 'ismb.example' },
  { shortName: 'DNSC', name: 'Directoratul Național de Securitate Cibernetică', domain: 'dnsc.example' },
] as const

type Member = { name: string; position: string; organisation: number; roles: Role[] }

const leads: Member[] = [
  { name: 'Mihaela Dobre', position: 'Administrator de sistem', organisation: 0, roles: ['administrator'] },
  { name: 'Sorina Popescu', position: 'Secretar, Direcția IT', organisation: 0, roles: ['secretariat'] },
  {
    name: 'Ștefania Țîru',
    position: 'Consilier, secretariat tehnic',
    organisation: 0,
    roles: ['secretariat'],
  },
  {
    name: 'Gabriela Nistor',
    position: 'Consilier, secretariat tehnic',
    organisation: 1,
    roles: ['secretariat'],
  },
  { name: 'Andrei Vlăsceanu', position: 'Manager de proiect', organisation: 0, roles: ['project-manager'] },
  { name: 'Ioana Brătescu', position: 'Manager de proiect', organisation: 0, roles: ['project-manager'] },
  { name: 'Răzvan Mușat', position: 'Manager de proiect', organisation: 1, roles: ['project-manager'] },
  { name: 'Cătălina Șerban', position: 'Manager de proiect', organisation: 3, roles: ['project-manager'] },
  {
    name: 'Dragoș Înțelegătoru',
    position: 'Manager de proiect',
    organisation: 4,
    roles: ['project-manager'],
  },
  { name: 'Elena Zamfir', position: 'Manager de proiect', organisation: 5, roles: ['project-manager'] },
  { name: 'Călin Chiriac', position: 'Director, Direcția IT', organisation: 0, roles: ['directorate'] },
  {
    name: 'Luminița Georgescu',
    position: 'Director adjunct, Direcția IT',
    organisation: 0,
    roles: ['directorate'],
  },
]

const memberNames = [
  'Ana Ionescu',
  'Dan Munteanu',
  'Eva Luca',
  'Ion Radu',
  'Maria Stănescu',
  'Vlad Ciobanu',
  'Irina Păun',
  'Mircea Lupu',
  'Oana Țurcanu',
  'Paul Sandu',
  'Raluca Ștefan',
  'Silviu Neagu',
  'Teodora Bălan',
  'Victor Ene',
  'Adina Rusu',
  'Bogdan Crăciun',
  'Corina Filip',
  'Doru Mihăilă',
  'Florin Albu',
  'Ileana Voicu',
  'Horia Tănase',
  'Letiția Oprea',
  'Marius Grigore',
  'Nicoleta Dinu',
  'Octavian Preda',
  'Petra Iliescu',
  'Remus Anghel',
  'Simona Coman',
]
const positions = ['Consilier', 'Șef serviciu', 'Expert', 'Inspector școlar', 'Director', 'Inginer de sistem']

/** Twelve who lead and twenty-eight who sit in groups: forty. */
export const people: Member[] = [
  ...leads,
  ...memberNames.map((name, index): Member => ({
    name,
    position: positions[index % positions.length]!,
    organisation: index % organisations.length,
    roles: ['member'],
  })),
]

export const rooms: AddRoom[] = [
  {
    name: 'Sala „Spiru Haret”',
    building: 'Sediul central, etajul 1',
    capacity: 40,
    equipment: ['projector', 'camera', 'microphones', 'hearing-loop', 'step-free'],
  },
  {
    name: 'Sala 214',
    building: 'Sediul central, etajul 2',
    capacity: 14,
    equipment: ['screen', 'camera', 'whiteboard'],
  },
  {
    name: 'Sala 307',
    building: 'Sediul central, etajul 3',
    capacity: 8,
    equipment: ['screen', 'whiteboard'],
  },
  {
    name: 'Sala Consiliului',
    building: 'Sediul central, parter',
    capacity: 24,
    equipment: ['screen', 'camera', 'microphones', 'step-free'],
  },
  {
    name: 'Laboratorul IT',
    building: 'Corpul B, etajul 1',
    capacity: 18,
    equipment: ['screen', 'projector', 'step-free'],
  },
]

export const groups = [
  {
    name: 'Grupul de lucru interministerial pentru interoperabilitate',
    shortName: 'GL Interoperabilitate',
    purpose:
      'Coordonează schimbul de date între instituții și adoptarea platformei naționale de interoperabilitate.',
    act: 114,
    organisations: [0, 1, 2, 3, 5],
    projects: [0, 1, 2],
    hour: 10,
    weekday: 2,
    week: 2,
  },
  {
    name: 'Comitetul tehnico-economic pentru proiecte IT',
    shortName: 'CTE',
    purpose: 'Avizează specificațiile tehnice ale proiectelor IT înainte de achiziție.',
    act: 941,
    organisations: [0, 1, 3, 5],
    projects: [3, 4, 5],
    hour: 13,
    weekday: 4,
    week: 1,
  },
  {
    name: 'Grupul de lucru pentru catalogul electronic',
    shortName: 'GL Catalog electronic',
    purpose: 'Urmărește introducerea catalogului electronic în școli și pregătirea inspectoratelor.',
    act: 287,
    organisations: [0, 1, 4],
    projects: [6, 7, 8],
    hour: 11,
    weekday: 3,
    week: 3,
  },
  {
    name: 'Grupul de lucru pentru securitate cibernetică',
    shortName: 'GL Securitate',
    purpose: 'Urmărește aplicarea politicii de securitate cibernetică în instituțiile subordonate.',
    act: 63,
    organisations: [0, 1, 2, 5],
    projects: [9, 10, 11],
    hour: 14,
    weekday: 1,
    week: 4,
  },
] as const

type Plan = {
  code: string
  name: string
  description: string
  organisation: number
  manager: number
  starts: number
  milestones: [title: string, month: number, tolerance: number][]
}

const life = (...titles: string[]): Plan['milestones'] =>
  titles.map((title, index) => [title, 3 + index * 5, index === 0 ? 5 : 10])

/** `starts` and the months of milestones count from two years ago. */
export const projects: Plan[] = [
  {
    code: 'PNI',
    name: 'Platforma națională de interoperabilitate',
    description: 'Schimb de date între registrele naționale.',
    organisation: 1,
    manager: 6,
    starts: 0,
    milestones: life(
      'Specificații tehnice avizate',
      'Contract semnat',
      'Prototip cu trei registre',
      'Pilot în cinci instituții',
      'Punere în funcțiune',
    ),
  },
  {
    code: 'REGED',
    name: 'Registrul național al elevilor',
    description: 'Registrul unic al elevilor, legat de evidența persoanelor.',
    organisation: 0,
    manager: 4,
    starts: 1,
    milestones: life(
      'Analiza datelor existente',
      'Modelul de date adoptat',
      'Migrarea datelor',
      'Recepția finală',
    ),
  },
  {
    code: 'API-GOV',
    name: 'Catalogul de interfețe publice',
    description: 'Un catalog al serviciilor puse la dispoziție de instituții.',
    organisation: 1,
    manager: 6,
    starts: 4,
    milestones: life('Standardul de descriere', 'Portalul catalogului', 'Douăzeci de servicii publicate'),
  },
  {
    code: 'SIGMA',
    name: 'Sistemul de gestiune a documentelor',
    description: 'Circuitul electronic al documentelor în minister.',
    organisation: 0,
    manager: 5,
    starts: 0,
    milestones: life(
      'Analiza fluxurilor',
      'Achiziția licențelor',
      'Instruirea secretariatelor',
      'Trecerea la lucrul electronic',
      'Arhivarea istoricului',
    ),
  },
  {
    code: 'DATACENTER',
    name: 'Modernizarea centrului de date',
    description: 'Înlocuirea echipamentelor și a alimentării.',
    organisation: 0,
    manager: 4,
    starts: 2,
    milestones: life(
      'Proiectul tehnic',
      'Livrarea echipamentelor',
      'Migrarea serviciilor',
      'Scoaterea din uz a echipamentelor vechi',
    ),
  },
  {
    code: 'BUGET-IT',
    name: 'Planificarea bugetară a proiectelor IT',
    description: 'Un instrument comun pentru propunerile de buget.',
    organisation: 3,
    manager: 7,
    starts: 3,
    milestones: life('Cerințele centralizate', 'Prima versiune', 'Extinderea la instituțiile subordonate'),
  },
  {
    code: 'CATALOG',
    name: 'Catalogul electronic',
    description: 'Catalogul electronic în toate școlile.',
    organisation: 0,
    manager: 5,
    starts: 0,
    milestones: life(
      'Pilot în o sută de școli',
      'Instruirea profesorilor',
      'Extindere în București',
      'Extindere națională',
      'Renunțarea la catalogul pe hârtie',
    ),
  },
  {
    code: 'CONECT',
    name: 'Conectarea școlilor la internet',
    description: 'Legături de mare viteză pentru școlile din mediul rural.',
    organisation: 4,
    manager: 8,
    starts: 1,
    milestones: life(
      'Lista școlilor',
      'Contractele cu operatorii',
      'Prima mie de școli',
      'Recepția lucrărilor',
    ),
  },
  {
    code: 'TABLETE',
    name: 'Dispozitive pentru elevi',
    description: 'Dotarea elevilor cu dispozitive și administrarea lor.',
    organisation: 4,
    manager: 8,
    starts: 5,
    milestones: life('Caietul de sarcini', 'Livrarea primei tranșe', 'Administrarea centralizată'),
  },
  {
    code: 'SOC-EDU',
    name: 'Centrul de operațiuni de securitate',
    description: 'Supravegherea securității pentru instituțiile din educație.',
    organisation: 5,
    manager: 9,
    starts: 2,
    milestones: life(
      'Politica de securitate',
      'Senzori în zece instituții',
      'Program de lucru permanent',
      'Audit independent',
    ),
  },
  {
    code: 'IDENT',
    name: 'Identitate digitală pentru profesori',
    description: 'Un singur cont pentru toate aplicațiile din educație.',
    organisation: 0,
    manager: 4,
    starts: 6,
    milestones: life('Furnizorul de identitate ales', 'Pilot în trei inspectorate', 'Înrolarea profesorilor'),
  },
  {
    code: 'OPENDATA',
    name: 'Date deschise în educație',
    description: 'Publicarea seturilor de date ale ministerului.',
    organisation: 0,
    manager: 5,
    starts: 8,
    milestones: life('Inventarul seturilor de date', 'Primele douăzeci de seturi', 'Actualizare automată'),
  },
]
