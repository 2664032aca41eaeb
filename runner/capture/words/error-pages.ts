// Pages that say, with a 200, that there is nothing to see: proxies in front of a service, and services themselves.
import type { Perception } from '../../perceive/perception.ts'
import { hasAny, plain, says, type Words } from '../../decide/words/phrase.ts'

/** Of pages that say little else; a dashboard of errors says more. In characters. */
const MOST_WORDS = 400

const titles = [
  '502 bad gateway',
  '503 service',
  '504 gateway',
  '500 internal server error',
  '404 not found',
  '403 forbidden',
  'bad gateway',
  'gateway time-out',
  'gateway timeout',
  'service unavailable',
  'internal server error',
  'page not found',
  'access denied',
]

const errors: Words = {
  en: [
    'page not found',
    'page could not be found',
    "page can't be found",
    'this page does not exist',
    "this page doesn't exist",
    'dashboard not found',
    'something went wrong',
    'an error occurred',
    'an error has occurred',
    'unexpected error',
    'internal server error',
    'service unavailable',
    'temporarily unavailable',
    'under maintenance',
    'scheduled maintenance',
    'access denied',
    "you don't have access",
    'you do not have permission',
    "you don't have permission",
    'too many requests',
  ],
  de: [
    'seite nicht gefunden',
    'seite existiert nicht',
    'ein fehler ist aufgetreten',
    'es ist ein fehler aufgetreten',
    'etwas ist schiefgelaufen',
    'interner serverfehler',
    'dienst nicht verfügbar',
    'wartungsarbeiten',
    'zugriff verweigert',
    'keine berechtigung',
  ],
  fr: [
    'page introuvable',
    'page non trouvée',
    "une erreur s'est produite",
    'une erreur est survenue',
    'erreur interne du serveur',
    'service indisponible',
    'maintenance en cours',
    'accès refusé',
  ],
  es: [
    'página no encontrada',
    'se ha producido un error',
    'ha ocurrido un error',
    'algo salió mal',
    'error interno del servidor',
    'servicio no disponible',
    'en mantenimiento',
    'acceso denegado',
  ],
  pt: [
    'página não encontrada',
    'ocorreu um erro',
    'algo deu errado',
    'erro interno do servidor',
    'serviço indisponível',
    'em manutenção',
    'acesso negado',
  ],
  it: [
    'pagina non trovata',
    'si è verificato un errore',
    'qualcosa è andato storto',
    'errore interno del server',
    'servizio non disponibile',
    'in manutenzione',
    'accesso negato',
  ],
  nl: [
    'pagina niet gevonden',
    'er is een fout opgetreden',
    'er ging iets mis',
    'er is iets misgegaan',
    'interne serverfout',
    'dienst niet beschikbaar',
    'onderhoudswerkzaamheden',
    'toegang geweigerd',
  ],
  ja: [
    'ページが見つかりません',
    'エラーが発生しました',
    'サーバーエラー',
    'メンテナンス中',
    'アクセスが拒否されました',
  ],
}

const ended: Words = {
  en: [
    'your session has expired',
    'your session has timed out',
    'session expired',
    'you have been signed out',
    'you have been logged out',
  ],
  de: ['sitzung ist abgelaufen', 'sitzung abgelaufen', 'sie wurden abgemeldet'],
  fr: ['session a expiré', 'session expirée', 'vous avez été déconnecté'],
  es: ['sesión ha caducado', 'sesión ha expirado', 'se ha cerrado la sesión'],
  pt: ['sessão expirou', 'sessão expirada'],
  it: ['sessione è scaduta', 'sessione scaduta'],
  nl: ['sessie is verlopen', 'sessie verlopen'],
  ja: ['セッションの有効期限が切れました'],
}

type Said = Pick<Perception, 'title' | 'frames'>

export function saysError(page: Said): boolean {
  const text = fewWordsOf(page)
  return text !== undefined && (hasAny(plain(page.title), titles) || says(text, errors))
}

/** A session that is over, said by a page without a form. */
export function saysSessionEnded(page: Said): boolean {
  const text = fewWordsOf(page)
  return text !== undefined && says(text, ended)
}

/** Nothing of a page that says much. */
function fewWordsOf({ frames }: Said): string | undefined {
  const shown = frames.filter(({ isVisible, isMain }) => isVisible || isMain)
  const text = plain(shown.map((frame) => frame.text).join(' '))
  return text.length > MOST_WORDS ? undefined : text
}
