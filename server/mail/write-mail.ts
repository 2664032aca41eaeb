// A mail from its sentences: plain text, and the same as HTML, with one link at most and nothing loaded from anywhere.
import type { Mail } from './mailer.ts'

export interface Letter {
  subject: string
  /** Paragraphs; plain text, whatever stands in them. */
  paragraphs: string[]
  button?: { text: string; url: string }
  /** Below the paragraphs, and in the mail itself. */
  picture?: { jpeg: Buffer; alt: string }
  /** Why one gets this mail. */
  footer: string
}

export function writeMail(to: string, letter: Letter): Mail {
  const { paragraphs, button, footer } = letter
  const text = [
    ...paragraphs,
    ...(button === undefined ? [] : [`${button.text}:\n${button.url}`]),
    `-- \n${footer}`,
  ].join('\n\n')
  return {
    to,
    subject: oneLine(letter.subject),
    text: `${text}\n`,
    html: toHtml(letter),
    ...(letter.picture === undefined ? {} : { picture: letter.picture.jpeg }),
  }
}

/** A name with a line break in it must not begin a header of its own. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)

function toHtml({ subject, paragraphs, picture, button, footer }: Letter): string {
  const font = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
  const body = paragraphs.map((one) => `<p style="margin:0 0 16px">${escape(one)}</p>`).join('')
  const link =
    button === undefined
      ? ''
      : `<p style="margin:24px 0"><a href="${escape(button.url)}" style="display:inline-block;padding:12px 20px;` +
        `border-radius:8px;background:#4152e0;color:#fff;text-decoration:none;font-weight:600">` +
        `${escape(button.text)}</a></p>`
  const shown =
    picture === undefined
      ? ''
      : `<p style="margin:0 0 16px"><img src="cid:picture" alt="${escape(picture.alt)}" ` +
        `style="display:block;width:100%;border:1px solid #e3e5ea;border-radius:8px"></p>`
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(subject)}</title></head>` +
    `<body style="margin:0;padding:24px;background:#f5f6f8;color:#1b1c28;${font};font-size:16px;line-height:1.5">` +
    `<div style="max-width:520px;margin:0 auto;padding:28px;background:#fff;border-radius:12px">${body}${shown}${link}` +
    `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e3e5ea;color:#5b5f70;font-size:13px">` +
    `${escape(footer)}</p></div></body></html>`
  )
}
