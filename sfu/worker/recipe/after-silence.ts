/**
 * A stream that comes again after a silence is judged by what comes from then on.
 *
 * mediasoup judges each stream by what it lost since its sender's last report, and forwards nothing of one whose score is 0.
 * When nothing has come for a second and a half the score is 0, rightly, and the first packet makes it 10. But all that was
 * sent meanwhile still counts as lost: at the next report the score is 0 again, and stays so until the one after, a second
 * later. Whoever had moved to another network was heard and seen again, and then not for a second or more; and a key frame
 * that came in that second was thrown away. So what was lost in a silence is forgotten with the first packet after it.
 */
import type { Edit } from './edits.ts'

const file = 'src/RTC/RTP/RtpStreamRecv.cpp'
const why = 'what was lost in a silence says nothing of what comes after it'
/** While the stream is inactive `UpdateScore` only begins its counts anew. */
const forget = (tabs: string) => ({
  find: `\n${tabs}if (this->inactive)\n${tabs}{\n${tabs}\tthis->inactive = false;\n`,
  replace: `\n${tabs}if (this->inactive)\n${tabs}{\n${tabs}\tUpdateScore();\n\n${tabs}\tthis->inactive = false;\n`,
})

/** The same for what comes as it was sent, and for what was asked for again (RTX). */
export const afterSilenceEdits: Edit[] = ['\t\t\t', '\t\t\t\t'].map((tabs) => ({
  file,
  why,
  ...forget(tabs),
}))
