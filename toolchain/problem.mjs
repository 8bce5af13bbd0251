/** Something the person can mend: the message is the sentence that says how, and is shown without a stack. */
export class Problem extends Error {
  /** @override */
  name = 'Problem'
}
