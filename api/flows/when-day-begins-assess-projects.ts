import { assessForToday } from '../../tracker/keep-assessment.ts'
import type { Deps } from '../../tracker/ports.ts'

/** When a day begins, what has become late with it shows in the health of its project. */
export const whenDayBeginsAssessProjects = (deps: Deps): Promise<number> => assessForToday(deps)
