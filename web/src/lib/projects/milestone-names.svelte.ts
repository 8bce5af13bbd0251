/** The words of milestones that agenda, decisions and actions name by their id; each is asked for once. */
import { SvelteMap } from 'svelte/reactivity'
import { getMilestone } from '#lib/api/projects.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayMilestone, type MilestoneChoice } from '#lib/projects/milestone-choice.ts'

export class MilestoneNames {
  readonly #known = new SvelteMap<string, string>()
  readonly #asked = new Set<string>()

  /** Asks for those that are not known yet. One that may not be seen keeps the plain word. */
  learn(things: readonly { milestoneId: string | null }[]): void {
    for (const { milestoneId: id } of things) {
      if (id === null || this.#asked.has(id)) continue
      this.#asked.add(id)
      getMilestone(id).then(
        ({ title, projectName }) => this.#known.set(id, sayMilestone(title, projectName)),
        () => undefined,
      )
    }
  }

  /** As a form field holds it. */
  choice(id: string | null): MilestoneChoice | null {
    return id === null ? null : { id, label: this.#known.get(id) ?? m.milestone() }
  }
}
