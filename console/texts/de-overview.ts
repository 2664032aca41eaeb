// Was die Seite auf einen Blick sagt, auf Deutsch.
import type { enOverview } from './en-overview.ts'

export const deOverview: Record<keyof typeof enOverview, string> = {
  'overview.title': 'Überblick',
  'overview.lead': 'Die Wand auf einen Blick. Sie hält sich selbst aktuell.',
  'overview.counts': 'Wie viele in welchem Zustand',
  'overview.nothing': 'Noch keine',
  'overview.runners': 'Runner',
  'overview.runners.here': 'da',
  'overview.runners.gone': 'weg',
  'overview.toScreens': 'Zu den Bildschirmen',
  'overview.dashboards_one': '{{count}} Dashboard',
  'overview.dashboards_other': '{{count}} Dashboards',
  'overview.nextTry': 'Nächster Versuch',
  'overview.nextVisit': 'nächster Blick',
  'overview.activity': 'Was geschah',

  'activity.none': 'Noch nichts. Anmeldungen, Bildschirme und ausbleibende Bilder stehen hier.',
  'activity.signed_in': '{{name}} hat sich angemeldet.',
  'activity.signed_in.took': '{{name}} hat sich angemeldet, in {{duration}}.',
  'activity.signed_in.withCode': '{{name}} hat sich mit einem Code angemeldet, in {{duration}}.',
  'activity.sign_in_failed': '{{name}} konnte sich nicht anmelden.',
  'activity.person_needed': '{{name}} braucht jemanden, der anmeldet.',
  'activity.frames_stopped': 'Von {{name}} kam kein neues Bild.',
  'activity.frames_again': '{{name}} hat wieder neue Bilder.',
  'activity.screen_paired': 'Der Bildschirm {{name}} wurde gekoppelt.',
  'activity.screen_removed': 'Der Bildschirm {{name}} wurde entkoppelt.',
  'activity.screen_token_stolen':
    'Der Bildschirm {{name}} wurde entkoppelt, weil sein Schlüssel an zwei Orten benutzt wurde.',
  'activity.screen_offline': 'Der Bildschirm {{name}} meldet sich nicht.',
  'activity.screen_back': 'Der Bildschirm {{name}} ist wieder da.',
  'activity.runner_gone': 'Der Runner {{name}} meldet sich nicht.',
  'activity.runner_back': 'Der Runner {{name}} ist wieder da.',
  'activity.message_shown': 'Eine Nachricht steht auf Bildschirmen: „{{name}}“',
  'activity.message_shown.picture': 'Ein Bild steht auf Bildschirmen.',
  'activity.message_taken_back': 'Eine Nachricht wurde zurückgenommen: „{{name}}“',
  'activity.message_taken_back.picture': 'Ein Bild wurde zurückgenommen.',

  'guide.runner-behind-the-firewall': 'Einen Runner hinter der Firewall aufstellen',
}
