// What a notification says, in the language of the person: that there is something to look at, and nothing else.
import type { Language } from '../texts/language.ts'

export const wordsOfPush: Record<Language, { title: string; body: string }> = {
  en: { title: 'Somebody is signing in as you', body: 'Was it you? Open Countersign to answer.' },
  de: {
    title: 'Jemand meldet sich als Sie an',
    body: 'Waren Sie das? Öffnen Sie Countersign, um zu antworten.',
  },
  es: { title: 'Alguien está iniciando sesión como tú', body: '¿Eres tú? Abre Countersign para responder.' },
}
