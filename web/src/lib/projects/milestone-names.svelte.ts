/** The words of milestones that agenda, decisions and actions name by their id; each is asked for once. */
import { getMilestone } from '#lib/api/projects.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayMilestone, type MilestoneChoice } from '#lib/projects/milestone-choice.ts'

type Named = { milestoneId?: string | null }

export class MilestoneNames {
  /** Null for one that may not be seen. */
  #known = $state<Record<string, string | null>>({})
  readonly #asked = new Map<string, Promise<unknown>>()

  /** Asks for those that are not known yet; resolves when all have been answered, one way or the other. */
  readonly learn = (things: readonly Named[]): Promise<unknown> =>
    Promise.all(
      idsOf(things).map((id) => {
        const asked =
          this.#asked.get(id) ??
          getMilestone(id).then(
            ({ title, projectName }) => (this.#known[id] = sayMilestone(title, projectName)),
            () => (this.#known[id] = null),
          )
        this.#asked.set(id, asked)
        return asked
      }),
    )

  /** Undefined until it is known, null for one that may not be seen. */
  label(id: string): string | null | undefined {
    return this.#known[id]
  }

  /** As a form field holds it. One that may not be seen keeps its place under a plain word. */
  choice(id: string | null): MilestoneChoice | null {
    return id === null ? null : { id, label: this.#known[id] ?? m.milestone() }
  }

  /** Of those that the things name, the words by id, once they are known. */
  async labels(things: readonly Named[]): Promise<Map<string, string>> {
    await this.learn(things)
    return new Map(idsOf(things).map((id) => [id, this.choice(id)?.label ?? '']))
  }
}

const idsOf = (things: readonly Named[]): string[] => [
  ...new Set(things.flatMap(({ milestoneId }) => milestoneId ?? [])),
]
