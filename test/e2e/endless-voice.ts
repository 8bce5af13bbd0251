/**
 * Somebody who reads aloud and never pauses, as a file for Chromium's microphone: its own beeps once a second, and between
 * two beeps nothing is sent that could be missed.
 */
const rate = 48_000
const seconds = 4

/** A WAV file (16 bits, mono) that can be played again and again: vowels on a voice that rises and falls, four a second. */
export function endlessVoice(): Buffer {
  const count = rate * seconds
  const file = Buffer.alloc(44 + count * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + count * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(count * 2, 40)
  let phase = 0
  for (let index = 0; index < count; index++) {
    const at = index / rate
    phase += (2 * Math.PI * (140 + 30 * Math.sin(2 * Math.PI * 1.5 * at))) / rate
    // The third of each vowel's overtones that stands out is another one from vowel to vowel.
    const vowel = Math.floor(at * 4) % 4
    let sample = 0
    for (let tone = 1; tone <= 20; tone++)
      sample += (Math.sin(phase * tone) / tone) * (tone % 5 === vowel ? 2 : 0.7)
    const loudness = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * at)
    file.writeInt16LE(Math.round(sample * loudness * 6_000), 44 + index * 2)
  }
  return file
}
