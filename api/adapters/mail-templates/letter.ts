/**
 * The two forms of a letter: plain text and HTML of the same words. The HTML is for mail clients, not browsers: tables,
 * inline styles, no picture and no file from elsewhere, legible in Outlook (which knows no rounded corners or media
 * queries) and in the dark.
 */
import { lineForReader } from '../../../contract/erased.ts'
import type { Locale } from '../../../contract/values.ts'
import type { Block, Fact, Letter } from '../../db/schema/mail.ts'

export type { Block, Fact, Letter }

/** Whom a letter is to. */
export type Reader = { name: string; locale: Locale }

/** How every letter begins. */
export const hello: Record<Locale, (name: string) => string> = {
  ro: (name) => `Bună ziua, ${name},`,
  en: (name) => `Hello ${name},`,
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

export type WrittenLetter = { text: string; html: string }

/** Both forms of a letter. `home` is the address of the installation, named at the end. */
export function writeLetter(letter: Letter, home: string): WrittenLetter {
  const written = (text: string) => lineForReader(text, letter.locale)
  return { text: written(asText(letter, home)), html: written(asHtml(letter, home)) }
}

/** A line at most `max` characters long, cut with an ellipsis and never inside a character. */
export function clip(text: string, max: number): string {
  const characters = [...new Intl.Segmenter().segment(oneLine(text))].map(({ segment }) => segment)
  return characters.length <= max ? characters.join('') : `${characters.slice(0, max - 1).join('')}…`
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

// ---- Plain text ----------------------------------------------------------------------------------------------

function asText({ title, greeting, blocks, reason }: Letter, home: string): string {
  const parts = [greeting, title, ...blocks.map(blockAsText), `-- \n${reason}\n${home}`]
  return `${parts.join('\n\n')}\n`
}

export function blockAsText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text
    case 'quote':
      return `${block.label}\n${block.text.replace(/^/gm, '> ')}`
    case 'facts':
      return block.rows
        .map(({ label, value, url }) => `${label}: ${value}${url && url !== value ? `\n  ${url}` : ''}`)
        .join('\n')
    case 'list':
      return [block.label, ...block.items.map((item, index) => `${index + 1}. ${item}`)].join('\n')
    case 'button':
      return `${block.label}:\n${block.url}`
  }
}

// ---- HTML ----------------------------------------------------------------------------------------------------

/** Contrast of text on its ground is at least 7:1 in both schemes (WCAG 2.2, 1.4.6). */
const light = {
  page: '#eef1f4',
  paper: '#ffffff',
  ink: '#1b2733',
  soft: '#44525f',
  line: '#c9d1d9',
  act: '#0b4a8f',
}
const dark = {
  page: '#12181e',
  paper: '#1c242c',
  ink: '#f1f4f7',
  soft: '#c3ccd4',
  line: '#3d4a56',
  act: '#9cc7ff',
}
const font = 'font-family:Arial,Helvetica,sans-serif'

/** For clients that know the reader's preference: Apple Mail, Thunderbird; and Outlook's own mark for its dark mode. */
const darkRules = (before: string) => `
${before} .page{background:${dark.page}!important}
${before} .paper{background:${dark.paper}!important;border-color:${dark.line}!important}
${before} .ink{color:${dark.ink}!important}
${before} .soft{color:${dark.soft}!important}
${before} .line{border-color:${dark.line}!important}
${before} .act{background:${dark.act}!important}
${before} .act a{color:${dark.page}!important}
${before} .link{color:${dark.act}!important}`

function asHtml({ locale, subject, preview, title, greeting, blocks, reason }: Letter, home: string): string {
  const row = (content: string) => `<tr><td style="padding:0 0 16px 0">${content}</td></tr>`
  return `<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(oneLine(subject))}</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${darkRules('')}
}
${darkRules('[data-ogsc]').trim()}
@media (max-width:480px){.paper{padding:20px 16px!important}.foot{padding:16px!important}}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:${light.page}">
<div style="display:none;max-height:0;overflow:hidden">${escape(preview)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${light.page}" style="background:${light.page}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px">
<tr><td class="paper" bgcolor="${light.paper}" style="background:${light.paper};border:1px solid ${light.line};padding:28px 32px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${[
  `<p class="ink" style="${text(16)}">${escape(greeting)}</p>`,
  `<h1 class="ink" style="margin:0;${font};font-size:22px;line-height:30px;font-weight:bold;color:${light.ink}">${escape(title)}</h1>`,
  ...blocks.map(blockAsHtml),
]
  .map(row)
  .join('\n')}
</table>
</td></tr>
<tr><td class="foot" style="padding:16px 32px">
<p class="soft" style="${text(13, light.soft)}">${escape(reason)}<br><a class="link" href="${escape(home)}" style="color:${light.act}">${escape(home)}</a></p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

const text = (size: number, colour = light.ink) =>
  `margin:0;${font};font-size:${size}px;line-height:${Math.round(size * 1.5)}px;color:${colour}`

function blockAsHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p class="ink" style="${text(16)}">${lines(block.text)}</p>`
    case 'quote':
      return `<p class="soft" style="${text(14, light.soft)}">${escape(block.label)}</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="line" style="border-left:4px solid ${light.line};padding:4px 0 4px 12px"><p class="ink" style="${text(16)}">${lines(block.text)}</p></td></tr></table>`
    case 'facts':
      return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${block.rows.map(factAsHtml).join('\n')}
</table>`
    case 'list':
      return `<h2 class="ink" style="margin:0 0 6px 0;${font};font-size:16px;line-height:24px;font-weight:bold;color:${light.ink}">${escape(block.label)}</h2>
<ol class="ink" style="${text(16)};padding:0 0 0 24px">
${block.items.map((item) => `<li style="margin:0 0 4px 0">${escape(item)}</li>`).join('\n')}
</ol>`
    case 'button':
      // A coloured cell, not a coloured link: Outlook ignores the padding of links.
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="act" align="center" bgcolor="${light.act}" style="background:${light.act};border-radius:6px;padding:12px 24px"><a href="${escape(block.url)}" style="${font};font-size:16px;line-height:24px;font-weight:bold;color:#ffffff;text-decoration:none">${escape(block.label)}</a></td></tr></table>
<p class="soft" style="${text(13, light.soft)};padding-top:8px;word-break:break-all">${escape(block.url)}</p>`
  }
}

const factAsHtml = ({ label, value, url }: Fact) =>
  `<tr><td class="soft" valign="top" width="112" style="padding:0 12px 6px 0;${text(16, light.soft)}">${escape(label)}</td><td class="ink" valign="top" style="padding:0 0 6px 0;${text(16)}">${
    url
      ? `<a class="link" href="${escape(url)}" style="color:${light.act}">${escape(value)}</a>`
      : `<b>${escape(value)}</b>`
  }</td></tr>`

const lines = (value: string) => escape(value).replace(/\r\n|\r|\n/g, '<br>')

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (value: string) => value.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
