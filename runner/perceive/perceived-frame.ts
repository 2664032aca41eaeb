// One frame of a perception: what it told of itself, with what the browser says of it.
import type { FrameLook } from './in-page/look.ts'
import type { ElementRef, PerceivedFrame } from './perception.ts'

export function perceivedFrame(
  url: string,
  look: FrameLook,
  { index, isVisible, parentOrigin }: { index: number; isVisible: boolean; parentOrigin: string },
): PerceivedFrame {
  const refTo = (element: number | undefined): ElementRef => ({ frame: index, element: element ?? -1 })
  return {
    origin: originOf(url, look.origin, parentOrigin),
    url: withoutQuery(url),
    isMain: index === 0,
    isVisible,
    ...(look.language === undefined ? {} : { language: look.language }),
    text: look.text,
    headings: look.headings,
    controls: look.controls.map((control, at) => ({ ref: refTo(look.controlElements[at]), ...control })),
    forms: look.forms.map((form, at) => ({ ref: refTo(look.formElements[at]), ...form })),
    marks: look.marks.map(({ selector, element }) => ({ selector, ref: refTo(element) })),
  }
}

/**
 * Where the address and the document disagree (a sandboxed frame), it has no origin. A frame without an address of its
 * own has that of the frame around it, when its document says so too.
 */
function originOf(url: string, documentOrigin: string, parentOrigin: string): string {
  const isBlank = /^about:(blank|srcdoc)/.test(url)
  const byAddress = isBlank ? parentOrigin : URL.canParse(url) ? new URL(url).origin : 'null'
  return byAddress === documentOrigin ? byAddress : 'null'
}

export function withoutQuery(url: string): string {
  return url.startsWith('data:') ? 'data:' : url.replace(/[?#].*$/s, '')
}
