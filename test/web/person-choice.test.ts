import { describe, expect, it } from 'vitest'
import { fitting, sayChoice, type PersonChoice } from '../../web/src/lib/people/person-choice.ts'

const person = (name: string, organisation: string | null): PersonChoice => ({ id: name, name, organisation })
const ana = person('Ana Țepeș', 'MDLPA')
const ion = person('Ion Șerban', 'MF')
const guest = person('Maria Ionescu', null)

describe('choosing a person', () => {
  it('says the name with the institution, where there is one', () => {
    expect(sayChoice(ana)).toBe('Ana Țepeș · MDLPA')
    expect(sayChoice(guest)).toBe('Maria Ionescu')
  })

  it('finds suggested people by any letters of name and institution, without diacritics', () => {
    expect(fitting([ana, ion, guest], 'tepes')).toEqual([ana])
    expect(fitting([ana, ion, guest], 'ion')).toEqual([ion, guest])
    expect(fitting([ana, ion, guest], 'serban mf')).toEqual([ion])
    expect(fitting([ana, ion, guest], 'serban mdlpa')).toEqual([])
    expect(fitting([ana, ion], '  ')).toEqual([ana, ion])
  })
})
